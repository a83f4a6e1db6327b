/// Runs one stage in one lane: batches in, rows or groups out.
struct StageRunner {
  let stage: QueryStage
  private let evaluator: Evaluator
  private var groups: GroupCollector?
  private var rows: RowCollector?
  /// Rows that passed all filters, reversals taken off.
  private(set) var matched: Int64 = 0

  init(_ stage: QueryStage, limits: QueryLimits) {
    self.stage = stage
    evaluator = Evaluator(slots: stage.slots, limits: limits)
    switch stage.end {
    case .groups(let plan): groups = GroupCollector(plan, limits: limits)
    case .rows(let limit):
      rows = RowCollector(stage, limit: limit ?? limits.defaultRows ?? .max, limits: limits)
    case .distinct(let keys):
      rows = RowCollector(stage, limit: .max, distinct: keys, limits: limits)
    case .transformed: rows = RowCollector(stage, limit: .max, limits: limits)
    case .expanded: break
    }
  }

  mutating func add(_ batch: RowBatch) throws(QueryError) {
    try filter(batch)
    if batch.count == 0 { return }
    let evaluator = evaluator
    try groups?.add(batch, evaluator)
    try rows?.add(batch, evaluator)
  }

  private mutating func filter(_ batch: RowBatch) throws(QueryError) {
    try evaluator.limits.checkEnd()
    for filter in stage.filters {
      let column = try evaluator.evaluate(filter, batch)
      batch.keep((0..<batch.count).filter { column[$0].isTrue })
      if batch.count == 0 { return }
    }
    matched += batch.rowCount
  }

  /// What a streaming stage makes of a batch; nil if no row is left.
  mutating func expansion(of batch: RowBatch) throws(QueryError) -> ListExpansion? {
    guard case .expanded(let list, let output) = stage.end else {
      preconditionFailure("only stages that expand lists stream")
    }
    try filter(batch)
    if batch.count == 0 { return nil }
    var columns: [Column] = []
    for (number, column) in stage.outputs.enumerated() {
      let expression = number == output ? list : column.expression
      columns.append(try evaluator.evaluate(expression, batch))
    }
    return ListExpansion(
      columns: columns, list: output, weights: batch.weights, count: batch.count)
  }

  mutating func merge(_ other: StageRunner) throws(QueryError) {
    matched += other.matched
    if let otherGroups = other.groups { try groups?.merge(otherGroups) }
    if let otherRows = other.rows { try rows?.merge(otherRows) }
  }

  /// The stage's outputs as columns.
  mutating func finish() throws(QueryError) -> (columns: [Column], count: Int) {
    if var rows {
      let (columns, count) = rows.finish()
      guard case .transformed(let transform) = stage.end else { return (columns, count) }
      let values = columns.map { column in (0..<count).map { column[$0] } }
      var table = QueryTable(columns: values, count: count)
      try transform.apply(&table)
      return (table.columns.map { .values($0) }, table.count)
    }
    guard let groups else { return ([], 0) }
    let (inputs, count) = try groups.finish()
    let batch = RowBatch(.columns(inputs), count: count)
    var columns: [Column] = []
    for output in stage.outputs {
      columns.append(try evaluator.evaluate(output.expression, batch))
    }
    return (columns, count)
  }
}

extension RowBatch {
  /// How many rows it stands for, reversals taken off.
  var rowCount: Int64 { weights?.reduce(0, +) ?? Int64(count) }
}
