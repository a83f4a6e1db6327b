internal import CostModel

/// A report's rows laid out as a matrix (feature × tier), with the sums of its printed cells.
struct MatrixView: Sendable {
  let rowTitle: String
  let columnTitle: String
  /// Names in descending cost.
  private(set) var rowNames: [String] = []
  private(set) var columnNames: [String] = []
  /// By row, then column; nil where there was no usage.
  private(set) var cells: [[Money?]] = []
  private(set) var rowTotals: [Money] = []
  private(set) var columnTotals: [Money] = []
  private(set) var total = Money.zero
  /// By row, then column: whether the cell's cost is only a lower bound.
  private(set) var isLowerBound: [[Bool]] = []
  let digits: Int?

  /// nil if the report has no such layout.
  init?(_ printed: PrintedTable) {
    let table = printed.table
    guard let layout = table.matrix, let rowColumn = table.index(of: layout.rowColumn),
      let columnColumn = table.index(of: layout.columnColumn),
      let valueColumn = table.index(of: layout.valueColumn)
    else { return nil }
    rowTitle = table.columns[rowColumn].title
    columnTitle = table.columns[columnColumn].title
    digits = printed.costDigits
    var places: [Place: Money] = [:]
    var lowerBounds: Set<Place> = []
    var rowSums: [String: Money] = [:]
    var columnSums: [String: Money] = [:]
    for (index, row) in printed.rows.enumerated() {
      let isOthers = table.othersCounts[index] != nil
      let place = Place(
        row: isOthers ? ReportTable.others : printed.text(rowColumn, row: index),
        column: isOthers ? ReportTable.others : printed.text(columnColumn, row: index))
      let amount = row[valueColumn].money ?? .zero
      places[place] = Self.sum(places[place], amount)
      rowSums[place.row] = Self.sum(rowSums[place.row], amount)
      columnSums[place.column] = Self.sum(columnSums[place.column], amount)
      total = Self.sum(total, amount)
      if !printed.isComplete(row) { lowerBounds.insert(place) }
    }
    rowNames = Self.ordered(rowSums)
    columnNames = Self.ordered(columnSums)
    rowTotals = rowNames.map { rowSums[$0] ?? .zero }
    columnTotals = columnNames.map { columnSums[$0] ?? .zero }
    let columns = columnNames
    cells = rowNames.map { row in columns.map { places[Place(row: row, column: $0)] } }
    isLowerBound = rowNames.map { row in
      columns.map { lowerBounds.contains(Place(row: row, column: $0)) }
    }
  }

  private struct Place: Hashable {
    var row: String
    var column: String
  }

  private static func sum(_ left: Money?, _ right: Money) -> Money {
    (left ?? .zero).adding(right) ?? right
  }

  private static func ordered(_ sums: [String: Money]) -> [String] {
    sums.sorted { left, right in
      left.value != right.value ? left.value > right.value : precedes(left.key, right.key)
    }.map(\.key)
  }

  /// The cell as people read it; empty where there was no usage.
  func text(row: Int, column: Int) -> String {
    guard let amount = cells[row][column] else { return "" }
    return (isLowerBound[row][column] ? "≥ " : "") + NumberText.money(amount, digits: digits)
  }

  /// The sum of a row as people read it.
  func rowTotalText(_ row: Int) -> String {
    mark(isLowerBound[row].contains(true)) + NumberText.money(rowTotals[row], digits: digits)
  }

  /// The sum of a column as people read it.
  func columnTotalText(_ column: Int) -> String {
    mark(isLowerBound.contains { $0[column] })
      + NumberText.money(columnTotals[column], digits: digits)
  }

  /// The grand total as people read it.
  var totalText: String {
    mark(isLowerBound.contains { $0.contains(true) }) + NumberText.money(total, digits: digits)
  }

  private func mark(_ isLowerBound: Bool) -> String { isLowerBound ? "≥ " : "" }
}

/// Whether a name stands before another: by Unicode's code points, on every machine alike.
func precedes(_ left: String, _ right: String) -> Bool {
  left.utf8.lexicographicallyPrecedes(right.utf8)
}
