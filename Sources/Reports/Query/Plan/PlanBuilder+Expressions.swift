internal import CostModel

extension PlanBuilder {
  /// How the operands of an expression are planned.
  typealias OperandPlanner =
    (Expression, inout PlanBuilder) throws(QueryError) -> PlannedExpression

  /// An expression on rows: no aggregates.
  mutating func plan(_ expression: Expression) throws(QueryError) -> PlannedExpression {
    if case .call = expression.kind,
      let column = column(printed: expression.printed, expression.range)
    {
      return column
    }
    return try plan(expression) { operand, builder throws(QueryError) in
      try builder.plan(operand)
    }
  }

  /// An expression whose operands `operands` plans.
  mutating func plan(
    _ expression: Expression, operands: OperandPlanner
  ) throws(QueryError) -> PlannedExpression {
    let range = expression.range
    switch expression.kind {
    case .field(let name):
      return try resolve(name.text, range)
    case .number(let digits):
      return PlannedExpression(constant: try number(digits, range), range)
    case .string(let text):
      return PlannedExpression(constant: .string(text), range)
    case .period:
      throw QueryError("a period stands only in bin, datefloor and dateceil", at: range)
    case .regex:
      throw QueryError("a regular expression stands only after like and =~", at: range)
    case .list:
      throw QueryError("a list stands only after in and not in", at: range)
    case .call(let name, let arguments, let isStar):
      return try call(name, arguments, isStar: isStar, range, operands)
    case .index(let list, let index):
      return try operands(list, &self).member([String(index)], range)
    case .member(let document, let name):
      let path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      return try operands(document, &self).member(path, range)
    case .unary(.not, let operand):
      return PlannedExpression(.not(try operands(operand, &self)), type: .boolean, range: range)
    case .unary(.minus, let operand):
      let operand = try operands(operand, &self)
      return PlannedExpression(.minus(operand), type: operand.type, range: range)
    case .binary(let operation, let left, let right):
      return try binary(operation, left, right, range, operands)
    }
  }

  /// Digits as an exact value.
  func number(_ digits: String, _ range: SourceRange) throws(QueryError) -> QueryValue {
    switch QueryValue.number(parsing: digits) {
    case .integer(let value)?: return .integer(value)
    case .decimal(let units)?: return .decimal(units)
    case .double, nil:
      throw QueryError("the number '\(digits.prefix(60))' has too many digits", at: range)
    }
  }

  private mutating func binary(
    _ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ range: SourceRange,
    _ operands: OperandPlanner
  ) throws(QueryError) -> PlannedExpression {
    let leftPlan = try operands(left, &self)
    switch operation {
    case .like, .notLike, .matches:
      let pattern = try pattern(right)
      return PlannedExpression(
        .matches(leftPlan, pattern, isNegated: operation == .notLike), type: .boolean,
        range: range)
    case .isIn, .notIn:
      guard case .list(let elements) = right.kind else {
        throw QueryError("expected a list", at: right.range)
      }
      var planned: [PlannedExpression] = []
      for element in elements { planned.append(try operands(element, &self)) }
      return PlannedExpression(
        .isIn(leftPlan, planned, isNegated: operation == .notIn), type: .boolean, range: range)
    default:
      let rightPlan = try operands(right, &self)
      return PlannedExpression(
        .binary(operation, leftPlan, rightPlan),
        type: operation.type(leftPlan.type, rightPlan.type), range: range)
    }
  }

  private func pattern(_ expression: Expression) throws(QueryError) -> TextPattern {
    switch expression.kind {
    case .string(let text):
      return .part(text)
    case .regex(let pattern):
      return .regex(try compile(pattern, expression.range))
    default:
      throw QueryError("expected a string or a regular expression", at: expression.range)
    }
  }

  /// Compiles a pattern that stands at `range`, its opening slash included.
  func compile(_ pattern: String, _ range: SourceRange) throws(QueryError) -> CompiledRegex {
    do {
      return try CompiledRegex(pattern)
    } catch {
      // The pattern begins after the slash.
      let start = min(range.lowerBound + 1 + error.offset, range.upperBound - 1)
      throw QueryError(
        "this regular expression does not compile: \(error.message)",
        at: SourceRange(start, start + 1), hint: Self.regexHint(error))
    }
  }

  /// A value that tells rows apart: no list, no map.
  mutating func planKey(
    _ expression: Expression, for command: String
  ) throws(QueryError) -> PlannedExpression {
    let planned = try plan(expression)
    guard planned.type == .document else { return planned }
    throw QueryError(
      "\(command) takes no lists or maps", at: expression.range,
      hint: "name a part, as in document.name or list[0]")
  }

  private static func regexHint(_ error: RegexError) -> String? {
    error.message.contains("look-around")
      ? "join two conditions by 'and' or 'and not' instead" : nil
  }

  private mutating func call(
    _ name: String, _ arguments: [Expression], isStar: Bool, _ range: SourceRange,
    _ operands: OperandPlanner
  ) throws(QueryError) -> PlannedExpression {
    if name == "bin" { return try bin(arguments, range) }
    if let constant = try environmentConstant(name, range) {
      guard arguments.isEmpty, !isStar else {
        throw QueryError("\(name)() takes no arguments", at: range)
      }
      return PlannedExpression(constant: constant, range)
    }
    guard let function = queryFunctions[name] else { throw unknownFunction(name, range) }
    var values = arguments
    var period: TimePeriod?
    if function.form == .period {
      guard case .period(let last)? = values.popLast()?.kind else {
        throw QueryError(
          "\(function.name) takes a period as its last argument", at: range,
          hint: "write \(function.syntax), as in \(function.name)(@timestamp, 1d)")
      }
      period = last
    }
    guard !isStar, function.values.contains(values.count) else {
      throw QueryError(
        "wrong number of arguments for \(function.name)", at: range,
        hint: "write \(function.syntax)")
    }
    var planned: [PlannedExpression] = []
    for value in values { planned.append(try operands(value, &self)) }
    return PlannedExpression(
      .call(function, planned, period), type: function.type(planned.map(\.type)), range: range)
  }

  /// What a function without arguments gives: times that hold for the whole query.
  private func environmentConstant(
    _ name: String, _ range: SourceRange
  ) throws(QueryError) -> QueryValue? {
    if name == "now" {
      return .integer(Int128(floorDivide(environment.nowNanoseconds, 1_000_000_000)))
    }
    guard ["querystarttime", "queryendtime", "querytimerange"].contains(name) else { return nil }
    guard let period = environment.period else {
      throw QueryError("the period of the query is not known here", at: range)
    }
    let (from, to) = (floorDivide(period.from, 1_000_000), floorDivide(period.to, 1_000_000))
    return .integer(
      Int128(name == "querystarttime" ? from : name == "queryendtime" ? to : to - from))
  }

  /// `bin(5m)` is `datefloor(@timestamp, 5m)`.
  private mutating func bin(
    _ arguments: [Expression], _ range: SourceRange
  ) throws(QueryError) -> PlannedExpression {
    guard arguments.count == 1, case .period(let period) = arguments[0].kind else {
      throw QueryError("bin takes one period", at: range, hint: "write bin(5m), bin(1h) or bin(1d)")
    }
    guard let function = queryFunctions["datefloor"] else {
      preconditionFailure("datefloor is in the table of functions")
    }
    let time: PlannedExpression
    do {
      time = try resolve("@timestamp", range)
    } catch {
      throw QueryError(
        "bin() needs @timestamp, which is gone after 'stats'", at: range,
        hint: "name the bucket in the first stats (by bin(5m) as t) and use datefloor(t, 1h)")
    }
    return PlannedExpression(.call(function, [time], period), type: .instant, range: range)
  }

  private func unknownFunction(_ name: String, _ range: SourceRange) -> QueryError {
    let nameRange = SourceRange(range.lowerBound, range.lowerBound + name.utf8.count)
    if let instead = unsupportedFunctions[name] {
      return QueryError("the function '\(name)' is not supported", at: nameRange, hint: instead)
    }
    if queryAggregates[name] != nil {
      return QueryError(
        "'\(name)' adds up rows, so it stands only in stats", at: nameRange,
        hint: "write stats \(queryAggregates[name]?.syntax ?? name)")
    }
    let names =
      queryFunctions.values.map(\.name) + queryAggregates.keys + [
        "bin", "now", "queryStartTime", "queryEndTime", "queryTimeRange",
      ]
    return QueryError(
      "unknown function '\(name)'", at: nameRange,
      hint: didYouMean(name, among: names.sorted()))
  }
}

extension PlannedExpression {
  /// A value that is the same for every row.
  init(constant value: QueryValue, _ range: SourceRange) {
    self.init(.constant(value), type: value.type, range: range)
  }
}

extension QueryValue {
  var type: QueryType {
    switch self {
    case .null: .any
    case .boolean: .boolean
    case .integer: .integer
    case .decimal: .decimal
    case .money: .money
    case .double: .double
    case .string: .string
    case .instant: .instant
    case .list, .map: .document
    }
  }
}

extension BinaryOperator {
  /// The type of the result, as far as the operands' types decide it.
  func type(_ left: QueryType, _ right: QueryType) -> QueryType {
    if isComparison || self == .and || self == .or { return .boolean }
    if left == .double || right == .double { return .double }
    let isMoney: Bool =
      switch self {
      case .add, .subtract, .remainder: left == .money || right == .money
      case .multiply: (left == .money) != (right == .money)
      case .divide: left == .money && right != .money
      default: false
      }
    if isMoney { return .money }
    let areWhole = [left, right].allSatisfy { $0 == .integer || $0 == .boolean }
    return areWhole && self != .divide && self != .power ? .integer : .decimal
  }
}
