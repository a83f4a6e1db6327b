import CostModel
import Testing

@testable import Reports

/// What the ingest left out stands under every report, of each signal apart.
@Suite struct CoverageTests {
  private func table(_ counters: [(IngestCounter, Int64)]) throws -> ReportTable {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "1", output: "4"))
    usage.add("2026-11-05T12:00:00Z", tenant: "a", input: 10)
    let hour = Hour(nanoseconds: Instant.parse("2026-11-05T12:00:00Z") ?? 0).number
    usage.counterTotals = counters.map {
      IngestCounterTotal(counter: $0.0, hour: hour, tenant: .none, total: $0.1)
    }
    let period = Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0))
    return try makeReport(ReportRequest(name: .costPerTenant, period: period), source: usage)
  }

  @Test func refusalsOfEverySignalAreTold() throws {
    let table = try table([
      (.refusedSpans, 1), (.refusedPoints, 2), (.refusedRecords, 3), (.duplicateRecords, 4),
      (.spans, 5),
    ])
    let text = String(decoding: render(table, as: .markdown), as: UTF8.self)
    #expect(
      text.contains(
        "4 log records that came again, 1 span that was refused, "
          + "2 metric points that were refused, 3 log records that were refused"), "\(text)")
    let json = String(decoding: render(table, as: .json), as: UTF8.self)
    #expect(
      json.contains(
        "\"refused_spans\": 1, \"refused_points\": 2, \"duplicate_records\": 4, "
          + "\"refused_records\": 3}"), "\(json)")
  }

  /// The names that scripts rely on are always there, the others only with something to say.
  @Test func nothingLeftOut() throws {
    let json = String(decoding: render(try table([]), as: .json), as: UTF8.self)
    #expect(
      json.contains(
        "\"suppressed_tokens\": 0, \"duplicate_spans\": 0, \"refused_spans\": 0}"), "\(json)")
  }

  /// A table that is not of usage says nothing about it, rather than that all is covered.
  @Test(arguments: [ReportFormat.table, .markdown, .json, .html])
  func tablesOfOtherThingsTellNoCoverage(format: ReportFormat) throws {
    var table = try table([])
    let isTold = { (table: ReportTable) in
      String(decoding: render(table, as: format), as: UTF8.self).lowercased().contains("coverage")
    }
    #expect(isTold(table))
    table.coverage = nil
    #expect(!isTold(table))
  }
}
