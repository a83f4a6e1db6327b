import Testing

@testable import CostModel

/// 2026-11-21T02:30:00Z, a Saturday.
private let now = Instant.parse("2026-11-21T02:30:00Z") ?? 0

@Suite struct PeriodTests {
  @Test(
    arguments: [
      (PeriodOptions(), "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
      (PeriodOptions(month: "2026-02"), "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"),
      (PeriodOptions(month: "2028-02"), "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"),
      (PeriodOptions(month: "last"), "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"),
      (PeriodOptions(day: "2026-11-30"), "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z"),
      (PeriodOptions(day: "yesterday"), "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
      (
        PeriodOptions(from: "2026-11-01", to: "2026-11-03"), "2026-11-01T00:00:00Z",
        "2026-11-03T00:00:00Z"
      ),
      (PeriodOptions(from: "2026-11-01"), "2026-11-01T00:00:00Z", "2026-11-22T00:00:00Z"),
      (
        PeriodOptions(from: "2026-11-01T10:30:00+02:00", to: "2026-11-01T09:00:00.5Z"),
        "2026-11-01T08:30:00Z", "2026-11-01T09:00:00.5Z"
      ),
      (PeriodOptions(last: "1d"), "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"),
      (PeriodOptions(last: "7d"), "2026-11-15T00:00:00Z", "2026-11-22T00:00:00Z"),
      (PeriodOptions(last: "24h"), "2026-11-20T03:00:00Z", "2026-11-21T03:00:00Z"),
      (PeriodOptions(last: "4w"), "2026-10-25T00:00:00Z", "2026-11-22T00:00:00Z"),
      (PeriodOptions(last: "3m"), "2026-08-22T00:00:00Z", "2026-11-22T00:00:00Z"),
      (
        PeriodOptions(day: "2026-03-29", timezone: "Europe/Berlin"), "2026-03-28T23:00:00Z",
        "2026-03-29T22:00:00Z"
      ),
      (
        PeriodOptions(day: "2026-11-01", timezone: "+05:30"), "2026-10-31T18:30:00Z",
        "2026-11-01T18:30:00Z"
      ),
      (
        PeriodOptions(day: "today", timezone: "America/New_York"), "2026-11-20T05:00:00Z",
        "2026-11-21T05:00:00Z"
      ),
    ])
  func readsOptions(options: PeriodOptions, from: String, to: String) throws {
    let period = try options.period(nowNanoseconds: now)
    #expect(Instant.rfc3339(period.from) == from)
    #expect(Instant.rfc3339(period.to) == to)
  }

  @Test(
    arguments: [
      (PeriodOptions(month: "2026-13"), PeriodError.notAMonth("2026-13")),
      (PeriodOptions(month: "November"), .notAMonth("November")),
      (PeriodOptions(day: "2026-11-31"), .notADay("2026-11-31")),
      (PeriodOptions(day: "2026-2-1"), .notADay("2026-2-1")),
      (PeriodOptions(last: "7"), .notALength("7")),
      (PeriodOptions(last: "0d"), .notALength("0d")),
      (PeriodOptions(last: "7y"), .notALength("7y")),
      (PeriodOptions(last: "99999999999999999999d"), .notALength("99999999999999999999d")),
      (PeriodOptions(last: ""), .notALength("")),
      (PeriodOptions(to: "2026-11-01"), .toWithoutFrom),
      (PeriodOptions(from: "9999-01-01"), .notAnInstant("9999-01-01", option: "--from")),
      (
        PeriodOptions(from: "2026-11-02", to: "2026-11-02"),
        .empty(from: "2026-11-02", to: "2026-11-02")
      ),
      (PeriodOptions(month: "2026-11", day: "2026-11-01"), .severalPeriods(["--month", "--day"])),
      (
        PeriodOptions(timezone: "Europe/Berln"),
        .unknownTimeZone("Europe/Berln", nearest: "Europe/Berlin")
      ),
      (PeriodOptions(timezone: "EST"), .unknownTimeZone("EST", nearest: nil)),
    ])
  func refusesOptions(options: PeriodOptions, error: PeriodError) {
    #expect(throws: error) { try options.period(nowNanoseconds: now) }
  }

  @Test func printsTheLastDayIncludedAndTheOptionsToAskAgain() throws {
    let month = try PeriodOptions(month: "2026-11").period(nowNanoseconds: now)
    #expect(month.text == "2026-11-01 to 2026-11-30 (30 days, both included), UTC")
    #expect(month.commandLineOptions == "--month 2026-11")
    let day = try PeriodOptions(day: "2026-03-29", timezone: "Europe/Berlin")
      .period(nowNanoseconds: now)
    #expect(day.text == "2026-03-29 (one day), Europe/Berlin")
    #expect(day.commandLineOptions == "--day 2026-03-29 --timezone Europe/Berlin")
    let part = Period(from: now, to: now + Hour.nanoseconds)
    #expect(
      part.text == "2026-11-21T02:30:00Z to 2026-11-21T03:30:00Z (not included), UTC")
    for period in [month, day, part, try PeriodOptions(last: "9d").period(nowNanoseconds: now)] {
      var options = PeriodOptions()
      let words = period.commandLineOptions.split(separator: " ").map(String.init)
      for (name, value) in zip(words, words.dropFirst()) {
        switch name {
        case "--month": options.month = value
        case "--day": options.day = value
        case "--from": options.from = value
        case "--to": options.to = value
        case "--timezone": options.timezone = value
        default: break
        }
      }
      #expect(try options.period(nowNanoseconds: 0) == period)
    }
  }

  /// The first and last days that can be named are not cut off.
  @Test func theEdgesOfTheCalendarAreExact() throws {
    let all = try PeriodOptions(from: "1700-01-01", to: "2200-12-31").period(nowNanoseconds: now)
    #expect(all.from == Instant.parse("1700-01-01T00:00:00Z"))
    #expect(all.to == Instant.parse("2200-12-31T00:00:00Z"))
    let year = try PeriodOptions(month: "2200-12", timezone: "Pacific/Kiritimati")
      .period(nowNanoseconds: now)
    #expect(year.to - year.from == 31 * Instant.day)
  }
}
