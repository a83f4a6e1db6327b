import CostModel
import Testing

@testable import Reports

@Suite struct IdleTenantTests {
  private func usage() throws -> MemoryUsage {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "1", output: "2"))
    usage.add("2026-11-20T10:00:00Z", tenant: "a", tier: "x", input: 1_000_000)
    usage.add("2026-11-25T10:00:00Z", tenant: "a", tier: "x", input: 1_000_000)
    usage.registry.set("a", tier: "basic")
    usage.registry.set(
      "a", tier: "premium", from: Instant.parse("2026-11-22T00:00:00Z"))
    usage.registry.set("idle", tier: "basic", status: .active)
    usage.registry.set("gone", tier: "basic", status: .offboarded)
    return usage
  }

  private func rows(_ request: ReportRequest) throws -> [[ReportValue]] {
    try makeReport(request, source: usage()).rows.map { Array($0.prefix(3)) }
  }

  private let november = Period(
    from: Instant.parse("2026-11-01T00:00:00Z") ?? 0,
    to: Instant.parse("2026-12-01T00:00:00Z") ?? 0)

  @Test func tenantsWithoutUsageHaveZeroRowsWhenAsked() throws {
    var request = ReportRequest(name: .costPerTenant, period: november)
    request.includesIdle = true
    #expect(
      try rows(request) == [
        [.text("a"), .text("basic"), .count(1)], [.text("a"), .text("premium"), .count(1)],
        [.text("idle"), .text("basic"), .count(0)],
      ])
    request.filters.tier = "premium"
    #expect(try rows(request).count == 1)
  }

  /// Another day's tiers hold for all usage; the sum stays what it was.
  @Test func tiersAsOfAnotherDay() throws {
    var request = ReportRequest(name: .costPerTenant, period: november)
    request.tiersAsOf = Instant.parse("2026-11-30T00:00:00Z")
    #expect(try rows(request) == [[.text("a"), .text("premium"), .count(2)]])
    request.tiersAsOf = Instant.parse("2026-11-01T00:00:00Z")
    #expect(try rows(request) == [[.text("a"), .text("basic"), .count(2)]])
  }
}
