internal import CostModel

/// Instants as text: `2026-11-30 12:00:00.000`, the form of CloudWatch Logs.
enum LogTime {
  /// The instant in UTC to the millisecond, rounded down.
  static func text(_ nanoseconds: Int64) -> String {
    let days = floorDivide(nanoseconds, Instant.day)
    // The day before the first whole one begins before what 64 bits hold.
    let milliseconds = floorDivide(nanoseconds, 1_000_000) - days * 86_400_000
    let clock = [
      padded(milliseconds / 3_600_000, 2), padded(milliseconds / 60_000 % 60, 2),
      padded(milliseconds / 1_000 % 60, 2),
    ].joined(separator: ":")
    return "\(CivilDate(dayNumber: Int(days))) \(clock).\(padded(milliseconds % 1_000, 3))"
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Reads `YYYY-MM-DD[(T| )HH:MM[:SS[.fraction]][Z]]` in UTC; nil for anything else.
  static func parse(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10, bytes.count <= 30, bytes[4] == 45, bytes[7] == 45,
      let date = CivilDate(parsing: String(text.prefix(10))),
      let time = timeOfDay(bytes.dropFirst(10))
    else { return nil }
    // Civil dates lie between 1700 and 2200, well inside of 64 bits.
    return Int64(date.dayNumber) * Instant.day + time
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
