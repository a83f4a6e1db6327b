/// 10^`exponent`, or nil outside 0 ... 38.
package func powerOfTen(_ exponent: Int) -> Int128? {
  guard exponent >= 0, exponent <= 38 else { return nil }
  var power: Int128 = 1
  for _ in 0..<exponent { power *= 10 }
  return power
}

/// The number with this magnitude and sign, or nil if `Int128` does not hold it.
package func signed(_ magnitude: UInt128, isNegative: Bool) -> Int128? {
  if !isNegative { return Int128(exactly: magnitude) }
  if magnitude == Int128.min.magnitude { return .min }
  return Int128(exactly: magnitude).map { -$0 }
}

/// `first` × `second` ÷ `divisor` with a 256-bit product: quotient toward zero, and remainder.
///
/// nil where the divisor is 0 or the quotient needs more than 128 bits.
package func wideQuotient(
  _ first: UInt128, _ second: UInt128, dividedBy divisor: UInt128
) -> (quotient: UInt128, remainder: UInt128)? {
  guard divisor != 0 else { return nil }
  let product = first.multipliedFullWidth(by: second)
  guard product.high < divisor else { return nil }
  return product.high == 0
    ? product.low.quotientAndRemainder(dividingBy: divisor)
    : divisor.dividingFullWidth((high: product.high, low: product.low))
}

/// `first` × `second` ÷ `divisor`, rounded half to even; nil where it does not fit.
package func roundedProduct(
  _ first: Int128, _ second: Int128, dividedBy divisor: Int128
) -> Int128? {
  let parts = wideQuotient(first.magnitude, second.magnitude, dividedBy: divisor.magnitude)
  guard let (floor, remainder) = parts else { return nil }
  var quotient = floor
  // remainder against the other half, written so that nothing can overflow
  let otherHalf = divisor.magnitude - remainder
  if remainder > otherHalf || (remainder == otherHalf && quotient % 2 == 1) {
    let (next, overflow) = quotient.addingReportingOverflow(1)
    if overflow { return nil }
    quotient = next
  }
  let isNegative = ((first < 0) != (second < 0)) != (divisor < 0)
  return signed(quotient, isNegative: isNegative)
}
