/// Reading and printing of instants: nanoseconds since 1970-01-01T00:00:00Z, in RFC 3339's form.
public enum Instant {
  /// Nanoseconds of one second.
  public static let second: Int64 = 1_000_000_000
  /// Nanoseconds of one day of 24 hours.
  public static let day: Int64 = 86_400 * second

  /// An instant in UTC, with as many fractional digits as it needs.
  ///
  /// For example: `2026-11-01T00:00:00Z`, `2026-11-01T10:30:00.25Z`.
  public static func rfc3339(_ nanoseconds: Int64) -> String {
    rfc3339(nanoseconds, offsetSeconds: 0)
  }

  /// An instant in UTC with exactly three fractional digits, so that lines of a log align.
  public static func rfc3339Milliseconds(_ nanoseconds: Int64) -> String {
    let (seconds, fraction) = floorDivide(nanoseconds, second)
    let whole = rfc3339(seconds * second)
    return "\(whole.dropLast()).\(padded(Int(fraction / 1_000_000), to: 3))Z"
  }

  /// An instant as local time with its distance from UTC; `Z` where that is zero.
  public static func rfc3339(_ nanoseconds: Int64, offsetSeconds: Int) -> String {
    let (seconds, fraction) = floorDivide(nanoseconds, second)
    let (days, secondOfDay) = floorDivide(seconds + Int64(offsetSeconds), 86_400)
    let time = Int(secondOfDay)
    var text = "\(CivilDate(dayNumber: Int(days)))T\(padded(time / 3_600, to: 2)):"
    text += "\(padded(time / 60 % 60, to: 2)):\(padded(time % 60, to: 2))"
    if fraction != 0 {
      var digits = padded(Int(fraction), to: 9)
      while digits.hasSuffix("0") { digits.removeLast() }
      text += ".\(digits)"
    }
    guard offsetSeconds != 0 else { return text + "Z" }
    let minutes = abs(offsetSeconds) / 60
    let sign = offsetSeconds < 0 ? "-" : "+"
    return text + "\(sign)\(padded(minutes / 60, to: 2)):\(padded(minutes % 60, to: 2))"
  }

  /// Reads an RFC 3339 instant (`2026-11-01T10:30:00Z`, `…+01:00`, up to nine fractional digits).
  ///
  /// Returns nil for anything else, and for instants outside of the years 1700 to 2200. A space or
  /// a small `t` may stand for the `T`; seconds may be left out.
  public static func parse(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 17, bytes.count <= 40 else { return nil }
    guard let date = CivilDate(parsing: String(decoding: bytes[0..<10], as: UTF8.self)),
      bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t")
        || bytes[10] == UInt8(ascii: " "),
      bytes[13] == UInt8(ascii: ":"),
      let hour = decimalNumber(bytes[11..<13]), let minute = decimalNumber(bytes[14..<16]),
      hour <= 23, minute <= 59
    else { return nil }
    var rest = bytes[16...]
    guard let (seconds, nanoseconds) = parseSeconds(&rest), let offset = parseOffset(rest) else {
      return nil
    }
    let daySeconds = Int64(date.dayNumber) * 86_400
    let time = Int64(hour * 3_600 + minute * 60 + seconds - offset)
    return (daySeconds + time) * second + Int64(nanoseconds)
  }

  /// Reads a date, which means its UTC midnight, or an RFC 3339 instant: `2026-03-13`,
  /// `2026-03-13T08:30:00Z`. Nil for anything else, and outside of the years 1700 to 2200.
  public static func parse(dateOrTime text: String) -> Int64? {
    if let date = CivilDate(parsing: text) { return Int64(date.dayNumber) * day }
    return parse(text)
  }

  /// An instant as `parse(dateOrTime:)` reads it: the date alone at UTC midnight.
  public static func dateOrTime(_ nanoseconds: Int64) -> String {
    let (days, rest) = floorDivide(nanoseconds, day)
    return rest == 0 ? CivilDate(dayNumber: Int(days)).description : rfc3339(nanoseconds)
  }

  /// Takes `:SS` and `.fraction` off the front; zeros where they are absent.
  private static func parseSeconds(
    _ rest: inout ArraySlice<UInt8>
  ) -> (seconds: Int, nanoseconds: Int)? {
    guard rest.first == UInt8(ascii: ":") else { return (0, 0) }
    rest.removeFirst()
    guard let seconds = decimalNumber(rest.prefix(2)), rest.count >= 2, seconds <= 59 else {
      return nil
    }
    rest.removeFirst(2)
    guard rest.first == UInt8(ascii: ".") else { return (seconds, 0) }
    rest.removeFirst()
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard digits.count <= 9, var fraction = decimalNumber(digits) else { return nil }
    for _ in digits.count..<9 { fraction *= 10 }
    rest.removeFirst(digits.count)
    return (seconds, fraction)
  }

  /// Seconds east of UTC from `Z`, `+01:00` or `-0530`.
  private static func parseOffset(_ text: ArraySlice<UInt8>) -> Int? {
    if text.elementsEqual([UInt8(ascii: "Z")]) || text.elementsEqual([UInt8(ascii: "z")]) {
      return 0
    }
    guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return nil
    }
    let digits = text.dropFirst().filter { $0 != UInt8(ascii: ":") }
    guard digits.count == 4, let hours = decimalNumber(digits.prefix(2)), hours <= 23,
      let minutes = decimalNumber(digits.suffix(2)), minutes <= 59
    else { return nil }
    let offset = hours * 3_600 + minutes * 60
    return sign == UInt8(ascii: "-") ? -offset : offset
  }
}

/// Quotient and remainder of a division that rounds down; the remainder is never negative.
func floorDivide(_ number: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
  let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
