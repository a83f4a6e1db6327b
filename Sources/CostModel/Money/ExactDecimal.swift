/// A decimal number without rounding: `coefficient` × 10^-`scale`.
///
/// The form in which factors, shares and prices are read before anyone multiplies with them.
/// Values are kept in lowest terms: the scale is 0 or the last digit is not 0.
public struct ExactDecimal: Hashable, Sendable {
  public let coefficient: Int128
  /// Digits after the point, 0 ... 38.
  public let scale: Int

  public static let zero = ExactDecimal(coefficient: 0, scale: 0)
  /// More digits after the point do not occur in any price list, and 10^38 is the last power of
  /// ten that `Int128` holds.
  static let scaleMax = 38

  /// The number `coefficient` × 10^-`scale`, trailing zeros removed.
  public init(coefficient: Int128, scale: Int) {
    var (coefficient, scale) = (coefficient, scale)
    while scale > 0 && coefficient % 10 == 0 {
      coefficient /= 10
      scale -= 1
    }
    self.coefficient = coefficient
    self.scale = scale
  }

  /// Reads a decimal such as `12`, `-0.25`, `+.5` or `1.5e-07`, exactly.
  ///
  /// Throws `MoneyError` for anything else, and for numbers of more than 38 digits.
  public init(parsing text: String) throws(MoneyError) {
    var reader = DecimalReader(text)
    let number = try reader.read()
    guard let value = number.normalised() else {
      throw MoneyError(number.exponent < 0 ? .tooManyDigits : .tooLarge, figure: text)
    }
    self = value
  }

  /// The quotient of two whole numbers to `digits` digits after the point, rounded half to even.
  ///
  /// nil where the divisor is 0 or the quotient does not fit.
  public init?(_ dividend: Int128, dividedBy divisor: Int128, digits: Int) {
    guard divisor != 0, let power = powerOfTen(digits) else { return nil }
    guard let quotient = roundedProduct(dividend, power, dividedBy: divisor) else { return nil }
    self.init(coefficient: quotient, scale: digits)
  }

  /// Whether the number is below zero.
  public var isNegative: Bool { coefficient < 0 }
}

extension ExactDecimal: CustomStringConvertible {
  /// The number in full, without exponent and trailing zeros: `0.25`, `-3`, `0`.
  public var description: String {
    decimalText(coefficient, fractionDigits: scale, trimmed: true)
  }
}

extension ExactDecimal: Comparable {
  public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    if (left.coefficient < 0) != (right.coefficient < 0) { return left.coefficient < 0 }
    // Compared as 256-bit products, because aligning the scales can exceed 128 bits.
    let scale = max(left.scale, right.scale)
    let leftPower = (powerOfTen(scale - left.scale) ?? 1).magnitude
    let rightPower = (powerOfTen(scale - right.scale) ?? 1).magnitude
    let leftProduct = left.coefficient.magnitude.multipliedFullWidth(by: leftPower)
    let rightProduct = right.coefficient.magnitude.multipliedFullWidth(by: rightPower)
    let isSmaller =
      leftProduct.high != rightProduct.high
      ? leftProduct.high < rightProduct.high : leftProduct.low < rightProduct.low
    let isEqual = leftProduct.high == rightProduct.high && leftProduct.low == rightProduct.low
    return !isEqual && (left.coefficient < 0 ? !isSmaller : isSmaller)
  }
}
