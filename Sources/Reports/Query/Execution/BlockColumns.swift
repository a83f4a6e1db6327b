internal import CostModel

/// The columns of one block, each decoded when it is first asked for.
final class BlockColumns {
  let rows: any EntryRows
  /// Where each row stands for several calls: how many. Nil where rows are entries.
  let callCounts: [UsageCounts]?
  private var columns: [EntryColumn: [Int64]] = [:]
  private var slots: [Int: [Int64]] = [:]

  init(_ rows: any EntryRows) {
    self.rows = rows
    callCounts = rows.callCounts
  }

  /// A block is not decoded for one row in so many.
  private static let sparseness = 16

  private func isSparse(_ selection: RowSelection) -> Bool {
    selection.count * Self.sparseness < rows.count
  }

  /// The values of some rows.
  func integers(_ column: EntryColumn, _ selection: RowSelection) -> [Int64] {
    let range = rows.range(column)
    if range.lowerBound == range.upperBound {
      return [Int64](repeating: range.lowerBound, count: selection.count)
    }
    if let values = columns[column] { return selection.values(of: values) }
    if case .stretch(let stretch) = selection { return rows.values(column, rows: stretch) }
    if isSparse(selection) {
      return (0..<selection.count).map { rows.value(column, selection[$0]) }
    }
    return selection.values(of: values(column))
  }

  /// The values of a place of `Quantities` of some rows.
  func integers(slot: Int, _ selection: RowSelection) -> [Int64] {
    let range = range(slot: slot)
    if range.lowerBound == range.upperBound {
      return [Int64](repeating: range.lowerBound, count: selection.count)
    }
    if let values = slots[slot] { return selection.values(of: values) }
    if case .stretch(let stretch) = selection { return rows.values(slot: slot, rows: stretch) }
    if isSparse(selection) {
      return (0..<selection.count).map { rows.value(slot: slot, selection[$0]) }
    }
    let values = rows.values(slot: slot)
    slots[slot] = values
    return selection.values(of: values)
  }

  /// Smallest and largest value of a place of `Quantities`.
  func range(slot: Int) -> ClosedRange<Int64> { rows.range(slot: slot) }

  /// The sum of some places of `Quantities`, row by row.
  func sum(_ wanted: [Int], _ selection: RowSelection) -> [Int64] {
    var sums = [Int64](repeating: 0, count: selection.count)
    for slot in wanted where range(slot: slot) != 0...0 {
      let values = integers(slot: slot, selection)
      for row in sums.indices { sums[row] &+= values[row] }
    }
    return sums
  }

  /// All values of a column.
  func values(_ column: EntryColumn) -> [Int64] {
    if let values = columns[column] { return values }
    let values = rows.values(column)
    columns[column] = values
    return values
  }
}
