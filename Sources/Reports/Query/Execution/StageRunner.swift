/// Runs one stage in one lane: batches in, rows or groups out.
struct StageRunner {
  private let stage: QueryStage
  private let evaluator: Evaluator
  private var groups: GroupCollector?
  private var rows: RowCollector?
  /// Rows that passed all filters, reversals taken off.
  private(set) var matched: Int64 = 0

  /// `tieBreaks` decide between rows that the stage's sort finds equal.
  init(_ stage: QueryStage, limits: QueryLimits, tieBreaks: [PlannedExpression] = []) {
    self.stage = stage
    evaluator = Evaluator(slots: stage.slots, limits: limits)
    switch stage.end {
    case .groups(let plan): groups = GroupCollector(plan, limits: limits)
    case .rows(let limit): rows = RowCollector(stage, limit: limit, tieBreaks: tieBreaks)
    }
  }

  mutating func add(_ batch: RowBatch) throws(QueryError) {
    for filter in stage.filters {
      let column = try evaluator.evaluate(filter, batch)
      batch.keep((0..<batch.count).filter { column[$0].isTrue })
      if batch.count == 0 { return }
    }
    matched += batch.weights?.reduce(0, +) ?? Int64(batch.count)
    try groups?.add(batch, evaluator)
    try rows?.add(batch, evaluator)
  }

  mutating func merge(_ other: StageRunner) throws(QueryError) {
    matched += other.matched
    if let otherGroups = other.groups { try groups?.merge(otherGroups) }
    if let otherRows = other.rows { rows?.merge(otherRows) }
  }

  /// The stage's outputs as columns.
  mutating func finish() throws(QueryError) -> (columns: [Column], count: Int) {
    if var rows { return rows.finish() }
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
