/// The stretch of time by which a report tells usage apart (`--by`).
public enum Bucket: String, CaseIterable, Sendable {
  case hour, day, week, month

  /// The start of the bucket that holds an instant, both in nanoseconds.
  public func start(containing nanoseconds: Int64, in zone: CalendarZone) -> Int64 {
    let date = zone.date(at: nanoseconds)
    switch self {
    case .hour:
      let second = floorDivide(nanoseconds, Instant.second).quotient
      let local = second + Int64(zone.offsetSeconds(atSecond: second))
      return (second - floorDivide(local, 3_600).remainder) * Instant.second
    case .day: return zone.start(of: date)
    case .week: return zone.start(of: date.startOfWeek)
    case .month: return zone.start(of: date.startOfMonth)
    }
  }

  /// The start of the bucket after the one that starts at `start`.
  public func next(after start: Int64, in zone: CalendarZone) -> Int64 {
    let date = zone.date(at: start)
    switch self {
    case .hour:
      let candidate = start + Hour.nanoseconds
      let aligned = self.start(containing: candidate, in: zone)
      // Over a change of half an hour the aligned start can fall back onto this bucket.
      return aligned > start ? aligned : aligned + Hour.nanoseconds
    case .day: return zone.start(of: date.adding(days: 1))
    case .week: return zone.start(of: date.startOfWeek.adding(days: 7))
    case .month: return zone.start(of: date.startOfMonth.adding(months: 1))
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
