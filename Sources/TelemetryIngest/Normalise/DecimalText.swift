/// Whole numbers written as text, as some instrumentations write counts.
enum DecimalText {
  enum Reading: Equatable {
    case whole(Int64)
    case fractional
    case tooLarge
    case notANumber
    case empty
  }

  /// Reads `12`, `-3`, `12.0` or `1.2e3`; anything that is not whole is told apart.
  static func wholeNumber(_ text: Span<UInt8>) -> Reading {
    var index = 0
    var isNegative = false
    if text.count == 0 { return .empty }
    if text[0] == 0x2D || text[0] == 0x2B {
      isNegative = text[0] == 0x2D
      index = 1
    }
    var digits: [UInt8] = []
    var exponent = 0
    var sawDigit = false
    var afterPoint = false
    while index < text.count {
      let byte = text[index]
      if byte >= 0x30 && byte <= 0x39 {
        sawDigit = true
        if digits.count < 64 { digits.append(byte - 0x30) } else { return .tooLarge }
        if afterPoint { exponent -= 1 }
      } else if byte == 0x2E && !afterPoint {
        afterPoint = true
      } else if (byte | 0x20) == 0x65 && sawDigit {
        guard let power = self.exponent(text, from: index + 1) else { return .notANumber }
        exponent += power
        break
      } else {
        return .notANumber
      }
      index += 1
    }
    if !sawDigit { return .notANumber }
    return scaled(digits, exponent, isNegative)
  }

  private static func scaled(_ digits: [UInt8], _ exponent: Int, _ isNegative: Bool) -> Reading {
    var digits = digits
    var exponent = exponent
    while let last = digits.last, last == 0, exponent < 0 {
      digits.removeLast()
      exponent += 1
    }
    if digits.allSatisfy({ $0 == 0 }) { return .whole(0) }
    if exponent < 0 { return .fractional }
    if exponent > 18 { return .tooLarge }
    var value: Int64 = 0
    for digit in digits + [UInt8](repeating: 0, count: exponent) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowToo) = product.addingReportingOverflow(Int64(digit))
      if overflow || overflowToo { return .tooLarge }
      value = sum
    }
    return .whole(isNegative ? -value : value)
  }

  private static func exponent(_ text: Span<UInt8>, from start: Int) -> Int? {
    var index = start
    var isNegative = false
    if index < text.count, text[index] == 0x2D || text[index] == 0x2B {
      isNegative = text[index] == 0x2D
      index += 1
    }
    if index == text.count { return nil }
    var value = 0
    while index < text.count {
      guard text[index] >= 0x30, text[index] <= 0x39 else { return nil }
      value = min(value * 10 + Int(text[index] - 0x30), 10_000)
      index += 1
    }
    return isNegative ? -value : value
  }
}
