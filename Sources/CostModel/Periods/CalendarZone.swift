internal import Foundation

/// The time zone by which a report draws its day boundaries.
///
/// UTC is computed here; other zones ask Foundation for their distance from UTC at an instant, and
/// nothing else, so that no calendar arithmetic depends on the machine's locale.
public struct CalendarZone: Hashable, Sendable {
  /// The zone's name in the IANA database, or `UTC`.
  public let name: String
  private let zone: TimeZone?

  /// Coordinated universal time.
  public static let utc = CalendarZone()

  private init() {
    name = "UTC"
    zone = nil
  }

  /// The zone of a name such as `Europe/Berlin`, `UTC` or `+05:30`.
  ///
  /// Throws a `PeriodError` for a name that is not known.
  public init(named name: String) throws(PeriodError) {
    switch name.lowercased() {
    case "utc", "z", "gmt", "etc/utc":
      self = .utc
      return
    default: break
    }
    if let offset = Self.fixedOffset(name) {
      self.name = name
      zone = TimeZone(secondsFromGMT: offset)
      return
    }
    // Abbreviations (EST, IST) name several zones, so only names of the database are taken.
    guard name.contains("/"), let found = TimeZone(identifier: name) else {
      let known = TimeZone.knownTimeZoneIdentifiers.sorted()
      throw .unknownTimeZone(name, nearest: nearestName(to: name, among: known))
    }
    self.name = name
    zone = found
  }

  /// Seconds by which local time is ahead of UTC at an instant.
  public func offsetSeconds(atSecond second: Int64) -> Int {
    guard let zone else { return 0 }
    return zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second)))
  }

  /// The local day that holds an instant, in nanoseconds.
  public func date(at nanoseconds: Int64) -> CivilDate {
    let second = floorDivide(nanoseconds, Instant.second).quotient
    let local = second + Int64(offsetSeconds(atSecond: second))
    return CivilDate(dayNumber: Int(floorDivide(local, 86_400).quotient))
  }

  /// The first instant of a local day, in nanoseconds.
  ///
  /// Where the clock strikes midnight twice it is the first; where it skips midnight, the first
  /// instant after the gap. Days outside of what 64 bits hold are cut off at the nearest one.
  public func start(of date: CivilDate) -> Int64 {
    // 64 bits of nanoseconds hold 106,751 days; time zones differ by less than two.
    let bounded = max(-106_000, min(106_000, date.dayNumber))
    return startSecond(ofDay: Int64(bounded)) * Instant.second
  }

  private func startSecond(ofDay dayNumber: Int64) -> Int64 {
    let midnight = dayNumber * 86_400
    guard zone != nil else { return midnight }
    let before = Int64(offsetSeconds(atSecond: midnight - 86_400))
    let first = midnight - before
    if Int64(offsetSeconds(atSecond: first)) == before { return first }
    // The clock was changed in the day before: forward over midnight, or at some earlier time.
    let after = Int64(offsetSeconds(atSecond: midnight + 86_400))
    let second = midnight - after
    if Int64(offsetSeconds(atSecond: second)) == after,
      Int64(offsetSeconds(atSecond: second - 1)) == after || second == first
    {
      return second
    }
    return changeOfOffset(after: min(first, second) - 1, upTo: max(first, second))
  }

  /// The first instant of the local hour that holds a second, in nanoseconds.
  ///
  /// A clock change inside of an hour (Lord Howe Island's is of 30 minutes) begins a new one.
  func startOfHour(atSecond second: Int64) -> Int64 {
    let offset = offsetSeconds(atSecond: second)
    let start = second - floorDivide(second + Int64(offset), 3_600).remainder
    guard offsetSeconds(atSecond: start) != offset else { return start * Instant.second }
    return changeOfOffset(after: start, upTo: second) * Instant.second
  }

  /// The end of the local hour that starts at an instant, both in nanoseconds.
  func endOfHour(startingAt nanoseconds: Int64) -> Int64 {
    let second = floorDivide(nanoseconds, Instant.second).quotient
    let end = startOfHour(atSecond: second + 3_600)
    let endSecond = end / Instant.second
    guard offsetSeconds(atSecond: second) != offsetSeconds(atSecond: endSecond) else { return end }
    return changeOfOffset(after: second, upTo: endSecond) * Instant.second
  }

  /// The first second with another distance from UTC than `start` has; there must be one.
  private func changeOfOffset(after start: Int64, upTo end: Int64) -> Int64 {
    let before = offsetSeconds(atSecond: start)
    var (low, high) = (start, end)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if offsetSeconds(atSecond: middle) == before { low = middle } else { high = middle }
    }
    return high
  }

  /// `+05:30` as seconds; nil if the text is not of that form.
  private static func fixedOffset(_ text: String) -> Int? {
    guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
    let parts = text.dropFirst().utf8.split(separator: UInt8(ascii: ":"))
    guard parts.count == 2, parts[0].count == 2, parts[1].count == 2,
      let hours = decimalNumber(parts[0]), let minutes = decimalNumber(parts[1]),
      hours <= 14, minutes <= 59
    else { return nil }
    return (hours * 3_600 + minutes * 60) * (sign == "-" ? -1 : 1)
  }
}
