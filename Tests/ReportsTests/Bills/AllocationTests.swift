import CostModel
import Testing

@testable import Reports

private let november = Period(
  from: Instant.parse("2026-11-01T00:00:00Z") ?? 0, to: Instant.parse("2026-12-01T00:00:00Z") ?? 0)

@Suite struct AllocationTests {
  private func rules(_ text: String) throws -> AllocationRules {
    try AllocationRules(json5: Array(text.utf8), fileName: "rules.json5")
  }

  private func rows(_ table: ReportTable) -> [[String]] {
    table.rows.map { row in
      ["tenant", "cost", "direct", "shared", "reason"].map { column in
        switch table.value(column, in: row) {
        case .text(let text): text
        case .money(let amount): amount.description
        default: column == "tenant" ? ReportFilters.unattributed : ""
        }
      }
    }
  }

  private func usage() -> MemoryUsage {
    var usage = MemoryUsage()
    usage.registry.set("a", tier: "basic")
    usage.registry.set("b", tier: "premium")
    usage.registry.set("silo", tier: "premium")
    usage.add("2026-11-03T10:00:00Z", tenant: "a", input: 100)
    usage.add("2026-11-04T10:00:00Z", tenant: "b", input: 100, output: 5)
    usage.add("2026-11-04T10:00:00Z", tenant: "b", input: 100)
    return usage
  }

  /// Direct by tag and resource, shared by rules, and the rest to nobody: nothing is lost.
  @Test func directSharedAndUnallocatedAddUp() throws {
    let bill = """
      lineItem/ProductCode,lineItem/UsageType,lineItem/UnblendedCost,lineItem/ResourceId,\
      resourceTags/user:ClinicID,lineItem/LineItemType
      AmazonBedrockAgentCore,Runtime,4,arn:runtime/silo-1,,Usage
      AmazonS3,Bytes,1,,a,Usage
      AmazonS3,Bytes,2,,"",Usage
      AWSLambda,Requests,9,,,Usage
      Fee,,0.1,,pooled,Tax
      AWSSupport,x,7,,,Usage
      """
    var request = AllocateRequest(
      bills: [try Bill(reading: Array(bill.utf8), fileName: "cur.csv")])
    request.period = november
    request.rules = try rules(
      """
      { resources: { "*runtime/silo-*": "silo" }, weights: { basic: 1, premium: 3 },
        rules: [ { service: "AWSLambda", driver: "requests" },
                 { service: "AmazonS3", driver: "equal" },
                 { charge: "Tax", driver: "tier_weight" } ],
        costs: [ { name: "evaluation", amount: "0.2", tenant: "b" } ] }
      """)
    let allocated = try makeAllocation(request, source: usage())
    let isComplete = allocated.isComplete
    #expect(isComplete)
    #expect(
      rows(allocated.table) == [
        ["b", "7.275", "0.2", "7.075", ""], ["a", "5.025", "1", "4.025", ""],
        ["silo", "4", "4", "0", ""],
        ["(unallocated)", "7", "0", "7", "no rule for it"],
      ])
    let total = allocated.table.value("cost", in: allocated.table.totals)
    #expect(total == .money(try Money(parsing: "23.3")))
    #expect(allocated.table.findings.map(\.kind) == ["tagged_lines"])
    #expect(allocated.table.findings[0].message.contains("1 have an empty one, 3 none"))
  }

  /// A day without usage shares nothing: its line stays unallocated, and says why.
  @Test func byDayAndWithoutUsage() throws {
    let bill = """
      BilledCost,ServiceName,ChargePeriodStart,ChargePeriodEnd,BillingCurrency,SkuMeter,Tags
      1,API,2026-11-03T00:00:00Z,2026-11-04T00:00:00Z,USD,Input Tokens,
      2,API,2026-11-04T00:00:00Z,2026-11-05T00:00:00Z,USD,Input Tokens,"{""tier"": ""premium""}"
      4,API,2026-11-05T00:00:00Z,2026-11-06T00:00:00Z,USD,Input Tokens,
      """
    var request = AllocateRequest(
      bills: [try Bill(reading: Array(bill.utf8), fileName: "focus.csv")])
    request.isByDay = true
    let allocated = try makeAllocation(request, source: usage())
    #expect(
      rows(allocated.table) == [
        ["b", "2", "0", "2", ""], ["a", "1", "0", "1", ""],
        ["(unallocated)", "4", "0", "4", "no input tokens of all models on the day"],
      ])
  }

  /// Whatever the amounts, weights and rules: the parts add up to the bill exactly.
  @Test(arguments: 0..<60 as Range<UInt64>) func partsAddUpToTheBill(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let usage = try randomUsage(seed: seed)
    let drivers: [AllocationDriver] = [
      .tokens(classes: [.input], model: nil), .tokens(classes: [], model: "m"), .requests,
      .seconds, .cost, .equal, .tierWeights, .units(.webSearches),
      .direct(tenant: "silo"), .unallocated(reason: "so"),
    ]
    var request = AllocateRequest(bills: [])
    request.period = Period(
      from: Instant.parse("2026-11-01T00:00:00Z") ?? 0,
      to: Instant.parse("2026-11-03T00:00:00Z") ?? 0)
    request.isByDay = Bool.random(using: &random)
    request.view = AllocationView.allCases[Int(seed % 3)]
    request.rules.weights = ["gold": 3, "silver": 7]
    var expected = Money.zero
    for number in 0..<12 {
      let amount = Money(units: Int128(Int64.random(in: -1_000...Int64.max, using: &random)) * 977)
      expected = try #require(expected.adding(amount))
      var line = BillLine(amount: amount, service: "service \(number % 5)")
      line.from = (Instant.parse("2026-11-01T00:00:00Z") ?? 0) + Int64(number % 2) * Instant.day
      var bill = Bill(fileName: "bill \(number)", format: .focus)
      bill.lines = [line]
      request.bills.append(bill)
      var rule = AllocationRules.Rule(
        driver: drivers.randomElement(using: &random) ?? .equal)
      rule.service = "service \(number % 5)"
      if Int.random(in: 0..<3, using: &random) == 0 { rule.tier = "gold" }
      request.rules.rules.append(rule)
    }
    let allocated = try makeAllocation(request, source: usage)
    let table = allocated.table
    let isComplete = allocated.isComplete
    #expect(isComplete, "seed \(seed)")
    let sum = table.rows.reduce(Money.zero) { total, row in
      table.value("cost", in: row).money.flatMap { total.adding($0) } ?? total
    }
    #expect(sum == expected, "seed \(seed)")
    #expect(table.value("cost", in: table.totals).money == expected, "seed \(seed)")
  }

  @Test func refusesRulesWithTheirPlaces() {
    do {
      _ = try rules("{ rules: [ { service: \"x\", driver: \"tokns\" } ], cost: 1 }")
      Issue.record("the rules were taken")
    } catch {
      let text = "\(error)"
      #expect(text.contains("error: there is no driver \"tokns\""))
      #expect(text.contains("did you mean 'tokens'?"))
      #expect(text.contains("the rules has no \"cost\""))
    }
  }
}
