extension Money {
  /// Reads an exact decimal amount: `12`, `-0.25`, `+1`, `1.5e-07`.
  ///
  /// Throws `MoneyError` if the text is no number, needs more than 24 digits after the point, or
  /// does not fit. Nothing is rounded.
  public init(parsing text: String) throws(MoneyError) {
    var reader = DecimalReader(text)
    let number = try reader.read()
    guard let value = number.normalised() else {
      throw MoneyError(number.exponent < 0 ? .tooManyDigits : .tooLarge, figure: text)
    }
    try self.init(value, figure: text)
  }

  /// The amount that a decimal number states; `figure` names it in the error.
  public init(_ number: ExactDecimal, figure: String) throws(MoneyError) {
    guard let power = powerOfTen(Self.fractionDigits - number.scale) else {
      throw MoneyError(.tooManyDigits, figure: figure)
    }
    let (units, overflow) = number.coefficient.multipliedReportingOverflow(by: power)
    if overflow { throw MoneyError(.tooLarge, figure: figure) }
    self.init(units: units)
  }

  /// The amount as a plain decimal number of currency units.
  public var decimal: ExactDecimal {
    ExactDecimal(coefficient: units, scale: Self.fractionDigits)
  }

  /// The amount rounded half to even and printed with exactly `digits` digits: `12.30`.
  ///
  /// `digits` is held to 0 ... 24; an amount that rounding would push out of range prints exactly.
  public func formatted(digits: Int) -> String {
    let digits = min(max(digits, 0), Self.fractionDigits)
    guard let rounded = rounded(digits: digits),
      let step = powerOfTen(Self.fractionDigits - digits)
    else { return description }
    return decimalText(rounded.units / step, fractionDigits: digits, trimmed: false)
  }
}

extension Money: CustomStringConvertible {
  /// The exact amount without trailing zeros: `0.0004149`, `-1.5`, `0`.
  public var description: String {
    decimalText(units, fractionDigits: Self.fractionDigits, trimmed: true)
  }
}
