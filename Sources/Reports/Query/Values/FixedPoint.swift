internal import CostModel

/// Arithmetic on decimals in units of 10⁻²⁴ with a 256-bit intermediate.
enum FixedPoint {
  static let one = Money.one
  /// Digits after the point of a quotient; more would only show how the last digit was rounded.
  static let quotientDigits = 18
  /// The last kept digit of a quotient, in units.
  private static let quotientStep: Int128 = 1_000_000

  /// `left` × `right`, rounded half to even; nil where it does not fit.
  static func product(_ left: Int128, _ right: Int128) -> Int128? {
    roundedProduct(left, right, dividedBy: one)
  }

  /// `left` ÷ `right` to 18 digits, rounded half to even; nil where it does not fit or by zero.
  static func quotient(_ left: Int128, _ right: Int128) -> Int128? {
    guard let steps = roundedProduct(left, one / quotientStep, dividedBy: right) else { return nil }
    let (units, overflow) = steps.multipliedReportingOverflow(by: quotientStep)
    return overflow ? nil : units
  }

  /// A whole number in units; nil where it does not fit.
  static func units(_ whole: Int128) -> Int128? {
    let (units, overflow) = whole.multipliedReportingOverflow(by: one)
    return overflow ? nil : units
  }

  /// The nearest double, to a unit in its last place.
  static func double(_ units: Int128) -> Double {
    let (whole, rest) = units.quotientAndRemainder(dividingBy: one)
    return Double(whole) + Double(rest) / 1e24
  }
}
