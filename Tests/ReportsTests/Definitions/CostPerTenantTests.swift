import CostModel
import Testing

@testable import Reports

private let november = Period(
  from: Instant.parse("2026-11-01T00:00:00Z") ?? 0, to: Instant.parse("2026-12-01T00:00:00Z") ?? 0)

@Suite struct CostPerTenantTests {
  private func hospital() throws -> MemoryUsage {
    var usage = MemoryUsage()
    usage.book = try testBook(
      testLine(model: "ministral", input: "0.15", output: "0.6"))
    usage.add(
      "2026-11-20T10:00:00Z", tenant: "hospital-a", tier: "premium", feature: "chat",
      model: "ministral", input: 1_000, output: 200)
    usage.add(
      "2026-11-20T10:30:00Z", tenant: "hospital-a", tier: "premium", feature: "triage",
      model: "ministral", input: 842, output: 31)
    return usage
  }

  /// The example of the design: 1,842 × 0.15 + 231 × 0.6 dollars per million.
  @Test func givesTheDesignsExampleByteForByte() throws {
    var request = ReportRequest(name: .costPerTenant, period: november)
    request.filters.tier = "premium"
    var usage = try hospital()
    usage.add(
      "2026-11-20T11:00:00Z", tenant: "clinic-b", tier: "basic", model: "ministral", input: 5)
    let table = try makeReport(request, source: usage)
    let json = String(decoding: render(table, as: .json), as: UTF8.self)
    let row = """
      {"tenant": "hospital-a", "tier": "premium", "requests": 2, "metered_requests": 2, \
      "errors": 0, "input_tokens": 1842, "cache_read_tokens": 0, "cache_write_tokens": 0, \
      "output_tokens": 231, "reasoning_tokens": 0, "unpriced_tokens": 0, "cost": "0.0004149", \
      "input_cost": "0.0002763", "cache_read_cost": "0", "cache_write_cost": "0", \
      "output_cost": "0.0001386", "reasoning_cost": "0", "cost_complete": true, "share": "1"}
      """
    #expect(json.contains(row))
    let totals = """
      "totals": {"requests": 2, "metered_requests": 2, "errors": 0, "input_tokens": 1842, \
      "cache_read_tokens": 0, "cache_write_tokens": 0, "output_tokens": 231, \
      "reasoning_tokens": 0, "unpriced_tokens": 0, "cost": "0.0004149", \
      "input_cost": "0.0002763", "cache_read_cost": "0", "cache_write_cost": "0", \
      "output_cost": "0.0001386", "reasoning_cost": "0", "cost_complete": true}
      """
    #expect(json.contains(totals))
    #expect(json.contains("\"filters\": {\"tier\": \"premium\"}"))
    #expect(
      json.contains(
        "\"period\": {\"from\": \"2026-11-01T00:00:00Z\", \"to\": \"2026-12-01T00:00:00Z\", "
          + "\"timezone\": \"UTC\"}"))
  }

  @Test func keepsUnattributedAndUnpricedUsageInRowsOfTheirOwn() throws {
    var usage = try hospital()
    usage.add("2026-11-21T00:00:00Z", tenant: nil, tier: nil, model: "mystery", input: 7)
    let table = try makeReport(
      ReportRequest(name: .costPerTenant, period: november), source: usage)
    #expect(table.rows.count == 2)
    let row = try #require(table.rows.last)
    #expect(table.value("tenant", in: row) == .absent)
    #expect(table.value("unpriced_tokens", in: row) == .count(7))
    #expect(table.value("cost_complete", in: row) == .boolean(false))
    #expect(table.value("cost_complete", in: table.totals) == .boolean(false))
    #expect(decimal(millionths: try #require(table.coverage).pricedShare) == "0.996634")
    #expect(table.findings.map(\.kind) == ["unpriced_usage"])
    #expect(
      table.findings.first?.message
        == "7 tokens of model 'mystery' without a price: the price book has no line for the model")
    let text = String(decoding: render(table, as: .table), as: UTF8.self)
    #expect(text.contains("(unattributed)"))
    #expect(text.contains("≥ 0.0004149"))
    let csv = String(decoding: render(table, as: .csv), as: UTF8.self)
    #expect(csv.contains("\r\n(unattributed),(none),1,1,0,7,"))
  }

  /// A failed call without usage has no tokens that could lack a price.
  @Test func countsUnpricedCallsThatReportUsage() throws {
    var usage = try hospital()
    for flags in [.metered, .metered, .error] as [EntryFlags] {
      usage.add(
        "2026-11-21T00:00:00Z", tenant: "hospital-a", model: "mystery",
        input: flags.contains(.metered) ? 7 : 0, flags: flags)
    }
    let table = try makeReport(
      ReportRequest(name: .costPerTenant, period: november), source: usage)
    #expect(table.findings.map(\.kind) == ["unpriced_usage"])
    #expect(table.findings.first?.count == 2)
  }

  /// That reasoning is priced as output is for the record; other stand-ins should be looked into.
  @Test func reportsFallbacksLastAndReasoningOnlyAsANote() throws {
    var usage = try hospital()
    usage.add(
      "2026-11-21T00:00:00Z", tenant: "hospital-a", model: "ministral",
      other: [.reasoning: 5, .cacheRead: 6])
    usage.add("2026-11-21T00:00:00Z", tenant: "hospital-a", model: "mystery", input: 1)
    let table = try makeReport(
      ReportRequest(name: .costPerTenant, period: november), source: usage)
    #expect(
      table.findings.map(\.message) == [
        "1 token of model 'mystery' without a price: the price book has no line for the model",
        "cache_read priced as input for ministral", "reasoning priced as output for ministral",
      ])
    #expect(table.findings.map(\.isNote) == [false, false, true])
    let text = String(decoding: render(table, as: .table), as: UTF8.self)
    #expect(text.contains("\nNote        reasoning priced as output for ministral\n"))
    #expect(text.contains("\n  price_fallback (1): cache_read priced as input for ministral\n"))
    #expect(text.contains("without the 1 token that no price line covers"))
    let json = String(decoding: render(table, as: .json), as: UTF8.self)
    #expect(
      json.contains(
        "{\"kind\": \"price_fallback\", \"count\": 1, "
          + "\"message\": \"reasoning priced as output for ministral\"}"))
  }

  @Test func takesTheTierFromTheRegistryAtTheEventsTime() throws {
    var usage = try hospital()
    usage.registry.set("hospital-a", tier: "basic")
    usage.registry.set(
      "hospital-a", tier: "gold", from: Instant.parse("2026-11-20T10:15:00Z"))
    let table = try makeReport(
      ReportRequest(name: .costPerTenant, period: november), source: usage)
    #expect(table.rows.map { table.value("tier", in: $0) } == [.text("basic"), .text("gold")])
    #expect(
      table.findings.map(\.message) == [
        "telemetry and registry differ about the tier; the registry's counts: "
          + "hospital-a (telemetry premium, registry basic), "
          + "hospital-a (telemetry premium, registry gold)"
      ])
    var observed = ReportRequest(name: .costPerTenant, period: november)
    observed.tiers = .observed
    let other = try makeReport(observed, source: usage)
    #expect(other.rows.map { other.value("tier", in: $0) } == [.text("premium")])
  }

  @Test func saysWhichPeriodTheLedgerHolds() throws {
    let usage = try hospital()
    let june = Period(monthOf: CivilDate(year: 2025, month: 6, day: 1) ?? november.firstDay)
    let table = try makeReport(
      ReportRequest(name: .costPerTenant, period: june), source: usage)
    #expect(
      table.note == "The ledger holds no usage in this period. It holds usage on 2026-11-20; "
        + "to see it: meter report cost-per-tenant --day 2026-11-20")
    var request = ReportRequest(name: .costPerTenant, period: november)
    request.filters.tier = "premum"
    let misspelt = try makeReport(request, source: usage)
    #expect(
      misspelt.note == "No usage of tier 'premum' in this period. The ledger knows no tier "
        + "'premum': did you mean 'premium'?")
    let empty = try makeReport(request, source: MemoryUsage())
    #expect(empty.note?.contains("meter ingest FILE") == true)
    for format in ReportFormat.allCases { #expect(!render(empty, as: format).isEmpty) }
  }
}
