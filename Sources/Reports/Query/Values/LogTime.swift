/// Instants as text: `2026-11-30 12:00:00.000`, the form of CloudWatch Logs.
enum LogTime {
  private static let nanosecondsPerDay: Int64 = 86_400_000_000_000

  /// The instant in UTC to the millisecond, rounded down.
  static func text(_ nanoseconds: Int64) -> String {
    let days = floorDivide(nanoseconds, nanosecondsPerDay)
    let date = CivilDay(daysSince1970: days)
    let milliseconds = (nanoseconds - days * nanosecondsPerDay) / 1_000_000
    let clock = [
      padded(milliseconds / 3_600_000, 2), padded(milliseconds / 60_000 % 60, 2),
      padded(milliseconds / 1_000 % 60, 2),
    ].joined(separator: ":")
    let day = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    return "\(day) \(clock).\(padded(milliseconds % 1_000, 3))"
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Reads `YYYY-MM-DD[(T| )HH:MM[:SS[.fraction]][Z]]` in UTC; nil for anything else.
  static func parse(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10, bytes.count <= 30, bytes[4] == 45, bytes[7] == 45,
      let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
      let day = number(bytes[8..<10]), (1678...2261).contains(year), (1...12).contains(month),
      (1...31).contains(day)
    else { return nil }
    let days = CivilDay.daysSince1970(year: year, month: month, day: day)
    guard CivilDay(daysSince1970: days).day == day else { return nil }
    guard let time = timeOfDay(bytes.dropFirst(10)) else { return nil }
    return days * nanosecondsPerDay + time
  }

  private static func timeOfDay(_ text: ArraySlice<UInt8>) -> Int64? {
    var text = text
    if text.last == UInt8(ascii: "Z") { text.removeLast() }
    if text.isEmpty { return 0 }
    guard text.first == UInt8(ascii: "T") || text.first == UInt8(ascii: " ") else { return nil }
    text.removeFirst()
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, parts[0].count == 2, parts[1].count == 2,
      let hours = number(parts[0]), let minutes = number(parts[1]), hours < 24, minutes < 60
    else { return nil }
    var nanoseconds: Int64 = (hours * 60 + minutes) * 60_000_000_000
    guard parts.count == 3 else { return nanoseconds }
    let seconds = parts[2].prefix(2)
    guard seconds.count == 2, let whole = number(seconds), whole < 60 else { return nil }
    nanoseconds += whole * 1_000_000_000
    var fraction = parts[2].dropFirst(2)
    if fraction.isEmpty { return nanoseconds }
    guard fraction.removeFirst() == UInt8(ascii: "."), (1...9).contains(fraction.count),
      let digits = number(fraction)
    else { return nil }
    var scaled = digits
    for _ in fraction.count..<9 { scaled *= 10 }
    return nanoseconds + scaled
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    var value: Int64 = 0
    for byte in digits {
      guard Lexer.isDigit(byte), value < 1_000_000_000_000 else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return digits.isEmpty ? nil : value
  }
}
