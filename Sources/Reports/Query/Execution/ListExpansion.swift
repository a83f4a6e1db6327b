/// Rows of a batch, each as often as its list has elements, in batches of a bounded size: lists of
/// lists of lists never stand in memory together.
struct ListExpansion {
  private let columns: [Column]
  /// The column that holds the lists, and the elements in what comes out.
  private let list: Int
  private let weights: [Int64]?
  private let count: Int
  private var row = 0
  private var element = 0

  init(columns: [Column], list: Int, weights: [Int64]?, count: Int) {
    self.columns = columns
    self.list = list
    self.weights = weights
    self.count = count
  }

  /// The next batch; nil after the last one.
  mutating func next() -> RowBatch? {
    var (rows, elements): ([Int], [QueryValue]) = ([], [])
    while row < count, rows.count < QueryRun.batchRows {
      // What is no list counts as a list of itself.
      let parts: [QueryValue] =
        if case .list(let parts) = columns[list][row] { parts } else { [columns[list][row]] }
      let end = min(parts.count, element + QueryRun.batchRows - rows.count)
      for place in element..<end {
        rows.append(row)
        elements.append(parts[place])
      }
      element = end
      if element == parts.count { (row, element) = (row + 1, 0) }
    }
    if rows.isEmpty { return nil }
    let expanded = columns.indices.map { column in
      column == list ? .values(elements) : columns[column].picking(rows)
    }
    let weights = weights.map { weights in rows.map { weights[$0] } }
    return RowBatch(.columns(expanded), count: rows.count, weights: weights)
  }
}
