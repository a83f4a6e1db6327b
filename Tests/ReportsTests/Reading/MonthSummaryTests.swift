import CostModel
import TestSupport
import Testing

@testable import Reports

/// Months that are summed beforehand give the same reports as their days.
@Suite struct MonthSummaryTests {
  private func commit(_ writer: LedgerWriter, seed: UInt64, days: Range<Int>) throws {
    var random = TestRandom(seed: seed)
    var batch = PostingBatch()
    func name(_ kind: NameKind, _ text: String) -> NameID {
      writer.names.intern(kind, Array(text.utf8).span) ?? .none
    }
    let start = Instant.parse("2026-01-20T00:00:00Z") ?? 0
    for _ in 0..<300 {
      var entry = Entry()
      entry.startNanoseconds =
        start + Int64(Int.random(in: days, using: &random)) * Instant.day
        + Int64.random(in: 0..<Instant.day, using: &random)
      entry.dimensions.tenant = name(.tenant, ["a", "b", "c"].randomElement(using: &random) ?? "a")
      entry.dimensions.feature = name(.feature, ["x", "y"].randomElement(using: &random) ?? "x")
      entry.dimensions.model = name(.model, ["m", "n"].randomElement(using: &random) ?? "m")
      entry.dimensions.provider = name(.provider, "openai")
      entry.quantities[.input] = Int64.random(in: 0...9_000, using: &random)
      entry.quantities[.reasoning] = Int64.random(in: 0...90, using: &random)
      entry.dimensions.contextBand = ContextBand(inputTokens: entry.quantities.inputTokens)
      entry.flags = Int.random(in: 0..<9, using: &random) == 0 ? [.error] : [.metered]
      if Int.random(in: 0..<9, using: &random) == 0 { entry.flags.insert(.reversal) }
      batch.entries.append(entry)
    }
    try writer.commit(batch)
  }

  private func tables(_ path: String) throws -> [[[ReportValue]]] {
    let reader = try LedgerReader(path: path)
    let book = try testBook(
      testLine(input: "1", output: "2", conditions: "to: \"2026-03-15T00:00:00Z\","),
      testLine(input: "3", output: "4", conditions: "from: \"2026-03-15T00:00:00Z\","),
      testLine(model: "n", input: "5", output: "6"))
    var tables: [[[ReportValue]]] = []
    for zone in ["UTC", "Asia/Kolkata"] {
      for bucket in [nil, .month, .week] as [Bucket?] {
        var request = ReportRequest(
          name: .costPerTenant,
          period: Period(
            first: CivilDate(dayNumber: 20_460), last: CivilDate(dayNumber: 20_650),
            zone: try CalendarZone(named: zone)))
        request.bucket = bucket
        request.priceBook = book
        let table = try makeReport(request, reader: reader)
        tables.append(table.rows + [table.totals])
      }
    }
    return tables
  }

  /// Firsts of the months that have a summary, among those from February to June.
  private func summarised(_ path: String) throws -> [String] {
    let reader = try LedgerReader(path: path)
    return try (2...6).compactMap { month in
      let text = "2026-0\(month)-01"
      let hour = Hour(nanoseconds: Instant.parse(dateOrTime: text) ?? 0).number
      return try reader.scanMonth(from: hour) { _ in } ? text : nil
    }
  }

  @Test(arguments: 0..<6 as Range<UInt64>) func monthsAreTheirDays(seed: UInt64) throws {
    try withTemporaryFolder { folder in
      let path = folder.path("meter.db")
      let writer = try LedgerWriter(path: path)
      try commit(writer, seed: seed, days: 0..<140)
      let days = try tables(path)
      #expect(try summarised(path).isEmpty)
      try writer.summariseMonths()
      // The last month is still open.
      let all = ["2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"]
      #expect(try summarised(path) == all, "seed \(seed)")
      #expect(try tables(path) == days, "seed \(seed)")

      // What comes late drops its month's summary, and counts at once.
      try commit(writer, seed: seed + 1_000, days: 41..<60)
      #expect(try summarised(path) == all.filter { $0 != "2026-03-01" }, "seed \(seed)")
      let later = try tables(path)
      #expect(later != days)
      try writer.summariseMonths()
      #expect(try summarised(path) == all)
      #expect(try tables(path) == later, "seed \(seed)")
      try writer.close()
    }
  }
}
