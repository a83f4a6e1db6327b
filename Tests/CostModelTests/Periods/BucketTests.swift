import Foundation
import Testing

@testable import CostModel

@Suite struct BucketTests {
  /// Hours of the day over clock changes: spring, autumn, half-hour changes, skipped midnights.
  @Test(
    arguments: [
      ("Europe/Berlin", "2026-03-29", 23), ("Europe/Berlin", "2026-10-25", 25),
      ("Europe/Berlin", "2026-10-24", 24), ("America/New_York", "2026-03-08", 23),
      ("America/New_York", "2026-11-01", 25), ("America/Sao_Paulo", "2018-11-04", 23),
      ("Asia/Beirut", "2022-03-27", 23), ("UTC", "2026-03-29", 24),
      ("Asia/Kolkata", "2026-03-29", 24),
    ])
  func countsTheHoursOfADay(zoneName: String, day: String, hours: Int64) throws {
    let zone = try CalendarZone(named: zoneName)
    let date = try #require(CivilDate(parsing: day))
    let period = Period(first: date, last: date, zone: zone)
    #expect(period.to - period.from == hours * Hour.nanoseconds)
    #expect(zone.date(at: period.from) == date)
    #expect(zone.date(at: period.to - 1) == date)
    #expect(zone.date(at: period.from - 1) == date.adding(days: -1))
    #expect(Bucket.day.starts(in: period) == [period.from])
    #expect(Bucket.hour.starts(in: period).count == Int(hours))
  }

  /// Buckets lie one behind the other, each start in its own bucket, and weeks begin on Monday.
  @Test(
    arguments: [
      "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
      "Pacific/Chatham", "America/Havana", "Pacific/Apia", "Asia/Tehran",
    ])
  func bucketsCoverAYearWithoutGaps(zoneName: String) throws {
    let zone = try CalendarZone(named: zoneName)
    let first = try #require(CivilDate(year: 2011, month: 12, day: 15))
    let period = Period(first: first, last: first.adding(months: 13), zone: zone)
    for bucket in Bucket.allCases {
      let starts = bucket.starts(in: period)
      for (start, next) in zip(starts, starts.dropFirst()) {
        #expect(start < next)
        #expect(bucket.start(containing: next - 1, in: zone) == start)
        #expect(bucket.start(containing: next, in: zone) == next)
      }
      if bucket == .week {
        for start in starts {
          let date = zone.date(at: start)
          #expect(date == date.startOfWeek || date.adding(days: -1) == date.startOfWeek)
        }
      }
    }
  }

  /// Our arithmetic and Foundation's agree on every day of three centuries.
  @Test func civilDatesAgreeWithFoundation() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    for dayNumber in stride(from: -80_000, through: 80_000, by: 37) {
      let date = CivilDate(dayNumber: dayNumber)
      let instant = Date(timeIntervalSince1970: TimeInterval(dayNumber) * 86_400)
      let expected = calendar.dateComponents([.year, .month, .day, .weekday], from: instant)
      #expect(date.components.year == expected.year, "day \(dayNumber)")
      #expect(date.components.month == expected.month, "day \(dayNumber)")
      #expect(date.components.day == expected.day, "day \(dayNumber)")
      #expect(CivilDate(parsing: date.description) == date)
      #expect((date.startOfWeek == date) == (expected.weekday == 2), "day \(dayNumber)")
    }
  }

  @Test(
    arguments: [
      "", "2026", "2026-11-21", "2026-11-21T25:00:00Z", "2026-11-21T10:60:00Z",
      "2026-11-21T10:00:00", "2026-11-21T10:00:00.Z", "2026-11-21T10:00:00.1234567890Z",
      "2026-11-21T10:00:00+25:00", "2026-02-30T10:00:00Z", "9999-12-31T10:00:00Z",
      "2026-11-21T10:00:0Z", "2026-11-21X10:00:00Z", "2026-11-21T10:00:00Z ",
      "２０２６-11-21T10:00:00Z",
    ])
  func refusesInstants(text: String) {
    #expect(Instant.parse(text) == nil)
  }

  @Test(
    arguments: [
      ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"),
      ("2026-11-21t10:00:00z", "2026-11-21T10:00:00Z"),
      ("2026-11-21T10:00Z", "2026-11-21T10:00:00Z"),
      ("2026-11-21 10:00:00.250Z", "2026-11-21T10:00:00.25Z"),
      ("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z"),
      ("2026-11-21T00:30:00+01:00", "2026-11-20T23:30:00Z"),
      ("2026-11-21T00:30:00-0530", "2026-11-21T06:00:00Z"),
    ])
  func readsInstants(text: String, printed: String) throws {
    #expect(Instant.rfc3339(try #require(Instant.parse(text))) == printed)
  }
}
