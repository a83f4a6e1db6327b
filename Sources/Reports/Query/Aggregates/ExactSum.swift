internal import CostModel

/// A sum that is exact as long as nothing but whole numbers, decimals and money goes in.
struct ExactSum {
  private var whole: Int128 = 0
  private var units: Int128 = 0
  private var real = 0.0
  /// Values taken in, less those taken out.
  private(set) var count: Int64 = 0
  private var isMoney = false
  private var isDecimal = false
  private var isReal = false
  private var overflowed = false

  /// Adds a value `weight` times; what is no number does not count.
  mutating func add(_ value: QueryValue, weight: Int64) { add(value, weight: weight, of: weight) }

  /// Adds a value `weight` times, which stands for `values` values.
  mutating func add(_ value: QueryValue, weight: Int64, of values: Int64) {
    guard let number = value.number else { return }
    if value.isMoney { isMoney = true }
    switch number {
    case .integer(let value): Self.add(value, weight, to: &whole, &overflowed)
    case .decimal(let value):
      isDecimal = true
      Self.add(value, weight, to: &units, &overflowed)
    case .double(let value):
      isReal = true
      real += value * Double(weight)
    }
    count += values
  }

  mutating func add(_ value: Int64, weight: Int64, of values: Int64) {
    whole += Int128(value) * Int128(weight)
    count += values
  }

  /// Adds an amount of money: the sum that most queries ask for.
  mutating func add(_ value: Money, weight: Int64, of values: Int64) {
    isMoney = true
    isDecimal = true
    count += values
    let units = weight == 1 ? value.units : value.units &* Int128(weight)
    let (total, overflow) = self.units.addingReportingOverflow(units)
    if overflow { overflowed = true } else { self.units = total }
  }

  mutating func add(_ other: ExactSum) {
    Self.add(other.whole, 1, to: &whole, &overflowed)
    Self.add(other.units, 1, to: &units, &overflowed)
    real += other.real
    count += other.count
    isMoney = isMoney || other.isMoney
    isDecimal = isDecimal || other.isDecimal
    isReal = isReal || other.isReal
    overflowed = overflowed || other.overflowed
  }

  private static func add(
    _ value: Int128, _ weight: Int64, to sum: inout Int128, _ overflowed: inout Bool
  ) {
    let (product, tooLarge) = value.multipliedReportingOverflow(by: Int128(weight))
    let (total, overflow) = sum.addingReportingOverflow(product)
    if tooLarge || overflow { overflowed = true } else { sum = total }
  }

  /// The sum, null if nothing was added; nil if it does not fit.
  var value: QueryValue? {
    if count <= 0 { return .null }
    if overflowed { return nil }
    if isReal { return .finite(real + Double(whole) + FixedPoint.double(units)) }
    guard isDecimal else { return .integer(whole) }
    guard let wholeUnits = FixedPoint.units(whole) else { return nil }
    let (total, overflow) = units.addingReportingOverflow(wholeUnits)
    if overflow { return nil }
    return isMoney ? .money(Money(units: total)) : .decimal(total)
  }
}

extension GroupStates<ExactSum> {
  /// Adds a batch of rows.
  mutating func add(_ rows: AggregateInput) {
    guard let values = rows.values else { return }
    reserve(rows.groups)
    if case .integers(let numbers) = values {
      for (row, group) in rows.groups.enumerated() {
        modify(group) { $0.add(numbers[row], weight: rows.factor(row), of: rows.weight(row)) }
      }
      return
    }
    if case .money(let amounts) = values {
      for (row, group) in rows.groups.enumerated() {
        modify(group) { $0.add(amounts[row], weight: rows.factor(row), of: rows.weight(row)) }
      }
      return
    }
    for (row, group) in rows.groups.enumerated() {
      modify(group) { $0.add(values[row], weight: rows.factor(row), of: rows.weight(row)) }
    }
  }

  mutating func merge(_ other: GroupStates<ExactSum>, groups: [Int]) {
    reserve(groups)
    for (number, group) in groups.enumerated() {
      modify(group) { $0.add(other[number]) }
    }
  }
}

extension QueryError {
  static func sumTooLarge(at range: SourceRange) -> QueryError {
    QueryError(
      "the sum does not fit: amounts reach 170 trillion", at: range,
      hint: "filter to fewer rows, or divide before adding up")
  }
}
