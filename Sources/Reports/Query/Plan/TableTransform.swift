/// A change of a whole table of rows in order: `addtotals`, `fillmissing`, `filldown`, `accum`.
protocol TableTransform: Sendable {
  /// Changes the table; columns keep their places, so a transform fills columns that the plan made
  /// for it.
  func apply(_ table: inout QueryTable) throws(QueryError)
}

/// Rows in order, by columns.
struct QueryTable {
  var columns: [[QueryValue]]
  var count: Int

  /// Adds a row that has values in some columns only.
  mutating func append(_ values: [Int: QueryValue]) {
    for column in columns.indices { columns[column].append(values[column] ?? .null) }
    count += 1
  }
}
