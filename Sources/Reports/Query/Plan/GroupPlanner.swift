/// Plans one `stats`: its keys, the aggregates in its items, and the items as expressions of both.
struct GroupPlanner {
  private let keys: [NamedItem]
  private(set) var plan = GroupPlan()
  /// Keys first, then items; their inputs are the keys and then the aggregates.
  private(set) var outputs: [OutputColumn] = []
  /// Items planned so far, by name: later items may use them.
  private var named: [String: PlannedExpression] = [:]
  private var aggregateNumbers: [Expression: Int] = [:]

  init(keys: [NamedItem]) { self.keys = keys }

  mutating func planKeys(_ builder: inout PlanBuilder) throws(QueryError) {
    for key in keys {
      let planned = try builder.planKey(key.expression, for: "stats … by")
      let input = PlannedExpression(
        .input(plan.keys.count), type: planned.type, range: key.range)
      plan.keys.append(planned)
      try add(key, input)
    }
  }

  /// Plans an item such as `sum(a) / count(*) as mean`.
  mutating func plan(
    _ item: NamedItem, _ builder: inout PlanBuilder
  ) throws(QueryError) { try add(item, try output(item.expression, &builder)) }

  private mutating func add(
    _ item: NamedItem, _ expression: PlannedExpression
  ) throws(QueryError) {
    guard !outputs.contains(where: { $0.name == item.name }) else {
      throw QueryError(
        "there are two columns '\(item.name)'", at: item.range, hint: "name one by 'as'")
    }
    let printed = item.expression.printed
    outputs.append(OutputColumn(name: item.name, printed: printed, expression: expression))
    named[item.name] = expression
    if named[printed] == nil { named[printed] = expression }
  }

  /// An expression over keys and aggregates.
  private mutating func output(
    _ expression: Expression, _ builder: inout PlanBuilder
  ) throws(QueryError) -> PlannedExpression {
    let range = expression.range
    switch expression.kind {
    case .field(let name):
      if let earlier = named[name.text] { return earlier.at(range) }
      // A name that does not exist is a worse mistake than one that is not grouped by.
      _ = try builder.resolve(name.text, range)
      throw QueryError(
        "'\(name.text)' is neither in 'by' nor inside an aggregate", at: range,
        hint: "write latest(\(name.printed)), or add it to 'by'")
    case .call(let name, let arguments, let isStar):
      if let key = named[expression.printed] { return key.at(range) }
      if let definition = queryAggregates[name] {
        return try aggregate(definition, expression, arguments, isStar: isStar, &builder)
      }
      return try builder.plan(
        expression,
        operands: { operand, builder throws(QueryError) in
          try output(operand, &builder)
        })
    default:
      return try builder.plan(
        expression,
        operands: { operand, builder throws(QueryError) in
          try output(operand, &builder)
        })
    }
  }

  private mutating func aggregate(
    _ definition: AggregateDefinition, _ call: Expression, _ arguments: [Expression],
    isStar: Bool, _ builder: inout PlanBuilder
  ) throws(QueryError) -> PlannedExpression {
    let wanted = definition.takesConstant ? 2 : 1
    let isBare = definition.takesStar && arguments.isEmpty
    guard isBare || (!isStar && arguments.count == wanted) else {
      throw QueryError(
        "wrong number of arguments for \(definition.name)", at: call.range,
        hint: "write \(definition.syntax)")
    }
    var argument: PlannedExpression?
    if !isBare { argument = try builder.plan(arguments[0]) }
    var constant = 0.0
    if definition.takesConstant {
      guard let number = try builder.plan(arguments[1]).constant?.number?.double,
        (0...100).contains(number)
      else {
        throw QueryError(
          "\(definition.name) takes a number from 0 to 100 as its second argument",
          at: arguments[1].range)
      }
      constant = number
    }
    if definition.needsTime, plan.time == nil { plan.time = try time(&builder, call.range) }
    // Equal calls are computed once.
    let number = aggregateNumbers[call] ?? plan.aggregates.count
    if number == plan.aggregates.count {
      aggregateNumbers[call] = number
      plan.aggregates.append(
        PlannedAggregate(
          definition: definition, argument: argument, constant: constant, range: call.range))
    }
    return PlannedExpression(
      .input(keys.count + number), type: definition.type(argument?.type ?? .any),
      range: call.range)
  }

  private func time(
    _ builder: inout PlanBuilder, _ range: SourceRange
  ) throws(QueryError) -> PlannedExpression {
    do {
      return try builder.resolve("@timestamp", range)
    } catch {
      throw QueryError("this needs @timestamp, which is gone after 'stats'", at: range)
    }
  }
}
