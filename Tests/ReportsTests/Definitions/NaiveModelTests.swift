import CostModel
import Testing

@testable import Reports

@Suite struct NaiveModelTests {
  /// Rows from rollups and entries equal every entry rated alone, whatever is cut where.
  @Test(arguments: 0..<60 as Range<UInt64>) func rowsEqualTheNaiveModel(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let usage = try randomUsage(seed: seed)
    let start = Instant.parse("2026-11-01T00:00:00Z") ?? 0
    let minute = Hour.nanoseconds / 60
    let cutsHours = Bool.random(using: &random)
    let step = cutsHours ? minute : Hour.nanoseconds * 12
    let from = start + Int64.random(in: 0...3, using: &random) * step
    let to = start + 2 * Instant.day - Int64.random(in: 0...3, using: &random) * step
    let zoneName =
      ["UTC", "Asia/Kolkata", "America/New_York"].randomElement(using: &random) ?? "UTC"
    var request = ReportRequest(
      name: Bool.random(using: &random) ? .costPerTenant : .featureCostPerTier,
      period: Period(
        from: min(from, to - minute), to: to, zone: try CalendarZone(named: zoneName)))
    request.bucket = [nil, .hour, .day, .week, .month].randomElement(using: &random) ?? nil
    if Int.random(in: 0..<3, using: &random) == 0 { request.filters.tier = "gold" }

    let table = try makeReport(request, source: usage)
    var costs: [[String?]: Money] = [:]
    for row in table.rows {
      let bucket: String? = if case .instant(let start) = row[0] { String(start) } else { nil }
      let names = row.dropFirst(request.bucket == nil ? 0 : 1).prefix(2).map { value -> String? in
        if case .text(let text) = value { text } else { nil }
      }
      let cost = try #require(table.value("cost", in: row).money)
      if cost != .zero { costs[[bucket] + names] = cost }
    }
    #expect(costs == (try naiveCosts(usage, request)), "seed \(seed)")
  }
}
