/// Instants in price books and registries: RFC 3339 times, or a date that means its UTC midnight.
public enum InstantText {
  /// Reads `2026-03-13` or `2026-03-13T08:30:00Z` (also with an offset or a fraction).
  ///
  /// Returns nanoseconds since 1970 UTC, or nil for anything else and for years outside
  /// 1678 ... 2261, which 64 bits do not hold.
  public static func nanoseconds(parsing text: String) -> Int64? {
    var cursor = FieldCursor(Array(text.utf8))
    guard let year = cursor.number(digits: 4), cursor.skip("-"),
      let month = cursor.number(digits: 2), cursor.skip("-"),
      let day = cursor.number(digits: 2),
      (1678...2261).contains(year), (1...12).contains(month),
      day >= 1, day <= daysInMonth(month, year: year)
    else { return nil }
    var seconds = daysFrom1970(year: year, month: month, day: day) * 86_400
    if cursor.isAtEnd { return seconds * 1_000_000_000 }

    guard cursor.skip("T") || cursor.skip("t") || cursor.skip(" "),
      let hour = cursor.number(digits: 2), cursor.skip(":"),
      let minute = cursor.number(digits: 2), cursor.skip(":"),
      let second = cursor.number(digits: 2), hour < 24, minute < 60, second < 60,
      let fraction = cursor.fractionNanoseconds(), let offset = cursor.offsetSeconds(),
      cursor.isAtEnd
    else { return nil }
    seconds += hour * 3600 + minute * 60 + second - offset
    return seconds * 1_000_000_000 + fraction
  }

  /// Prints an instant in UTC: the date alone at midnight, else RFC 3339 with the digits needed.
  public static func text(_ nanoseconds: Int64) -> String {
    let seconds = floorDivide(nanoseconds, 1_000_000_000)
    let fraction = nanoseconds - seconds * 1_000_000_000
    let days = floorDivide(seconds, 86_400)
    let (year, month, day) = civilDate(daysFrom1970: days)
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    let rest = seconds - days * 86_400
    if rest == 0 && fraction == 0 { return date }
    var time = "T\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
    if fraction != 0 {
      var digits = padded(fraction, 9)
      while digits.last == "0" { digits.removeLast() }
      time += "." + digits
    }
    return date + time + "Z"
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  private static func daysInMonth(_ month: Int64, year: Int64) -> Int64 {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    default: 31
    }
  }

  /// Days of the proleptic Gregorian calendar, counted in 400-year eras that begin on 1 March.
  private static func daysFrom1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civilDate(daysFrom1970 days: Int64) -> (Int64, Int64, Int64) {
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

/// Reads the fields of an RFC 3339 text from left to right.
private struct FieldCursor {
  let bytes: [UInt8]
  var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
    position += 1
    return true
  }

  mutating func number(digits count: Int) -> Int64? {
    guard position + count <= bytes.count else { return nil }
    var value: Int64 = 0
    for _ in 0..<count {
      guard let digit = decimalDigit(bytes[position]) else { return nil }
      value = value * 10 + Int64(digit)
      position += 1
    }
    return value
  }

  /// 0 without a point; nil for a point without digits or more than nine of them.
  mutating func fractionNanoseconds() -> Int64? {
    guard skip(".") else { return 0 }
    var (value, count): (Int64, Int) = (0, 0)
    while count < 9, let digit = number(digits: 1) {
      value = value * 10 + digit
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in count..<9 { value *= 10 }
    return value
  }

  /// `Z`, or `+hh:mm` east of UTC; nil for anything else.
  mutating func offsetSeconds() -> Int64? {
    if skip("Z") || skip("z") { return 0 }
    let isWest = skip("-")
    guard isWest || skip("+"), let hours = number(digits: 2), skip(":"),
      let minutes = number(digits: 2), hours < 24, minutes < 60
    else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return isWest ? -seconds : seconds
  }
}
