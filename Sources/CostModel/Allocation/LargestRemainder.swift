/// Splits `amount` in proportion to whole weights, so that the parts add up to it exactly.
///
/// Every part is its exact share rounded down; what is left goes, one unit each, to the parts that
/// lost most, the earlier one first where they lost the same. A weight of 0 gets nothing. The parts
/// of `-amount` are those of `amount` with the other sign.
///
/// nil where there is nothing to share by (no weights, all zero, or negative ones that cancel the
/// rest), or a sum does not fit. Whoever calls keeps the amount as unallocated then: it is never
/// dropped and never shared equally by guess.
///
/// - Complexity: O(n log n)
public func largestRemainder(_ amount: Int128, weights: [Int128]) -> [Int128]? {
  var weightSum: Int128 = 0
  for weight in weights {
    let (sum, overflow) = weightSum.addingReportingOverflow(weight)
    if overflow { return nil }
    weightSum = sum
  }
  guard weightSum != 0 else { return nil }

  let divisor = weightSum.magnitude
  var parts: [Int128] = []
  var remainders: [UInt128] = []
  parts.reserveCapacity(weights.count)
  remainders.reserveCapacity(weights.count)
  var rest = amount.magnitude
  for weight in weights {
    let share = wideQuotient(amount.magnitude, weight.magnitude, dividedBy: divisor)
    guard var (quotient, remainder) = share else { return nil }
    let isNegative = (weight < 0) != (weightSum < 0)
    if isNegative && remainder != 0 {
      // Down means away from zero here, so that every remainder counts upward.
      quotient += 1
      remainder = divisor - remainder
    }
    // Below the largest value, so that neither a sign nor one unit more can overflow.
    guard quotient < Int128.max.magnitude else { return nil }
    guard let part = signed(quotient, isNegative: isNegative) else { return nil }
    rest = rest &- UInt128(truncatingIfNeeded: part)
    parts.append(part)
    remainders.append(remainder)
  }
  // 0 ≤ rest < parts.count: each part lost less than one unit.
  let order = parts.indices.sorted {
    remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1
  }
  for index in order.prefix(Int(clamping: rest)) { parts[index] += 1 }
  return amount < 0 ? parts.map { -$0 } : parts
}

extension Money {
  /// Splits the amount by whole weights; the parts add up to it exactly. nil as above.
  public func allocated(by weights: [Int64]) -> [Money]? {
    largestRemainder(units, weights: weights.map { Int128($0) })?.map { Money(units: $0) }
  }

  /// Splits the amount in proportion to other amounts; the parts add up to it exactly.
  public func allocated(by weights: [Money]) -> [Money]? {
    largestRemainder(units, weights: weights.map(\.units))?.map { Money(units: $0) }
  }
}

/// Rounds cells to `digits` digits so that they add up to their total, rounded half to even.
///
/// Each cell is rounded down, or up where it lost most: none moves by a whole last digit, and a
/// cell that needs no rounding stays. nil where a sum does not fit, or `digits` is not 0 ... 24.
///
/// - Complexity: O(n log n)
public func roundedCells(_ cells: [Money], digits: Int) -> [Money]? {
  guard let step = powerOfTen(Money.fractionDigits - digits) else { return nil }
  var total = Money.zero
  var floors: [Int128] = []
  var floorSum: Int128 = 0
  var remainders: [Int128] = []
  for cell in cells {
    guard let sum = total.adding(cell) else { return nil }
    total = sum
    var (quotient, remainder) = cell.units.quotientAndRemainder(dividingBy: step)
    if remainder < 0 {
      quotient -= 1
      remainder += step
    }
    floors.append(quotient)
    remainders.append(remainder)
    floorSum += quotient
  }
  guard let target = total.rounded(digits: digits) else { return nil }
  let order = cells.indices.sorted {
    remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1
  }
  for index in order.prefix(Int(clamping: target.units / step - floorSum)) { floors[index] += 1 }
  var rounded: [Money] = []
  for floor in floors {
    let (units, overflow) = floor.multipliedReportingOverflow(by: step)
    if overflow { return nil }
    rounded.append(Money(units: units))
  }
  return rounded
}

/// Each amount's share of their total to `digits` digits; the shares add up to exactly 1.
///
/// nil where the total is 0: a share of nothing is not a number.
public func shares(of amounts: [Money], digits: Int) -> [ExactDecimal]? {
  guard let whole = powerOfTen(digits) else { return nil }
  return largestRemainder(whole, weights: amounts.map(\.units))?
    .map { ExactDecimal(coefficient: $0, scale: digits) }
}
