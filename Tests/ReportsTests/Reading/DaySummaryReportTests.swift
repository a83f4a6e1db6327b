import CostModel
import TestSupport
import Testing

@testable import Reports

/// Where retention has removed the calls of whole days, tenant-health reads the days' summaries.
@Suite struct DaySummaryReportTests {
  private func commit(_ path: String, seed: UInt64) throws {
    let writer = try LedgerWriter(path: path)
    var random = TestRandom(seed: seed)
    var batch = PostingBatch()
    let start = Instant.parse("2026-03-01T00:00:00Z") ?? 0
    let tenants = ["a", "b"].map { writer.names.intern(.tenant, $0) ?? .none }
    let tiers = ["gold", "silver"].map { writer.names.intern(.tier, $0) ?? .none }
    let model = writer.names.intern(.model, "m") ?? .none
    for _ in 0..<2_000 {
      var entry = Entry()
      entry.startNanoseconds = start + Int64.random(in: 0..<6 * Instant.day, using: &random)
      entry.durationNanoseconds = Int64.random(in: 1_000_000..<9_000_000_000, using: &random)
      entry.dimensions.tenant = tenants.randomElement(using: &random) ?? .none
      entry.dimensions.observedTier = tiers.randomElement(using: &random) ?? .none
      entry.dimensions.model = model
      entry.quantities[.input] = Int64.random(in: 0...9_000, using: &random)
      entry.flags = [.metered]
      if Int.random(in: 0..<9, using: &random) == 0 { entry.flags.insert(.error) }
      if Int.random(in: 0..<19, using: &random) == 0 { entry.flags.insert(.throttled) }
      if Int.random(in: 0..<3, using: &random) == 0 {
        entry.timeToFirstTokenNanoseconds = entry.durationNanoseconds / 5
      }
      batch.entries.append(entry)
      if Int.random(in: 0..<9, using: &random) == 0 {
        entry.flags.insert(.reversal)
        batch.entries.append(entry)
      }
    }
    try writer.commit(batch)
    try writer.close()
  }

  private func table(_ path: String, _ change: (inout ReportRequest) -> Void) throws -> ReportTable
  {
    var request = ReportRequest(
      name: .tenantHealth,
      period: Period(
        first: CivilDate(dayNumber: 20_513), last: CivilDate(dayNumber: 20_518), zone: .utc))
    request.priceBook = try testBook(testLine(input: "1", output: "2"))
    change(&request)
    return try makeReport(request, reader: LedgerReader(path: path))
  }

  @Test(arguments: 0..<4 as Range<UInt64>) func saysTheSameWithinOnePercent(seed: UInt64) throws {
    try withTemporaryFolder { folder in
      let path = folder.path("meter.db")
      try commit(path, seed: seed)
      let changes: [(inout ReportRequest) -> Void] = [
        { _ in }, { $0.bucket = .day }, { $0.filters.tenant = "a" }, { $0.filters.tier = "gold" },
      ]
      let exact = try changes.map { try table(path, $0) }
      let upkeep = try LedgerUpkeep(path: path)
      try upkeep.removeEntries(beforeDay: 20_517)
      try upkeep.close()
      for (change, exact) in zip(changes, exact) {
        let found = try table(path, change)
        #expect(exact.note == nil)
        #expect(found.note?.contains("1 %") == true)
        #expect(found.coverage == exact.coverage, "seed \(seed)")
        #expect(found.rows.count == exact.rows.count, "seed \(seed)")
        for (left, right) in zip(found.rows + [found.totals], exact.rows + [exact.totals]) {
          for (left, right) in zip(left, right) {
            if case .duration(let found) = left, case .duration(let exact) = right {
              let error = abs(Double(found) - Double(exact)) / Double(exact)
              #expect(error <= 0.01, "seed \(seed): \(exact), not \(found)")
            } else {
              #expect(left == right, "seed \(seed)")
            }
          }
        }
      }
    }
  }
}
