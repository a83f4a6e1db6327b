extension Money {
  /// The sum; an overflow is an error that names the figure.
  public func adding(
    _ other: Money, figure: @autoclosure () -> String
  ) throws(MoneyError) -> Money {
    guard let sum = adding(other) else { throw MoneyError(.tooLarge, figure: figure()) }
    return sum
  }

  /// The amount `count` times; an overflow is an error that names the figure.
  public func times(
    _ count: Int64, figure: @autoclosure () -> String
  ) throws(MoneyError) -> Money {
    guard let product = times(count) else { throw MoneyError(.tooLarge, figure: figure()) }
    return product
  }

  /// The exact product with a decimal factor, such as a regional multiplier of 1.1.
  ///
  /// Throws `MoneyError` if the product needs more than 24 digits, or does not fit.
  public func times(
    _ factor: ExactDecimal, figure: @autoclosure () -> String = "the product"
  ) throws(MoneyError) -> Money {
    let divisor = (powerOfTen(factor.scale) ?? 1).magnitude
    let parts = wideQuotient(
      units.magnitude, factor.coefficient.magnitude, dividedBy: divisor)
    guard let (quotient, remainder) = parts else {
      throw MoneyError(.tooLarge, figure: figure())
    }
    guard remainder == 0 else { throw MoneyError(.tooManyDigits, figure: figure()) }
    let isNegative = (units < 0) != (factor.coefficient < 0)
    guard let product = signed(quotient, isNegative: isNegative) else {
      throw MoneyError(.tooLarge, figure: figure())
    }
    return Money(units: product)
  }

  /// The exact quotient by 1, 1,000 or 1,000,000 (a price per token from one per million).
  ///
  /// Throws `MoneyError` if it needs more than 24 digits.
  public func dividedExactly(
    by divisor: Int128, figure: @autoclosure () -> String
  ) throws(MoneyError) -> Money {
    guard divisor != 0 else { throw MoneyError(.notANumber, figure: figure()) }
    let (quotient, remainder) = units.quotientAndRemainder(dividingBy: divisor)
    guard remainder == 0 else { throw MoneyError(.tooManyDigits, figure: figure()) }
    return Money(units: quotient)
  }

  /// The quotient by a count, to `digits` digits, rounded half to even; nil if the count is 0.
  ///
  /// For example: cost per request.
  public func divided(by count: Int64, digits: Int = 18) -> Money? {
    guard count != 0, let step = powerOfTen(Self.fractionDigits - digits) else { return nil }
    // Rounded once, in one division by count × step: rounding twice can go wrong at a half.
    let (divisor, overflow) = Int128(count).multipliedReportingOverflow(by: step)
    if overflow { return nil }
    guard let quotient = roundedProduct(units, 1, dividedBy: divisor) else { return nil }
    let (result, tooLarge) = quotient.multipliedReportingOverflow(by: step)
    return tooLarge ? nil : Money(units: result)
  }

  /// The amount × `count` ÷ `whole`, rounded half to even at the 24th digit; nil where `whole` is 0
  /// or the result does not fit.
  public func times(ratio count: Int64, to whole: Int64) -> Money? {
    guard whole != 0 else { return nil }
    return roundedProduct(units, Int128(count), dividedBy: Int128(whole)).map { Money(units: $0) }
  }

  /// This amount as a part of `whole`, to `digits` digits, rounded half to even; nil if that is 0.
  public func ratio(of whole: Money, digits: Int = 18) -> ExactDecimal? {
    ExactDecimal(units, dividedBy: whole.units, digits: digits)
  }

  /// The amount to `digits` digits after the point (0 ... 24), half to even; nil if out of range.
  public func rounded(digits: Int) -> Money? {
    guard let step = powerOfTen(Self.fractionDigits - digits) else { return nil }
    guard let steps = roundedProduct(units, 1, dividedBy: step) else { return nil }
    let (result, overflow) = steps.multipliedReportingOverflow(by: step)
    return overflow ? nil : Money(units: result)
  }

  /// The amount with the other sign; nil for the one amount that has none.
  public var negated: Money? { Money.zero.subtracting(self) }
}
