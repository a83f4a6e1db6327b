internal import CostModel

/// How a block's rows get into a lane: those of the period and the scope, in batches.
struct EntryFeed: Sendable {
  let period: Period
  let scope: QueryScope
  let fields: [QueryField]
  /// What filters say about columns.
  let selection: BlockSelection
  /// Whether reversals are taken in with weight -1.
  let isWeighed: Bool

  /// Gives a block's rows to a lane.
  func add(_ rows: BlockRows, to lane: inout QueryRun.Lane) throws(QueryError) {
    let block = BlockColumns(rows.rows)
    let isSummed = block.callCounts != nil
    var left = rows.left.map { RowSelection.some($0) } ?? .stretch(0..<rows.rows.count)
    let times = rows.rows.range(.start)
    if !isSummed, !(period.contains(times.lowerBound) && period.contains(times.upperBound)) {
      let starts = block.values(.start)
      left = left.filter { period.contains(starts[$0]) }
    }
    // With a scope, what was seen is what it allows, filters apart.
    if !scope.isRestricted, !isSummed { left = selection.rows(left, of: block) }
    for start in stride(from: 0, to: left.count, by: QueryRun.batchRows) {
      let end = min(start + QueryRun.batchRows, left.count)
      try add(left[start..<end], of: block, isSummed: isSummed, to: &lane)
    }
  }

  private func add(
    _ rows: RowSelection, of block: BlockColumns, isSummed: Bool, to lane: inout QueryRun.Lane
  ) throws(QueryError) {
    guard let context = lane.entries else { return }
    let entries = EntryBatch(
      rows: rows, of: block, table: context.table, pricing: context.pricing)
    if let tenants = scope.tenants { entries.keep(entries.texts(.tenant), in: tenants) }
    if let tiers = scope.tiers { entries.keep(entries.effectiveTiers(), in: tiers) }
    if isSummed {
      lane.scanned += entries.counts(\.requests)?.reduce(0, +) ?? 0
    } else if scope.isRestricted {
      lane.scanned += Int64(entries.rows.count)
    }
    if entries.rows.count == 0 { return }
    let weights = entries.counts(\.requests) ?? (isWeighed ? entries.signs() : nil)
    try lane.chain.add(
      RowBatch(
        .rows(entries, fields), count: entries.rows.count, weights: weights, isSummed: isSummed))
  }
}

extension EntryBatch {
  /// Leaves only the rows whose text is among some.
  func keep(_ column: Column, in texts: Set<String>) {
    keep(
      (0..<rows.count).filter { row in
        guard case .string(let text) = column[row] else { return false }
        return texts.contains(text)
      })
  }
}
