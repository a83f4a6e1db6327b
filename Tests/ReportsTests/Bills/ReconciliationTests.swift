import CostModel
import Testing

@testable import Reports

@Suite struct ReconciliationTests {
  private func usage() throws -> MemoryUsage {
    var usage = MemoryUsage()
    usage.book = try testBook(
      testLine(model: "gpt-4o-2024-08-06", input: "2.5", output: "10"),
      testLine(model: "o4-mini", input: "1.1", output: "4.4"))
    usage.add(
      "2026-11-03T10:00:00Z", tenant: "a", model: "gpt-4o-2024-08-06", input: 1_000_000,
      output: 200_000, other: [.reasoning: 50_000])
    usage.add("2026-11-03T10:00:00Z", tenant: "a", model: "o4-mini", input: 400_000)
    return usage
  }

  private static let costs = """
    {"object": "page", "has_more": false, "data": [{"object": "bucket",
      "start_time": 1793664000, "end_time": 1793750400, "results": [
      {"amount": {"value": 2.5, "currency": "usd"}, "line_item": "gpt-4o-2024-08-06, input",
       "project_id": "p1", "quantity": 1000000},
      {"amount": {"value": 3.00e0, "currency": "usd"}, "line_item": "gpt-4o-2024-08-06, output",
       "project_id": "p1", "quantity": 250000},
      {"amount": {"value": 0.88, "currency": "usd"}, "line_item": "o4-mini, input",
       "project_id": "p1", "quantity": 800000},
      {"amount": {"value": 0.3, "currency": "usd"}, "line_item": "dall-e-3, output",
       "project_id": "p1"},
      {"amount": {"value": 0.07, "currency": "usd"}, "line_item": "assistants api | file search",
       "project_id": null}]}]}
    """

  @Test func saysWhatDiffersAndByWhat() throws {
    let bill = try Bill(reading: Array(Self.costs.utf8), fileName: "costs.json")
    var request = ReconcileRequest(bills: [bill])
    request.period = Period(
      from: Instant.parse("2026-11-01T00:00:00Z") ?? 0,
      to: Instant.parse("2026-12-01T00:00:00Z") ?? 0)
    let table = try makeReconciliation(request, source: usage())
    let rows = table.rows.map { row in
      ["model", "meter", "status", "billed", "metered", "difference", "by_price", "by_quantity"]
        .map { column -> String in
          switch table.value(column, in: row) {
          case .text(let text): text
          case .money(let amount): amount.description
          default: ""
          }
        }
    }
    #expect(
      rows == [
        ["gpt-4o-2024-08-06", "output", "different price", "3", "2.5", "0.5", "0.5", "0"],
        ["o4-mini", "input", "different quantity", "0.88", "0.44", "0.44", "0", "0.44"],
        ["dall-e-3", "output", "missing in telemetry", "0.3", "0", "0.3", "", ""],
        [
          "", "assistants api | file search", "not metered", "0.07", "0", "0.07", "", "",
        ],
        ["gpt-4o-2024-08-06", "input", "matched", "2.5", "2.5", "0", "0", "0"],
      ])
    #expect(table.value("difference", in: table.totals) == .money(try Money(parsing: "1.31")))
  }

  /// The reasons are those of the book that rated the metered side.
  @Test func reasonsAreByTheGivenBook() throws {
    let bill = try Bill(reading: Array(Self.costs.utf8), fileName: "costs.json")
    var request = ReconcileRequest(bills: [bill])
    let usage = try usage()
    #expect(try makeReconciliation(request, source: usage).findings.isEmpty)
    request.priceBook = try testBook(testLine(model: "o4-mini", input: "1.1", output: "4.4"))
    let table = try makeReconciliation(request, source: usage)
    #expect(table.findings.map(\.kind) == ["unpriced_usage"])
    #expect(table.coverage?.pricedShare == 242_424)
  }

  /// The rows' differences add up, and price and quantity make up each of them.
  @Test(arguments: 0..<40 as Range<UInt64>) func differencesAddUp(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let usage = try randomUsage(seed: seed)
    var bill = Bill(fileName: "b", format: .openai)
    for _ in 0..<20 {
      var line = BillLine(
        amount: Money(units: Int128(Int64.random(in: 0...Int64.max, using: &random))),
        service: "s")
      line.provider = "openai"
      line.model = ["m", "long", "odd", "other"].randomElement(using: &random)
      line.meter =
        [PriceMeter(.input), PriceMeter(.output), nil].randomElement(using: &random) ?? nil
      line.quantity =
        Bool.random(using: &random) ? Int64.random(in: 1...1_000_000, using: &random) : nil
      line.from = Instant.parse("2026-11-01T00:00:00Z")
      line.to = Instant.parse("2026-11-03T00:00:00Z")
      bill.lines.append(line)
    }
    var request = ReconcileRequest(bills: [bill])
    request.isByDay = seed % 2 == 0
    let table = try makeReconciliation(request, source: usage)
    func sum(_ column: String) -> Money {
      table.rows.reduce(Money.zero) { total, row in
        table.value(column, in: row).money.flatMap { total.adding($0) } ?? total
      }
    }
    for column in ["billed", "metered", "difference"] {
      #expect(sum(column) == table.value(column, in: table.totals).money, "seed \(seed)")
    }
    #expect(sum("billed") == bill.total, "seed \(seed)")
    let report = try makeReport(
      ReportRequest(
        name: .costPerTenant,
        period: Period(
          from: Instant.parse("2026-11-01T00:00:00Z") ?? 0,
          to: Instant.parse("2026-11-03T00:00:00Z") ?? 0)), source: usage)
    #expect(sum("metered") == report.value("cost", in: report.totals).money, "seed \(seed)")
    for row in table.rows {
      guard let price = table.value("by_price", in: row).money,
        let quantity = table.value("by_quantity", in: row).money
      else { continue }
      #expect(price.adding(quantity) == table.value("difference", in: row).money, "seed \(seed)")
    }
  }
}
