/// What a query reads, in batches: entries of the ledger, or lines of a log group.
protocol InputBatch: AnyObject {
  /// Leaves only these of the rows.
  func keep(_ kept: [Int])
  /// A field's values for the rows that are left.
  func column(_ field: QueryField) throws(QueryError) -> Column
}

/// Rows on their way through a stage: columns are computed once, and picked when rows drop out.
final class RowBatch {
  /// Where the batch's input columns come from.
  enum Source {
    case rows(any InputBatch, [QueryField])
    case columns([Column])
  }

  private(set) var count: Int
  /// 1 or -1 for each row; nil if all are 1.
  private(set) var weights: [Int64]?
  /// Whether each row is a sum of as many entries as its weight says, not an entry weighed.
  let isSummed: Bool
  private let source: Source
  private var inputs: [Int: Column] = [:]
  private var slots: [Int: Column] = [:]
  /// The rows of a table that are left; nil for all.
  private var tableRows: [Int]?

  /// Bytes of the texts that functions made for these rows.
  var textBytes = 0

  /// Whether no two rows are equal, so that looking for equal rows is in vain.
  let isDistinct: Bool

  init(
    _ source: Source, count: Int, weights: [Int64]? = nil, isDistinct: Bool = false,
    isSummed: Bool = false
  ) {
    self.isSummed = isSummed
    self.isDistinct = isDistinct
    self.source = source
    self.count = count
    self.weights = weights
  }

  func input(_ index: Int) throws(QueryError) -> Column {
    if let column = inputs[index] { return column }
    let column: Column
    switch source {
    case .rows(let batch, let fields): column = try batch.column(fields[index])
    case .columns(let columns):
      column = tableRows.map { columns[index].picking($0) } ?? columns[index]
    }
    inputs[index] = column
    return column
  }

  func slot(
    _ index: Int, _ compute: () throws(QueryError) -> Column
  ) throws(QueryError) -> Column {
    if let column = slots[index] { return column }
    let column = try compute()
    slots[index] = column
    return column
  }

  /// Leaves only these rows.
  func keep(_ kept: [Int]) {
    if kept.count == count { return }
    if case .rows(let batch, _) = source { batch.keep(kept) }
    tableRows = kept.map { tableRows?[$0] ?? $0 }
    inputs = inputs.mapValues { $0.picking(kept) }
    slots = slots.mapValues { $0.picking(kept) }
    weights = weights.map { weights in kept.map { weights[$0] } }
    count = kept.count
  }
}
