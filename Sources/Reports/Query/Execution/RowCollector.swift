/// The first rows of one lane by the stage's order, of which never many more are held than wanted.
struct RowCollector {
  private struct Row {
    var keys: [QueryValue]
    /// Decides between rows with equal keys.
    var tieBreak: [QueryValue]
    var values: [QueryValue]
  }

  private let stage: QueryStage
  private let limit: Int
  /// What decides between equal rows, descending for the first of them: time, then identity.
  private let tieBreaks: [PlannedExpression]
  private var rows: [Row] = []
  /// The last row that is still wanted, once there are enough.
  private var cutoff: Row?

  init(_ stage: QueryStage, limit: Int, tieBreaks: [PlannedExpression]) {
    self.stage = stage
    self.limit = limit
    self.tieBreaks = tieBreaks
  }

  mutating func add(_ batch: RowBatch, _ evaluator: Evaluator) throws(QueryError) {
    if let cutoff {
      let keys = try columns(stage.sort.map(\.expression), batch, evaluator)
      let times = try columns(Array(tieBreaks.prefix(1)), batch, evaluator)
      let kept = (0..<batch.count).filter { row in
        let row = Row(keys: keys.map { $0[row] }, tieBreak: times.map { $0[row] }, values: [])
        return !isBefore(cutoff, row)
      }
      if kept.isEmpty { return }
      batch.keep(kept)
    }
    let keys = try columns(stage.sort.map(\.expression), batch, evaluator)
    let ties = try columns(tieBreaks, batch, evaluator)
    let outputs = try columns(stage.outputs.map(\.expression), batch, evaluator)
    for row in 0..<batch.count {
      rows.append(
        Row(
          keys: keys.map { $0[row] }, tieBreak: ties.map { $0[row] },
          values: outputs.map { $0[row] }))
    }
    if rows.count >= 2 * limit + 1_000 { prune() }
  }

  mutating func merge(_ other: RowCollector) {
    rows += other.rows
    prune()
  }

  /// The rows as columns, in order.
  mutating func finish() -> (columns: [Column], count: Int) {
    prune()
    let columns = stage.outputs.indices.map { column in
      Column.values(rows.map { $0.values[column] })
    }
    return (columns, rows.count)
  }

  private func columns(
    _ expressions: [PlannedExpression], _ batch: RowBatch, _ evaluator: Evaluator
  ) throws(QueryError) -> [Column] {
    var columns: [Column] = []
    for expression in expressions { columns.append(try evaluator.evaluate(expression, batch)) }
    return columns
  }

  /// Swift's sort is stable, so rows of a table without tie breaks keep their order.
  private mutating func prune() {
    rows.sort(by: isBefore)
    if rows.count > limit { rows.removeLast(rows.count - limit) }
    if rows.count == limit { cutoff = rows.last }
  }

  private func isBefore(_ left: Row, _ right: Row) -> Bool {
    for (index, key) in stage.sort.enumerated() {
      let ordering = NaturalOrder.compare(left.keys[index], right.keys[index])
      if ordering != .same {
        return ordering == (key.isDescending ? .descending : .ascending)
      }
    }
    // The newest first; of one instant, the smaller identity.
    guard let leftTime = left.tieBreak.first?.instant, let rightTime = right.tieBreak.first?.instant
    else { return false }
    if leftTime != rightTime { return leftTime > rightTime }
    // Natural order takes digits of hexadecimal numbers for numbers of their own.
    guard left.tieBreak.count > 1, right.tieBreak.count > 1 else { return false }
    return (left.tieBreak[1].text ?? "") < (right.tieBreak[1].text ?? "")
  }
}
