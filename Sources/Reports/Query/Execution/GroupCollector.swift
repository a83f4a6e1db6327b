/// The groups of one lane's `stats`, with their aggregates.
struct GroupCollector {
  private let plan: GroupPlan
  private let limits: QueryLimits
  private let range: SourceRange
  private var table: GroupTable
  private var aggregates: [any Aggregate]
  /// Rows of each group, reversals taken off: a group that comes to 0 is no group.
  private var weights: [Int64] = []

  init(_ plan: GroupPlan, limits: QueryLimits) {
    self.plan = plan
    self.limits = limits
    range = plan.keys.first.map { $0.range } ?? SourceRange(0, 0)
    table = GroupTable(keyCount: plan.keys.count)
    aggregates = plan.aggregates.map {
      $0.definition.make(
        AggregateArguments(constant: $0.constant, limits: limits, range: $0.range))
    }
  }

  mutating func add(_ batch: RowBatch, _ evaluator: Evaluator) throws(QueryError) {
    var keys: [Column] = []
    for key in plan.keys { keys.append(try evaluator.evaluate(key, batch)) }
    let groups = table.groups(keys, rows: batch.count)
    try checkLimit()
    growWeights()
    for (row, group) in groups.enumerated() { weights[group] += batch.weights?[row] ?? 1 }
    var input = AggregateInput(
      groups: groups, weights: batch.weights, isSummed: batch.isSummed)
    if let time = plan.time { input.times = try evaluator.evaluate(time, batch) }
    for (index, planned) in plan.aggregates.enumerated() {
      input.values = nil
      if let argument = planned.argument {
        input.values = try evaluator.evaluate(argument, batch)
      }
      try aggregates[index].update(input)
    }
  }

  /// Takes in the groups of another lane of the same plan.
  mutating func merge(_ other: GroupCollector) throws(QueryError) {
    let columns = plan.keys.indices.map { key in Column.values(other.table.keys.map { $0[key] }) }
    let groups = table.groups(columns, rows: other.table.count)
    try checkLimit()
    growWeights()
    for (number, group) in groups.enumerated() {
      weights[group] += number < other.weights.count ? other.weights[number] : 0
    }
    for index in aggregates.indices {
      try aggregates[index].merge(any: other.aggregates[index], groups: groups)
    }
  }

  /// Keys and aggregates as columns, groups in the natural order of their keys.
  func finish() throws(QueryError) -> (columns: [Column], count: Int) {
    var groups = Array(0..<table.count)
    if !plan.keys.isEmpty {
      groups = groups.filter { $0 < weights.count && weights[$0] != 0 }
      groups.sort { left, right in
        for (leftKey, rightKey) in zip(table.keys[left], table.keys[right]) {
          let ordering = NaturalOrder.compare(leftKey, rightKey)
          if ordering != .same { return ordering == .ascending }
        }
        return false
      }
    }
    var columns = plan.keys.indices.map { key in Column.values(groups.map { table.keys[$0][key] }) }
    for aggregate in aggregates {
      var values: [QueryValue] = []
      values.reserveCapacity(groups.count)
      for group in groups { values.append(try aggregate.finish(group)) }
      columns.append(.values(values))
    }
    return (columns, groups.count)
  }

  private mutating func growWeights() {
    let missing = table.count - weights.count
    if missing > 0 { weights.append(contentsOf: repeatElement(0, count: missing)) }
  }

  private func checkLimit() throws(QueryError) {
    if table.count > limits.groupsMax {
      throw QueryError(
        "stats has more than \(limits.groupsMax) groups", at: range,
        hint: "filter to fewer rows, or group by a coarser key")
    }
  }
}
