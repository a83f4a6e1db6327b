internal import CostModel

/// The arithmetic of queries: exact on whole numbers, decimals and money.
///
/// An absent operand, or one that is no number, gives null, and so does division by zero. Plain
/// numbers that leave the exact range go on as doubles; money that does is an error.
enum QueryArithmetic {
  /// A figure does not fit.
  struct OverflowError: Error {}

  static func apply(
    _ operation: BinaryOperator, _ left: QueryValue, _ right: QueryValue
  ) throws(OverflowError) -> QueryValue {
    guard let leftNumber = left.number, let rightNumber = right.number else { return .null }
    let isMoney = resultIsMoney(operation, left.isMoney, right.isMoney)
    if let exact = exact(operation, leftNumber, rightNumber) {
      if isMoney, case .integer(let value) = exact {
        guard let units = FixedPoint.units(value) else { throw OverflowError() }
        return .money(Money(units: units))
      }
      switch exact {
      case .integer(let value): return .integer(value)
      case .decimal(let units): return isMoney ? .money(Money(units: units)) : .decimal(units)
      case .double(let value): return .finite(value)
      }
    }
    if isZero(rightNumber), operation == .divide || operation == .remainder { return .null }
    if isMoney, leftNumber.units != nil, rightNumber.units != nil { throw OverflowError() }
    return .finite(approximate(operation, leftNumber.double, rightNumber.double))
  }

  /// Sums, differences and remainders with money are money; a ratio of two amounts is not.
  private static func resultIsMoney(
    _ operation: BinaryOperator, _ left: Bool, _ right: Bool
  ) -> Bool {
    switch operation {
    case .add, .subtract, .remainder: left || right
    case .multiply: left != right
    case .divide: left && !right
    default: false
    }
  }

  private static func isZero(_ number: QueryNumber) -> Bool {
    switch number {
    case .integer(let value), .decimal(let value): value == 0
    case .double(let value): value == 0
    }
  }

  /// The exact result, or a quotient to 18 digits; nil where there is none in range.
  private static func exact(
    _ operation: BinaryOperator, _ left: QueryNumber, _ right: QueryNumber
  ) -> QueryNumber? {
    if case .integer(let left) = left, case .integer(let right) = right {
      if let result = wholeResult(operation, left, right) { return .integer(result) }
      if operation != .divide { return nil }
    }
    // A decimal times a whole number needs no rounding and has the wider range.
    if operation == .multiply {
      if case .integer(let count) = right, let units = left.units {
        let (product, overflow) = units.multipliedReportingOverflow(by: count)
        return overflow ? nil : .decimal(product)
      }
      if case .integer = left { return exact(operation, right, left) }
    }
    if operation == .divide, case .integer(let count) = right, let units = left.units {
      return dividedByWhole(units, count)
    }
    guard let left = left.units, let right = right.units else { return nil }
    return decimalResult(operation, left, right).map { .decimal($0) }
  }

  private static func dividedByWhole(_ units: Int128, _ count: Int128) -> QueryNumber? {
    let (divisor, overflow) = count.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow, let steps = roundedProduct(units, 1, dividedBy: divisor) else { return nil }
    let (result, tooLarge) = steps.multipliedReportingOverflow(by: 1_000_000)
    return tooLarge ? nil : .decimal(result)
  }

  private static func wholeResult(
    _ operation: BinaryOperator, _ left: Int128, _ right: Int128
  ) -> Int128? {
    let result: (partialValue: Int128, overflow: Bool)
    switch operation {
    case .add: result = left.addingReportingOverflow(right)
    case .subtract: result = left.subtractingReportingOverflow(right)
    case .multiply: result = left.multipliedReportingOverflow(by: right)
    case .remainder: result = left.remainderReportingOverflow(dividingBy: right)
    case .divide:
      let rest = left.remainderReportingOverflow(dividingBy: right)
      guard !rest.overflow, rest.partialValue == 0 else { return nil }
      result = left.dividedReportingOverflow(by: right)
    case .power: return wholePower(left, right)
    default: return nil
    }
    return result.overflow ? nil : result.partialValue
  }

  private static func wholePower(_ base: Int128, _ exponent: Int128) -> Int128? {
    guard exponent >= 0, exponent <= 127 || base.magnitude <= 1 else { return nil }
    if base.magnitude <= 1 {
      return base == -1 ? (exponent % 2 == 0 ? 1 : -1) : (exponent == 0 ? 1 : base)
    }
    var power: Int128 = 1
    for _ in 0..<Int(exponent) {
      let (next, overflow) = power.multipliedReportingOverflow(by: base)
      if overflow { return nil }
      power = next
    }
    return power
  }

  private static func decimalResult(
    _ operation: BinaryOperator, _ left: Int128, _ right: Int128
  ) -> Int128? {
    let result: (partialValue: Int128, overflow: Bool)
    switch operation {
    case .add: result = left.addingReportingOverflow(right)
    case .subtract: result = left.subtractingReportingOverflow(right)
    case .remainder: result = left.remainderReportingOverflow(dividingBy: right)
    case .multiply: return FixedPoint.product(left, right)
    case .divide: return FixedPoint.quotient(left, right)
    default: return nil
    }
    return result.overflow ? nil : result.partialValue
  }

  private static func approximate(
    _ operation: BinaryOperator, _ left: Double, _ right: Double
  ) -> Double {
    switch operation {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .remainder: left.truncatingRemainder(dividingBy: right)
    case .power: power(left, right)
    default: .nan
    }
  }
}
