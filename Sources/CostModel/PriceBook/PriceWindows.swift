/// The hours of a week, in the vendor's time zone, in which a price holds: off-peak prices.
///
/// For example: `{ timezone: "Asia/Shanghai", windows: ["mon-fri 00:30-08:30", "sat-sun"] }`. A
/// window begins with its first minute and ends before its last one; one that passes midnight
/// belongs to the day on which it begins.
public struct PriceWindows: Hashable, Sendable {
  /// One stretch on some days of the week.
  struct Window: Hashable, Sendable {
    /// One bit a day, Monday the lowest.
    var days: UInt8
    /// Minutes of the day, `to` up to 1,440; where it is not after `from`, it is of the next day.
    var from: Int
    var to: Int
  }

  let zone: CalendarZone
  let windows: [Window]

  /// The zone by which the vendor's hours are meant.
  public var timezone: String { zone.name }

  /// Whether an instant lies in one of the windows.
  public func contains(_ nanoseconds: Int64) -> Bool {
    let second = floorDivide(nanoseconds, Instant.second).quotient
    let local = second &+ Int64(zone.offsetSeconds(atSecond: second))
    let (day, secondOfDay) = floorDivide(local, 86_400)
    let minute = Int(secondOfDay / 60)
    // 1970-01-01 was a Thursday.
    let weekday = Int(floorDivide(day &+ 3, 7).remainder)
    let dayBefore = (weekday + 6) % 7
    return windows.contains { window in
      let isToday = window.days & (1 << UInt8(weekday)) != 0
      if window.from < window.to { return isToday && minute >= window.from && minute < window.to }
      if isToday && minute >= window.from { return true }
      return window.days & (1 << UInt8(dayBefore)) != 0 && minute < window.to
    }
  }

  /// Reads windows such as `mon-fri 00:30-08:30`, `sat,sun` or `16:30-00:30`; nil for anything
  /// else.
  init?(zone: CalendarZone, texts: [String]) {
    self.zone = zone
    var windows: [Window] = []
    for text in texts {
      guard let window = Self.window(text) else { return nil }
      windows.append(window)
    }
    if windows.isEmpty { return nil }
    self.windows = windows
  }

  private static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  private static func window(_ text: String) -> Window? {
    var window = Window(days: 0x7F, from: 0, to: 1_440)
    let words = text.lowercased().split(separator: " ")
    guard (1...2).contains(words.count) else { return nil }
    var hours: Substring?
    if words.count == 2 || words[0].first?.isLetter == true {
      guard let days = days(words[0]) else { return nil }
      window.days = days
      hours = words.dropFirst().first
    } else {
      hours = words[0]
    }
    guard let hours else { return window }
    let ends = hours.split(separator: "-").map(minute)
    guard ends.count == 2, let from = ends[0], let to = ends[1], from < 1_440, from != to else {
      return nil
    }
    (window.from, window.to) = (from, to)
    return window
  }

  /// `mon-fri`, `sat,sun`, `wed` as bits.
  private static func days(_ text: Substring) -> UInt8? {
    var bits: UInt8 = 0
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-").map { dayNames.firstIndex(of: String($0)) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1]
      else { return nil }
      for day in first...(last < first ? last + 7 : last) { bits |= 1 << UInt8(day % 7) }
    }
    return bits == 0 ? nil : bits
  }

  /// `08:30` as minutes; `24:00` is the day's end.
  private static func minute(_ text: Substring) -> Int? {
    let parts = text.utf8.split(separator: UInt8(ascii: ":"))
    guard parts.count == 2, parts[0].count == 2, parts[1].count == 2,
      let hours = decimalNumber(parts[0]), let minutes = decimalNumber(parts[1]), minutes < 60,
      hours < 24 || (hours == 24 && minutes == 0)
    else { return nil }
    return hours * 60 + minutes
  }

  /// The windows as texts that `init` reads back.
  public var texts: [String] {
    windows.map { window in
      let names = Self.dayNames.indices.filter { window.days & (1 << UInt8($0)) != 0 }
        .map { Self.dayNames[$0] }
      let days = names.count == 7 ? "" : names.joined(separator: ",")
      let isWholeDay = window.from == 0 && window.to == 1_440
      if isWholeDay { return days.isEmpty ? "00:00-24:00" : days }
      let hours = "\(Self.text(window.from))-\(Self.text(window.to))"
      return days.isEmpty ? hours : "\(days) \(hours)"
    }
  }

  private static func text(_ minute: Int) -> String {
    "\(padded(minute / 60, to: 2)):\(padded(minute % 60, to: 2))"
  }
}
