/// A period as people ask for it: `--month`, `--day`, `--last`, or `--from` and `--to`.
public struct PeriodOptions: Hashable, Sendable {
  public var month: String?
  public var day: String?
  public var from: String?
  public var to: String?
  public var last: String?
  public var timezone: String?

  /// No option given: the current month, in UTC.
  public init(
    month: String? = nil, day: String? = nil, from: String? = nil, to: String? = nil,
    last: String? = nil, timezone: String? = nil
  ) {
    self.month = month
    self.day = day
    self.from = from
    self.to = to
    self.last = last
    self.timezone = timezone
  }

  /// The period that the options name, seen from the instant `nowNanoseconds`.
  ///
  /// A bare `--to` date means its midnight, so that day is not included; without `--to` the period
  /// ends with today. Throws a `PeriodError` that says what was expected.
  public func period(nowNanoseconds: Int64) throws(PeriodError) -> Period {
    let zone =
      try timezone.map { name throws(PeriodError) in try CalendarZone(named: name) } ?? .utc
    let today = zone.date(at: nowNanoseconds)
    let given = [
      month.map { _ in "--month" }, day.map { _ in "--day" }, last.map { _ in "--last" },
      (from ?? to).map { _ in "--from/--to" },
    ].compactMap { $0 }
    if given.count > 1 { throw .severalPeriods(given) }
    if let month { return try Self.period(month: month, today: today, zone: zone) }
    if let day { return try Self.period(day: day, today: today, zone: zone) }
    if let last { return try Self.period(last: last, now: nowNanoseconds, zone: zone) }
    if let from { return try period(from: from, today: today, zone: zone) }
    if to != nil { throw .toWithoutFrom }
    return Period(monthOf: today, zone: zone)
  }

  private static func period(
    month: String, today: CivilDate, zone: CalendarZone
  ) throws(PeriodError) -> Period {
    if month == "this" { return Period(monthOf: today, zone: zone) }
    if month == "last" { return Period(monthOf: today.adding(months: -1), zone: zone) }
    guard let first = CivilDate(parsing: month + "-01") else { throw .notAMonth(month) }
    return Period(monthOf: first, zone: zone)
  }

  private static func period(
    day: String, today: CivilDate, zone: CalendarZone
  ) throws(PeriodError) -> Period {
    let date: CivilDate? =
      switch day {
      case "today": today
      case "yesterday": today.adding(days: -1)
      default: CivilDate(parsing: day)
      }
    guard let date else { throw .notADay(day) }
    return Period(first: date, last: date, zone: zone)
  }

  /// `7d`, `4w` and `3m` end with today; `24h` ends with the current hour.
  private static func period(
    last: String, now: Int64, zone: CalendarZone
  ) throws(PeriodError) -> Period {
    let digits = last.utf8.dropLast()
    guard let count = decimalNumber(digits), (1...100_000).contains(count) else {
      throw .notALength(last)
    }
    let today = zone.date(at: now)
    let first: CivilDate
    switch last.utf8.last {
    case UInt8(ascii: "h"):
      let hour = Bucket.hour.start(containing: now, in: zone)
      let end = Bucket.hour.next(after: hour, in: zone)
      return Period(from: end - Int64(count) * Hour.nanoseconds, to: end, zone: zone)
    case UInt8(ascii: "d"): first = today.adding(days: 1 - count)
    case UInt8(ascii: "w"): first = today.adding(days: 1 - 7 * min(count, 10_000))
    case UInt8(ascii: "m"):
      first = today.adding(days: 1).adding(months: -min(count, 1_200))
    default: throw .notALength(last)
    }
    return Period(first: first, last: today, zone: zone)
  }

  private func period(
    from: String, today: CivilDate, zone: CalendarZone
  ) throws(PeriodError) -> Period {
    let start = try Self.instant(from, option: "--from", zone: zone)
    let end =
      try to.map { text throws(PeriodError) in
        try Self.instant(text, option: "--to", zone: zone)
      } ?? zone.start(of: today.adding(days: 1))
    guard start < end else { throw .empty(from: from, to: to) }
    return Period(from: start, to: end, zone: zone)
  }

  private static func instant(
    _ text: String, option: String, zone: CalendarZone
  ) throws(PeriodError) -> Int64 {
    if let date = CivilDate(parsing: text) { return zone.start(of: date) }
    guard let instant = Instant.parse(text) else { throw .notAnInstant(text, option: option) }
    return instant
  }
}
