import CostModel
import Testing

@testable import Reports

/// The published sample whose answer is known: two tenants, one record without a tenant, and a
/// bill of 31.5 for input and 31.5 for output.
@Suite struct GoldenAllocationTests {
  private func usage() -> MemoryUsage {
    var usage = MemoryUsage()
    let calls: [(String?, Int64, Int64)] = [
      ("clearpay", 1_983, 212), ("clearpay", 5_120, 388), ("mediops", 1_510, 145),
      ("mediops", 7_401, 512), (nil, 77, 0),
    ]
    for (tenant, input, output) in calls {
      usage.add("2026-03-23T18:57:00Z", tenant: tenant, input: input, output: output)
    }
    return usage
  }

  private static let bill = """
    line_item_usage_start_date,line_item_usage_end_date,line_item_product_code,\
    line_item_usage_type,line_item_unblended_cost,line_item_currency_code
    2026-03-23 00:00:00+00:00,2026-03-24 00:00:00+00:00,AmazonBedrock,\
    USE1-Bedrock-Model-Anthropic-Claude-4-Input-Tokens,10.5,USD
    2026-03-23 00:00:00+00:00,2026-03-24 00:00:00+00:00,AmazonBedrock,\
    USE1-Bedrock-Model-Anthropic-Claude-4-Input-Tokens,2.1e1,USD
    2026-03-23 00:00:00+00:00,2026-03-24 00:00:00+00:00,AmazonBedrock,\
    USE1-Bedrock-Model-Anthropic-Claude-4-Output-Tokens,31.5,USD
    """

  private func allocated(_ view: AllocationView = .tenant) throws -> ReportTable {
    var request = AllocateRequest(
      bills: [try Bill(reading: Array(Self.bill.utf8), fileName: "cur.csv")])
    request.view = view
    let bill = try makeAllocation(request, source: usage())
    let isComplete = bill.isComplete
    #expect(isComplete)
    return bill.table
  }

  /// Tenant → amount, the nameless as "(unattributed)".
  private func amounts(_ table: ReportTable) -> [String: Money] {
    var amounts: [String: Money] = [:]
    for row in table.rows {
      var name = ReportFilters.unattributed
      if case .text(let text) = table.value("tenant", in: row) { name = text }
      amounts[name] = table.value("cost", in: row).money
    }
    return amounts
  }

  /// To the last of 24 digits, and with the part of the record without a tenant, which the
  /// published code loses: its tenants add up to 62.849… instead of 63.
  @Test func givesTheKnownAnswerTo24Digits() throws {
    let table = try allocated()
    let amounts = amounts(table)
    let golden = [
      "clearpay": "28.94074638738001008286848264", "mediops": "33.90851717610268210531124516",
      "(unattributed)": "0.15073643651730781182027220",
    ]
    #expect(Set(amounts.keys) == Set(golden.keys))
    for (tenant, text) in golden {
      let amount = try #require(amounts[tenant])
      let exact = try #require(ExactDecimal.golden(text))
      // Both pools are rounded at the 24th digit so that they stay whole: one unit at the most.
      let distance = amount.units * 100 - exact
      #expect(distance.magnitude < 100, "\(tenant): \(amount)")
    }
    #expect(table.value("cost", in: table.totals).money == (try Money(parsing: "63")))
  }

  /// Input and output are shared apart, each by its own tokens over its own total.
  @Test func sharesEachClassByItself() throws {
    let table = try allocated(.line)
    let lines = table.rows.map { row in
      ["item", "driver", "tenant", "weight", "cost"].map { column -> String in
        switch table.value(column, in: row) {
        case .text(let text): text
        case .money(let amount): amount.description
        default: ReportFilters.unattributed
        }
      }
    }
    let input = "USE1-Bedrock-Model-Anthropic-Claude-4-Input-Tokens"
    let output = "USE1-Bedrock-Model-Anthropic-Claude-4-Output-Tokens"
    let (inputs, outputs) = ("input tokens of all models", "output tokens of all models")
    #expect(
      lines == [
        [input, inputs, "mediops", "8911 of 16091", "17.444316698775713131564229"],
        [input, inputs, "clearpay", "7103 of 16091", "13.904946864706979056615499"],
        [input, inputs, "(unattributed)", "77 of 16091", "0.150736436517307811820272"],
        [output, outputs, "mediops", "657 of 1257", "16.464200477326968973747017"],
        [output, outputs, "clearpay", "600 of 1257", "15.035799522673031026252983"],
      ])
  }
}

extension ExactDecimal {
  /// A text of 26 digits after the point as a whole number of its last digit.
  fileprivate static func golden(_ text: String) -> Int128? {
    guard let number = try? ExactDecimal(parsing: text) else { return nil }
    var units = number.coefficient
    for _ in number.scale..<26 { units *= 10 }
    return units
  }
}
