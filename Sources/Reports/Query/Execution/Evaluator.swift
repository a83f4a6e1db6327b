internal import CostModel

/// Computes expressions, a column at a time.
struct Evaluator {
  /// What slots stand for.
  let slots: [PlannedExpression]
  let limits: QueryLimits

  /// After so many matches a query looks whether it is to end: a match may take a millisecond.
  private static let matchesPerCheck = 32
  private static let callsPerCheck = 256

  func evaluate(
    _ expression: PlannedExpression, _ batch: RowBatch
  ) throws(QueryError) -> Column {
    switch expression.kind {
    case .constant(let value): return .constant(value)
    case .input(let index): return try batch.input(index)
    case .slot(let index):
      return try batch.slot(index) { () throws(QueryError) in
        try evaluate(slots[index], batch)
      }
    default: break
    }
    // What depends on one name alone is computed once for each name, not for each row.
    if !batch.isDistinct, let index = expression.onlyInput,
      case .texts(let codes, let table) = try batch.input(index)
    {
      return try evaluateByText(expression, input: index, codes, table)
    }
    return try evaluateRows(expression, batch)
  }

  private func evaluateByText(
    _ expression: PlannedExpression, input: Int, _ codes: [UInt32], _ table: TextTable
  ) throws(QueryError) -> Column {
    var places: [UInt32: Int] = [:]
    var distinct: [UInt32] = []
    let rows = codes.map { code in
      if let place = places[code] { return place }
      places[code] = distinct.count
      distinct.append(code)
      return distinct.count - 1
    }
    let columns = [Column](repeating: .texts(distinct, table), count: input + 1)
    let batch = RowBatch(.columns(columns), count: distinct.count, isDistinct: true)
    return try evaluateRows(expression, batch).picking(rows)
  }

  private func evaluateRows(
    _ expression: PlannedExpression, _ batch: RowBatch
  ) throws(QueryError) -> Column {
    switch expression.kind {
    case .constant, .input, .slot:
      return try evaluate(expression, batch)
    case .call(let function, let arguments, let period):
      return try call(function, arguments, period, expression.range, batch)
    case .not(let operand):
      let column = try evaluate(operand, batch)
      return map(batch) { .boolean(!column[$0].isTrue) }
    case .minus(let operand):
      let column = try evaluate(operand, batch)
      return try mapThrowing(batch, expression) { row throws(QueryArithmetic.OverflowError) in
        try QueryArithmetic.apply(.subtract, .integer(0), column[row])
      }
    case .binary(let operation, let left, let right):
      return try binary(operation, left, right, expression, batch)
    case .matches(let operand, let pattern, let isNegated):
      return try matches(operand, pattern, isNegated, expression, batch)
    case .isIn(let operand, let elements, let isNegated):
      let column = try evaluate(operand, batch)
      var candidates: [Column] = []
      for element in elements { candidates.append(try evaluate(element, batch)) }
      return map(batch) { row in
        let value = column[row]
        if value.isNull { return .boolean(false) }
        let isFound = candidates.contains { value.compared(to: $0[row]) == .same }
        return .boolean(isFound != isNegated)
      }
    }
  }

  private func map(_ batch: RowBatch, _ body: (Int) -> QueryValue) -> Column {
    .values((0..<batch.count).map(body))
  }

  private func mapThrowing(
    _ batch: RowBatch, _ expression: PlannedExpression,
    _ body: (Int) throws(QueryArithmetic.OverflowError) -> QueryValue
  ) throws(QueryError) -> Column {
    var values: [QueryValue] = []
    values.reserveCapacity(batch.count)
    for row in 0..<batch.count {
      do {
        values.append(try body(row))
      } catch {
        throw QueryError(
          "this amount does not fit: amounts reach 170 trillion", at: expression.range)
      }
    }
    return .values(values)
  }

  private func call(
    _ function: QueryFunction, _ arguments: [PlannedExpression], _ period: TimePeriod?,
    _ range: SourceRange, _ batch: RowBatch
  ) throws(QueryError) -> Column {
    var columns: [Column] = []
    for argument in arguments { columns.append(try evaluate(argument, batch)) }
    if let period, function.name == "datefloor", columns.count == 1,
      case .instants(let instants) = columns[0]
    {
      return floors(instants, period)
    }
    let context = CallContext(period: period, range: range, limits: limits)
    var values: [QueryValue] = []
    values.reserveCapacity(batch.count)
    for row in 0..<batch.count {
      if row % Self.callsPerCheck == 0 { try limits.checkEnd() }
      let value = try function.evaluate(columns.map { $0[row] }, context)
      // Texts may double with every function of a chain.
      if case .string(let text) = value {
        batch.textBytes += text.utf8.count
        if batch.textBytes > limits.memoryBytesMax { throw .memory(limits, at: range) }
      }
      values.append(value)
    }
    return .values(values)
  }

  /// Neighbouring rows mostly share a bucket, so the last one is tried first.
  private func floors(_ instants: [Int64], _ period: TimePeriod) -> Column {
    var floors: [Int64] = []
    floors.reserveCapacity(instants.count)
    for instant in instants {
      guard let start = period.floor(instant) else {
        return .values(instants.map { period.floor($0).map { .instant($0) } ?? .null })
      }
      floors.append(start)
    }
    return .instants(floors)
  }

  private func binary(
    _ operation: BinaryOperator, _ left: PlannedExpression, _ right: PlannedExpression,
    _ expression: PlannedExpression, _ batch: RowBatch
  ) throws(QueryError) -> Column {
    let leftColumn = try evaluate(left, batch)
    let rightColumn = try evaluate(right, batch)
    switch operation {
    case .and: return map(batch) { .boolean(leftColumn[$0].isTrue && rightColumn[$0].isTrue) }
    case .or: return map(batch) { .boolean(leftColumn[$0].isTrue || rightColumn[$0].isTrue) }
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return map(batch) { row in
        guard let ordering = leftColumn[row].compared(to: rightColumn[row]) else {
          return .boolean(false)
        }
        return .boolean(operation.holds(ordering))
      }
    default:
      return try mapThrowing(batch, expression) { row throws(QueryArithmetic.OverflowError) in
        try QueryArithmetic.apply(operation, leftColumn[row], rightColumn[row])
      }
    }
  }

  private func matches(
    _ operand: PlannedExpression, _ pattern: TextPattern, _ isNegated: Bool,
    _ expression: PlannedExpression, _ batch: RowBatch
  ) throws(QueryError) -> Column {
    let column = try evaluate(operand, batch)
    var values: [QueryValue] = []
    values.reserveCapacity(batch.count)
    for row in 0..<batch.count {
      if row % Self.matchesPerCheck == 0 { try limits.checkEnd() }
      guard let text = column[row].text else {
        values.append(.boolean(false))
        continue
      }
      do {
        let occurs = try pattern.occurs(in: text, stepsMax: limits.matchStepsMax)
        values.append(.boolean(occurs != isNegated))
      } catch {
        throw QueryError(
          "this regular expression takes too many steps", at: expression.range,
          hint: "avoid repetitions inside of repetitions, such as (a+)+")
      }
    }
    return .values(values)
  }
}

extension BinaryOperator {
  /// Whether a comparison holds for values in this order.
  func holds(_ ordering: Ordering) -> Bool {
    switch self {
    case .equal: ordering == .same
    case .notEqual: ordering != .same
    case .less: ordering == .ascending
    case .lessOrEqual: ordering != .descending
    case .greater: ordering == .descending
    case .greaterOrEqual: ordering != .ascending
    default: false
    }
  }
}
