import CostModel
import Testing

@testable import Reports

/// Days of 23 and 25 hours hold what was used in them, in reports, charges and exports.
@Suite struct ClockChangeTests {
  /// A call every half hour around both clock changes of Berlin in 2026.
  private func usage() throws -> MemoryUsage {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "1", output: "4"))
    for start in ["2026-03-28T00:00:00Z", "2026-10-24T00:00:00Z"] {
      let first = Instant.parse(start) ?? 0
      for half in 0..<144 {
        let time = Instant.rfc3339(first + Int64(half) * Hour.nanoseconds / 2)
        usage.add(time, tenant: "a", input: 1_000_000)
      }
    }
    return usage
  }

  @Test(arguments: [("2026-03-29", Int64(46)), ("2026-10-25", 50), ("2026-03-30", 48)])
  func aDayHoldsItsHours(day: String, calls: Int64) throws {
    let zone = try CalendarZone(named: "Europe/Berlin")
    let date = try #require(CivilDate(parsing: day))
    let usage = try usage()
    let period = Period(first: date.adding(days: -1), last: date.adding(days: 1), zone: zone)
    for name in [ReportName.costOverTime, .costPerTenant, .tenantHealth] {
      var request = ReportRequest(name: name, period: period)
      request.bucket = .day
      let table = try makeReport(request, source: usage)
      let row = try #require(
        table.rows.first { table.value("period_start", in: $0) == .instant(zone.start(of: date)) })
      #expect(table.value("requests", in: row) == .count(calls), "\(name)")
      let csv = String(decoding: render(table, as: .csv), as: UTF8.self)
      #expect(csv.contains(Instant.rfc3339(zone.start(of: date))))
      let text = String(decoding: render(table, as: .table), as: UTF8.self)
      #expect(text.contains("\n\(day) "))
    }
    var request = ReportRequest(
      name: .costPerTenant, period: Period(first: date, last: date, zone: zone))
    request.focus = .v1_2
    let charges = try #require(try makeReport(request, source: usage).charges)
    #expect(charges.rows.map(\.quantity) == [calls * 1_000_000])
    #expect(charges.rows.first?.periodStart == zone.start(of: date))
    #expect(charges.rows.first?.periodEnd == zone.start(of: date.adding(days: 1)))
  }

  /// Both hours that local clocks call two o'clock have a row of their own.
  @Test func theRepeatedHourIsTwoHours() throws {
    let zone = try CalendarZone(named: "Europe/Berlin")
    let date = try #require(CivilDate(parsing: "2026-10-25"))
    var request = ReportRequest(
      name: .costOverTime, period: Period(first: date, last: date, zone: zone))
    request.bucket = .hour
    let table = try makeReport(request, source: try usage())
    #expect(table.rows.count == 25)
    #expect(table.rows.allSatisfy { table.value("requests", in: $0) == .count(2) })
    let text = String(decoding: render(table, as: .markdown), as: UTF8.self)
    #expect(text.contains("2026-10-25 02:00+02:00"))
    #expect(text.contains("2026-10-25 02:00+01:00"))
  }
}
