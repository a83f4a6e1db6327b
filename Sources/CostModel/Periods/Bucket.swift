/// The stretch of time by which a report tells usage apart (`--by`).
public enum Bucket: String, CaseIterable, Sendable {
  case hour, day, week, month

  /// The start of the bucket that holds an instant, both in nanoseconds.
  public func start(containing nanoseconds: Int64, in zone: CalendarZone) -> Int64 {
    let date = zone.date(at: nanoseconds)
    switch self {
    case .hour: return zone.startOfHour(atSecond: floorDivide(nanoseconds, Instant.second).quotient)
    case .day: return zone.start(of: date)
    case .week: return zone.start(of: date.startOfWeek)
    case .month: return zone.start(of: date.startOfMonth)
    }
  }

  /// The start of the bucket after the one that starts at `start`.
  public func next(after start: Int64, in zone: CalendarZone) -> Int64 {
    switch self {
    case .hour: return zone.endOfHour(startingAt: start)
    case .day: return zone.start(of: zone.date(at: start).adding(days: 1))
    case .week: return zone.start(of: zone.date(at: start).startOfWeek.adding(days: 7))
    case .month: return zone.start(of: zone.date(at: start).startOfMonth.adding(months: 1))
    }
  }

  /// The starts of all buckets that touch a period, in order: the first may lie before the period.
  ///
  /// - Complexity: O(buckets in the period); clip long periods to what the ledger holds first.
  public func starts(in period: Period) -> [Int64] {
    guard period.from < period.to else { return [] }
    var starts = [start(containing: period.from, in: period.zone)]
    while let last = starts.last {
      let following = next(after: last, in: period.zone)
      guard following > last, following < period.to else { break }
      starts.append(following)
    }
    return starts
  }
}
