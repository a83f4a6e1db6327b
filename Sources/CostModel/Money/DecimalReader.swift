/// Reads the text of a decimal number into digits and an exponent, without rounding.
struct DecimalReader {
  /// Digits and a power of ten: `coefficient` × 10^`exponent`.
  struct Number {
    var coefficient: UInt128
    var exponent: Int
    var isNegative: Bool

    /// The number with a scale of 0 ... 38, or nil if 128 bits do not hold it.
    func normalised() -> ExactDecimal? {
      if coefficient == 0 { return .zero }
      var (digits, exponent) = (coefficient, exponent)
      while exponent < 0 && digits % 10 == 0 {
        digits /= 10
        exponent += 1
      }
      guard exponent >= -ExactDecimal.scaleMax else { return nil }
      if exponent > 0 {
        guard let power = powerOfTen(exponent) else { return nil }
        let (product, overflow) = digits.multipliedReportingOverflow(by: power.magnitude)
        if overflow { return nil }
        (digits, exponent) = (product, 0)
      }
      guard let value = signed(digits, isNegative: isNegative) else { return nil }
      return ExactDecimal(coefficient: value, scale: -exponent)
    }
  }

  private let text: String
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func failure(_ reason: MoneyError.Reason) -> MoneyError {
    MoneyError(reason, figure: text, offset: position)
  }

  private mutating func readSign() -> Bool {
    guard let byte = next, byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") else {
      return false
    }
    position += 1
    return byte == UInt8(ascii: "-")
  }

  /// Reads the whole text: sign, digits with a point, exponent.
  mutating func read() throws(MoneyError) -> Number {
    var number = Number(coefficient: 0, exponent: 0, isNegative: readSign())
    var digitCount = 0
    var isAfterPoint = false
    while let byte = next {
      if byte == UInt8(ascii: "."), !isAfterPoint {
        isAfterPoint = true
      } else if let digit = decimalDigit(byte) {
        try append(digit, to: &number, isFraction: isAfterPoint)
        digitCount += 1
      } else {
        break
      }
      position += 1
    }
    guard digitCount > 0 else { throw failure(.notANumber) }
    if let byte = next, byte | 0x20 == UInt8(ascii: "e") {
      position += 1
      number.exponent += try readExponent()
    }
    guard position == bytes.count else { throw failure(.notANumber) }
    return number
  }

  /// Adds one digit. Zeros after the last place that 128 bits hold lose nothing in a fraction.
  private mutating func append(
    _ digit: UInt8, to number: inout Number, isFraction: Bool
  ) throws(MoneyError) {
    let (product, overflow) = number.coefficient.multipliedReportingOverflow(by: 10)
    let (sum, carry) = product.addingReportingOverflow(UInt128(digit))
    if !overflow && !carry {
      number.coefficient = sum
      if isFraction { number.exponent -= 1 }
    } else if digit != 0 {
      throw failure(isFraction ? .tooManyDigits : .tooLarge)
    } else if !isFraction {
      number.exponent += 1
    }
  }

  private mutating func readExponent() throws(MoneyError) -> Int {
    let isNegative = readSign()
    let start = position
    var exponent = 0
    while let byte = next, let digit = decimalDigit(byte) {
      // Capped: beyond a few thousand every non-zero number is refused anyway.
      exponent = min(exponent * 10 + Int(digit), 100_000)
      position += 1
    }
    guard position > start else { throw failure(.notANumber) }
    return isNegative ? -exponent : exponent
  }
}

/// The value of an ASCII digit, or nil.
func decimalDigit(_ byte: UInt8) -> UInt8? {
  byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? byte - UInt8(ascii: "0") : nil
}
