/// A stretch of time, half-open: `from` belongs to it, `to` does not.
public struct Period: Hashable, Sendable {
  /// Nanoseconds since 1970 UTC.
  public var from: Int64
  /// Nanoseconds since 1970 UTC; the first instant after the period.
  public var to: Int64
  /// By which zone's days the period was named and is shown.
  public var zone: CalendarZone

  /// A period of two instants, in nanoseconds.
  public init(from: Int64, to: Int64, zone: CalendarZone = .utc) {
    self.from = from
    self.to = to
    self.zone = zone
  }

  /// The days `first` to `last`, both included.
  public init(first: CivilDate, last: CivilDate, zone: CalendarZone = .utc) {
    self.init(from: zone.start(of: first), to: zone.start(of: last.adding(days: 1)), zone: zone)
  }

  /// The month of a day.
  public init(monthOf date: CivilDate, zone: CalendarZone = .utc) {
    let first = date.startOfMonth
    self.init(first: first, last: first.adding(months: 1).adding(days: -1), zone: zone)
  }

  /// Whether an instant belongs to the period.
  public func contains(_ nanoseconds: Int64) -> Bool { nanoseconds >= from && nanoseconds < to }

  /// The first local day that the period touches.
  public var firstDay: CivilDate { zone.date(at: from) }

  /// The last local day that the period touches.
  public var lastDay: CivilDate { zone.date(at: max(from, to - 1)) }

  /// Whether the period is made of whole local days.
  public var isWholeDays: Bool {
    from == zone.start(of: firstDay) && to == zone.start(of: lastDay.adding(days: 1))
  }

  /// The UTC hours that the period touches, counted from 1970.
  public var hours: Range<Int32> {
    guard from < to else { return 0..<0 }
    return Hour(nanoseconds: from).number..<Hour(nanoseconds: to - 1).number + 1
  }

  /// The period for people, with the last day included.
  ///
  /// For example: `2026-11-01 to 2026-11-30 (30 days, both included), UTC`.
  public var text: String {
    guard isWholeDays else {
      let last = "\(localTime(to)) (not included)"
      return "\(localTime(from)) to \(last), \(zone.name)"
    }
    let count = lastDay.dayNumber - firstDay.dayNumber + 1
    if count == 1 { return "\(firstDay) (one day), \(zone.name)" }
    return "\(firstDay) to \(lastDay) (\(count) days, both included), \(zone.name)"
  }

  /// The options of the command line that name this period exactly.
  ///
  /// For example: `--month 2026-11`, `--day 2026-11-30`, `--from 2026-11-03 --to 2026-11-06`.
  public var commandLineOptions: String {
    let zoneOption = zone == .utc ? "" : " --timezone \(zone.name)"
    guard isWholeDays else {
      return "--from \(Instant.rfc3339(from)) --to \(Instant.rfc3339(to))" + zoneOption
    }
    if firstDay == lastDay { return "--day \(firstDay)" + zoneOption }
    if self == Period(monthOf: firstDay, zone: zone) {
      return "--month \(firstDay.description.prefix(7))" + zoneOption
    }
    return "--from \(firstDay) --to \(lastDay.adding(days: 1))" + zoneOption
  }

  private func localTime(_ nanoseconds: Int64) -> String {
    let second = floorDivide(nanoseconds, Instant.second).quotient
    return Instant.rfc3339(nanoseconds, offsetSeconds: zone.offsetSeconds(atSecond: second))
  }
}
