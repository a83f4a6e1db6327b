internal import CostModel

/// A value as an operand of arithmetic.
enum QueryNumber: Equatable {
  case integer(Int128)
  /// In units of 10⁻²⁴.
  case decimal(Int128)
  case double(Double)

  var double: Double {
    switch self {
    case .integer(let value): Double(value)
    case .decimal(let units): FixedPoint.double(units)
    case .double(let value): value
    }
  }

  /// In units of 10⁻²⁴; nil for doubles and where it does not fit.
  var units: Int128? {
    switch self {
    case .integer(let value): FixedPoint.units(value)
    case .decimal(let units): units
    case .double: nil
    }
  }
}

extension QueryValue {
  /// The number that the value is, or that its text states; an instant counts in milliseconds.
  var number: QueryNumber? {
    switch self {
    case .null, .list, .map: nil
    case .boolean(let value): .integer(value ? 1 : 0)
    case .integer(let value): .integer(value)
    case .decimal(let units): .decimal(units)
    case .money(let money): .decimal(money.units)
    case .double(let value): .double(value)
    case .string(let text): Self.number(parsing: text)
    case .instant(let nanoseconds): Self.milliseconds(nanoseconds).number
    }
  }

  /// Milliseconds, with a fraction only if there is one.
  static func milliseconds(_ nanoseconds: Int64) -> QueryValue {
    if nanoseconds % 1_000_000 == 0 { return .integer(Int128(nanoseconds / 1_000_000)) }
    return .decimal(Int128(nanoseconds) * (Money.one / 1_000_000))
  }

  /// Reads `12`, `-0.5`, `1e3`; nil for anything else.
  static func number(parsing text: String) -> QueryNumber? {
    guard text.utf8.count <= 60, let first = text.utf8.first,
      Lexer.isDigit(first) || first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
        || first == UInt8(ascii: ".")
    else { return nil }
    if let whole = Int128(text) { return .integer(whole) }
    if let money = try? Money(parsing: text) { return .decimal(money.units) }
    return Double(text).flatMap { $0.isFinite ? .double($0) : nil }
  }

  /// Whether the value is an amount of money.
  var isMoney: Bool { if case .money = self { true } else { false } }

  /// A double as a value: what is no number is null.
  static func finite(_ value: Double) -> QueryValue { value.isFinite ? .double(value) : .null }
}
