/// The value of a number's text, as exactly as it can be held.
enum JSONNumber: Hashable, Sendable {
  case integer(Int64)
  /// Above the range of `Int64`, within that of `UInt64`.
  case large(UInt64)
  /// Not a whole number, nor is the double: where rounding would make it one, it is the next to it.
  case fraction(Double)
  /// A whole number that 64 bits do not hold.
  case outOfRange
  case notANumber
}

extension JSONReader {
  /// Moves past a number, checking its grammar, and returns where it stands.
  mutating func readNumber(_ bytes: Span<UInt8>) throws(NotWellFormed) -> Range<Int> {
    let start = position
    if position < end, bytes[position] == ASCII.minus { position &+= 1 }
    let firstDigit = position
    try skipDigits(bytes)
    if bytes[firstDigit] == ASCII.zero, position &- firstDigit > 1 {
      throw NotWellFormed(.malformed, at: firstDigit)
    }
    if position < end, bytes[position] == ASCII.dot {
      position &+= 1
      try skipDigits(bytes)
    }
    if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position &+= 1
      if position < end, bytes[position] == ASCII.plus || bytes[position] == ASCII.minus {
        position &+= 1
      }
      try skipDigits(bytes)
    }
    return start..<position
  }

  /// Moves past one or more digits.
  private mutating func skipDigits(_ bytes: Span<UInt8>) throws(NotWellFormed) {
    let start = position
    while position < end, (ASCII.zero...ASCII.nine).contains(bytes[position]) { position &+= 1 }
    guard position > start else { throw unexpected() }
  }
}

/// Reads a whole range of bytes as a number: decimal digits, with fraction and exponent if any.
///
/// `1.0` and `1e3` are integers, as in the JSON form of protobuf.
func parseNumber(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> JSONNumber {
  var index = start
  let isNegative = index < end && bytes[index] == ASCII.minus
  if isNegative { index &+= 1 }
  guard index < end else { return .notANumber }
  // Nineteen digits, as times have, always fit; anything else takes the long way.
  if end &- index <= 19 {
    var value: UInt64 = 0
    while end &- index >= 8, let eight = eightDigits(word(bytes, at: index)) {
      value = value &* 100_000_000 &+ eight
      index &+= 8
    }
    while index < end {
      let digit = bytes[index] &- ASCII.zero
      guard digit <= 9 else { break }
      value = value &* 10 &+ UInt64(digit)
      index &+= 1
    }
    if index == end {
      if let exact = Int64(exactly: value) { return .integer(isNegative ? 0 &- exact : exact) }
      if !isNegative { return .large(value) }
    }
  }
  return parseLongNumber(bytes, from: start, to: end)
}

/// The value of eight decimal digits in one word, the first lowest; nil if one of them is none.
@inline(__always)
private func eightDigits(_ text: UInt64) -> UInt64? {
  // Below 0x30 the subtraction borrows into the high bit, above 0x39 the addition carries into it.
  let digits = text &- 0x3030_3030_3030_3030
  if (text &+ 0x4646_4646_4646_4646 | digits) & 0x8080_8080_8080_8080 != 0 { return nil }
  // Neighbours are joined to twos, these to fours, and these to all eight.
  let twos = (digits &* 10 &+ digits &>> 8) & 0x00FF_00FF_00FF_00FF
  let fours = (twos &* 100 &+ twos &>> 16) & 0x0000_FFFF_0000_FFFF
  return (fours &* 10_000 &+ fours &>> 32) & 0xFFFF_FFFF
}

private func parseLongNumber(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> JSONNumber {
  var reader = JSONReader(start..<end)
  guard (try? reader.readNumber(bytes)) == start..<end else { return .notANumber }
  var decimal = DecimalText()
  for index in start..<end { decimal.take(bytes[index]) }
  guard let exponent = decimal.scale else {
    // An exponent beyond reason: either zero, or far out of range.
    guard decimal.isZero else {
      return decimal.hasNegativeExponent ? fraction(double(bytes, start, end)) : .outOfRange
    }
    return .integer(0)
  }
  if decimal.isZero { return .integer(0) }
  if exponent < 0 { return fraction(double(bytes, start, end)) }
  guard !decimal.isTooLong, var magnitude = decimal.significand, exponent <= 19 else {
    return .outOfRange
  }
  for _ in 0..<exponent {
    let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
    if overflow { return .outOfRange }
    magnitude = product
  }
  if decimal.isNegative {
    if magnitude == 1 &<< 63 { return .integer(.min) }
    return Int64(exactly: magnitude).map { .integer(-$0) } ?? .outOfRange
  }
  return Int64(exactly: magnitude).map { .integer($0) } ?? .large(magnitude)
}

/// A fraction by the double nearest to it: 10.00000000000000001 must not be read as ten tokens.
private func fraction(_ nearest: Double) -> JSONNumber {
  guard nearest == nearest.rounded() else { return .fraction(nearest) }
  // Beyond 2⁵² every double is whole; no count is that large, and no time is a double.
  return abs(nearest) < 1 / Double.ulpOfOne ? .fraction(nearest.nextUp) : .outOfRange
}

/// The double nearest to a number's text; its grammar has been checked.
func double(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Double {
  var text = ""
  text.reserveCapacity(end - start)
  for index in start..<end { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
  return Double(text) ?? .nan
}

/// The digits of a number without trailing zeros, and the power of ten that they stand for.
private struct DecimalText {
  private(set) var isNegative = false
  private(set) var hasNegativeExponent = false
  /// The significant digits as a number; nil if 64 bits do not hold it.
  private(set) var significand: UInt64? = 0
  private var pendingZeros = 0
  private var fractionDigits = 0
  private var exponent: Int? = 0
  private var isInFraction = false
  private var isInExponent = false
  private(set) var isTooLong = false

  var isZero: Bool { significand == 0 && !isTooLong }

  /// The power of ten of the last digit that is not zero; nil if it is beyond reason.
  var scale: Int? {
    guard let exponent else { return nil }
    return (hasNegativeExponent ? -exponent : exponent) - fractionDigits + pendingZeros
  }

  mutating func take(_ byte: UInt8) {
    switch byte {
    case ASCII.minus:
      if isInExponent { hasNegativeExponent = true } else { isNegative = true }
    case ASCII.dot: isInFraction = true
    case ASCII.zero...ASCII.nine:
      if isInExponent { takeExponent(digit: byte &- ASCII.zero) } else { take(digit: byte) }
    case ASCII.plus: break
    default: isInExponent = true
    }
  }

  private mutating func takeExponent(digit: UInt8) {
    if let value = exponent {
      exponent = value < 1_000_000 ? value * 10 + Int(digit) : nil
    }
  }

  private mutating func take(digit byte: UInt8) {
    if isInFraction { fractionDigits += 1 }
    if byte == ASCII.zero {
      if significand != 0 || isTooLong { pendingZeros += 1 }
      return
    }
    for _ in 0..<min(pendingZeros, 20) { append(0) }
    pendingZeros = 0
    append(UInt64(byte &- ASCII.zero))
  }

  private mutating func append(_ digit: UInt64) {
    guard let value = significand else { return }
    let (product, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = product.addingReportingOverflow(digit)
    if overflow || carry {
      significand = nil
      isTooLong = true
    } else {
      significand = sum
    }
  }
}
