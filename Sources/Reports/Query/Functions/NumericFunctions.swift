internal import CostModel

/// Functions on numbers. What is no number gives null.
let numericFunctions: [QueryFunction] = [
  QueryFunction(
    name: "abs", syntax: "abs(number)", meaning: "the number without its sign", values: 1...1,
    type: numberType
  ) { values, _ in
    guard let ordering = values[0].compared(to: .integer(0)) else { return .null }
    guard ordering == .ascending else { return values[0].asNumber }
    return (try? QueryArithmetic.apply(.subtract, .integer(0), values[0].asNumber)) ?? .null
  },
  QueryFunction(
    name: "ceil", syntax: "ceil(number)", meaning: "the whole number not below", values: 1...1,
    type: numberType
  ) { values, _ in rounded(values[0], digits: 0, .up) },
  QueryFunction(
    name: "floor", syntax: "floor(number)", meaning: "the whole number not above", values: 1...1,
    type: numberType
  ) { values, _ in rounded(values[0], digits: 0, .down) },
  QueryFunction(
    name: "round", syntax: "round(number[, digits])",
    meaning: "the number to so many digits after the point, halves away from zero", values: 1...2,
    type: numberType
  ) { values, _ in
    guard values.count == 2 else { return rounded(values[0], digits: 0, .toNearestOrAwayFromZero) }
    guard case .integer(let digits)? = values[1].number, (0...24).contains(digits) else {
      return .null
    }
    return rounded(values[0], digits: Int(digits), .toNearestOrAwayFromZero)
  },
  QueryFunction(
    name: "greatest", syntax: "greatest(a, b, …)", meaning: "the largest; absent ones do not count",
    values: 1...QueryFunction.manyValues, type: joinedType
  ) { values, _ in extreme(values, .descending) },
  QueryFunction(
    name: "least", syntax: "least(a, b, …)", meaning: "the smallest; absent ones do not count",
    values: 1...QueryFunction.manyValues, type: joinedType
  ) { values, _ in extreme(values, .ascending) },
  QueryFunction(
    name: "sqrt", syntax: "sqrt(number)", meaning: "the square root", values: 1...1,
    type: { _ in .double }
  ) { values, _ in values[0].number.map { .finite($0.double.squareRoot()) } ?? .null },
  QueryFunction(
    name: "log", syntax: "log(number)", meaning: "the natural logarithm", values: 1...1,
    type: { _ in .double }
  ) { values, _ in values[0].number.map { .finite(naturalLogarithm($0.double)) } ?? .null },
  QueryFunction(
    name: "toNumber", syntax: "toNumber(text)", meaning: "the number that a text states",
    values: 1...1, type: { numberType($0) }
  ) { values, _ in values[0].asNumber },
  whole("toInt"), whole("toLong"),
  QueryFunction(
    name: "toDouble", syntax: "toDouble(text)", meaning: "the number that a text states",
    values: 1...1, type: { numberType($0) }
  ) { values, _ in values[0].asNumber },
  QueryFunction(
    name: "haversine", syntax: "haversine(latitude, longitude, latitude, longitude)",
    meaning: "kilometres between two places on the globe", values: 4...4, type: { _ in .double }
  ) { values, _ in
    let degrees = values.compactMap { $0.number?.double }
    guard degrees.count == 4 else { return .null }
    return .finite(greatCircle(degrees[0], degrees[1], degrees[2], degrees[3]))
  },
]

private func whole(_ name: String) -> QueryFunction {
  QueryFunction(
    name: name, syntax: "\(name)(number)", meaning: "the number without its fraction",
    values: 1...1, type: { _ in .integer }
  ) { values, _ in
    let value = values[0].asNumber
    return rounded(value, digits: 0, .towardZero).groupKey
  }
}

/// Numbers keep their type; what is no number counts as a decimal.
private let numberType: @Sendable ([QueryType]) -> QueryType = { types in
  switch types.first {
  case .money: .money
  case .boolean, .integer: .integer
  case .double: .double
  default: .decimal
  }
}

/// The type that holds all values.
let joinedType: @Sendable ([QueryType]) -> QueryType = { types in
  types.dropFirst().reduce(types.first ?? .any) { $0.joined(with: $1) }
}

extension QueryValue {
  /// The value as a number of its own type: texts and instants become what they state.
  var asNumber: QueryValue {
    switch self {
    case .integer, .decimal, .money, .double: return self
    default:
      switch number {
      case .integer(let value)?: return .integer(value)
      case .decimal(let units)?: return .decimal(units)
      case .double(let value)?: return .double(value)
      case nil: return .null
      }
    }
  }
}

private func extreme(_ values: [QueryValue], _ wanted: Ordering) -> QueryValue {
  var best = QueryValue.null
  for value in values where !value.isNull {
    if best.isNull || value.compared(to: best) == wanted { best = value }
  }
  return best
}

private func rounded(
  _ value: QueryValue, digits: Int, _ rule: FloatingPointRoundingRule
) -> QueryValue {
  switch value.asNumber {
  case .integer(let whole): return .integer(whole)
  case .money(let money): return .money(Money(units: rounded(money.units, digits: digits, rule)))
  case .decimal(let units):
    return QueryValue.decimal(rounded(units, digits: digits, rule)).groupKey
  case .double(let number):
    if digits == 0 { return QueryValue.finite(number.rounded(rule)).groupKey }
    guard let units = QueryValue.units(number) else { return .double(number) }
    return .decimal(rounded(units, digits: digits, rule))
  default: return .null
  }
}

/// Rounds units of 10⁻²⁴; an amount that rounding would push out of range stays.
private func rounded(_ units: Int128, digits: Int, _ rule: FloatingPointRoundingRule) -> Int128 {
  guard let step = powerOfTen(Money.fractionDigits - digits) else { return units }
  let rest = units % step
  if rest == 0 { return units }
  let towardZero = units - rest
  let away: Bool =
    switch rule {
    case .up: units > 0
    case .down: units < 0
    case .towardZero: false
    default: rest.magnitude >= (step - Int128(rest.magnitude)).magnitude
    }
  guard away else { return towardZero }
  let (moved, overflow) = towardZero.addingReportingOverflow(units < 0 ? -step : step)
  return overflow ? units : moved
}
