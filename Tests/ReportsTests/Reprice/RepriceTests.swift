import CostModel
import Testing

@testable import Reports

private let days = Period(
  from: Instant.parse("2026-11-01T00:00:00Z") ?? 0, to: Instant.parse("2026-11-03T00:00:00Z") ?? 0)

@Suite struct RepriceTests {
  private func otherBook() throws -> PriceBook {
    try testBook(
      testLine(input: "0.2", output: "0.7", conditions: "to: \"2026-11-02T03:20:00Z\","),
      testLine(input: "0.1", output: "0.9", conditions: "from: \"2026-11-02T03:20:00Z\","),
      testLine(model: "long", input: "1", output: "8"),
      testLine(model: "long", input: "3", output: "9", conditions: "above: 5000,"),
      testLine(model: "mystery", input: "0.4", output: "0.5"))
  }

  private func amount(_ table: ReportTable, _ column: String, _ row: [ReportValue]) -> Money {
    table.value(column, in: row).money ?? .zero
  }

  /// Names that nothing has are said to be unknown, with what they may have meant.
  @Test(arguments: [
    ("chta=m", "no usage has the feature 'chta'; did you mean 'chat'?"),
    ("chat=lonk", "has no price for the model 'lonk': "),
  ]) func misspeltReplacements(text: String, message: String) throws {
    let usage = try randomUsage(seed: 3)
    var request = RepriceRequest(period: days)
    request.replacements = [try #require(ModelReplacement(parsing: text))]
    let findings = try makeReprice(request, source: usage).findings
    #expect(findings.count == 1 && findings[0].message.contains(message), "\(findings)")
    request.replacements = [ModelReplacement(feature: "chat", model: "long")]
    #expect(try makeReprice(request, source: usage).findings.isEmpty)
  }

  /// The same book, tiers and models: both sides are equal, to the last digit, in every row.
  @Test(arguments: 0..<40 as Range<UInt64>) func theSameBookIsTheIdentity(seed: UInt64) throws {
    let usage = try randomUsage(seed: seed)
    var request = RepriceRequest(period: days)
    request.axes = [RepriceAxis.allCases[Int(seed % 4)]]
    request.bookAfter = seed % 2 == 0 ? nil : usage.book
    request.tiersAfter = seed % 3 == 0 ? usage.registry : nil
    let table = try makeReprice(request, source: usage)
    for row in table.rows + [table.totals] {
      #expect(amount(table, "difference", row) == .zero, "seed \(seed)")
      #expect(
        amount(table, "cost_before", row) == amount(table, "cost_after", row), "seed \(seed)")
    }
    let report = try makeReport(
      ReportRequest(name: .costPerTenant, period: days), source: usage)
    #expect(
      amount(table, "cost_after", table.totals) == amount(report, "cost", report.totals),
      "seed \(seed)")
  }

  /// Each side is what a report with that side's book and registry says, and on every axis the
  /// rows add up to the total.
  @Test(arguments: 0..<40 as Range<UInt64>) func bothSidesAreReports(seed: UInt64) throws {
    let usage = try randomUsage(seed: seed)
    let book = try otherBook()
    var tiers = TenantRegistry()
    tiers.set("a", tier: "gold")
    tiers.set("b", tier: "silver", from: Instant.parse("2026-11-01T07:45:00Z"))
    var other = usage
    other.book = book
    other.registry = usage.registry.replacingTiers(by: tiers)
    let report = ReportRequest(name: .costPerTenant, period: days)
    let (before, after) = (
      try makeReport(report, source: usage), try makeReport(report, source: other)
    )
    for axis in RepriceAxis.allCases {
      var request = RepriceRequest(period: days)
      request.axes = [axis]
      request.bookAfter = book
      request.tiersAfter = tiers
      let table = try makeReprice(request, source: usage)
      #expect(
        amount(table, "cost_before", table.totals) == amount(before, "cost", before.totals),
        "seed \(seed), by \(axis)")
      #expect(
        amount(table, "cost_after", table.totals) == amount(after, "cost", after.totals),
        "seed \(seed), by \(axis)")
      for column in ["cost_before", "cost_after", "difference"] {
        let sum = table.rows.reduce(Money.zero) { $0.adding(amount(table, column, $1)) ?? $0 }
        #expect(sum == amount(table, column, table.totals), "seed \(seed), \(column) by \(axis)")
      }
    }
  }

  @Test func anotherModelForAFeatureMovesItsCost() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(
      testLine(input: "1", output: "2"), testLine(model: "cheap", input: "0.1", output: "0.2"))
    usage.add(
      "2026-11-01T10:00:00Z", tenant: "a", feature: "chat", input: 1_000_000, output: 500_000)
    usage.add("2026-11-01T10:00:00Z", tenant: "a", feature: "triage", input: 1_000_000)
    var request = RepriceRequest(period: days)
    request.axes = [.feature, .model]
    let text = "chat=openai/cheap"
    request.replacements = [try #require(ModelReplacement(parsing: text))]
    let table = try makeReprice(request, source: usage)
    let shown = ["feature", "model", "requests", "cost_before", "cost_after", "difference"]
    let rows = table.rows.map { row in
      shown.map { column -> String in
        switch table.value(column, in: row) {
        case .text(let text): text
        case .count(let count): String(count)
        case .money(let amount): amount.description
        default: ""
        }
      }
    }
    #expect(
      rows == [
        ["chat", "m", "1", "2", "0", "-2"],
        ["chat", "openai/cheap", "0", "0", "0.2", "0.2"],
        ["triage", "m", "1", "1", "1", "0"],
      ])
  }

  /// A model without a price is unpriced, never free.
  @Test func anUnknownModelIsALowerBound() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "1", output: "2"))
    usage.add("2026-11-01T10:00:00Z", tenant: "a", feature: "chat", input: 1_000_000)
    var request = RepriceRequest(period: days)
    request.replacements = [ModelReplacement(feature: nil, model: "unheard-of")]
    let table = try makeReprice(request, source: usage)
    #expect(table.value("unpriced_tokens", in: table.totals) == .count(1_000_000))
    let text = String(decoding: render(table, as: .table), as: UTF8.self)
    #expect(text.contains("≥ 0.00"))
  }
}
