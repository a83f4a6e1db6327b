internal import CostModel

/// How a block's rows get into a lane: those of the period and the scope, in batches.
struct EntryFeed: Sendable {
  let period: Period
  let scope: QueryScope
  let fields: [QueryField]
  /// Whether reversals are taken in with weight -1.
  let isWeighed: Bool

  /// Gives a block's rows to a lane; `left` are those that reversals leave, nil for all.
  func add(
    _ rows: any EntryRows, _ left: [Int]?, to lane: inout QueryRun.Lane
  ) throws(QueryError) {
    let block = BlockColumns(rows)
    let isSummed = rows.callCounts != nil
    var selection = left ?? Array(0..<rows.count)
    let times = rows.range(.start)
    if !isSummed, !(period.contains(times.lowerBound) && period.contains(times.upperBound)) {
      let starts = block.values(.start)
      selection = selection.filter { period.contains(starts[$0]) }
    }
    for start in stride(from: 0, to: selection.count, by: QueryRun.batchRows) {
      let end = min(start + QueryRun.batchRows, selection.count)
      try add(Array(selection[start..<end]), of: block, isSummed: isSummed, to: &lane)
    }
  }

  private func add(
    _ rows: [Int], of block: BlockColumns, isSummed: Bool, to lane: inout QueryRun.Lane
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
    if entries.rows.isEmpty { return }
    let weights =
      entries.counts(\.requests) ?? (isWeighed ? entries.flags().map(Self.weight) : nil)
    try lane.chain.add(
      RowBatch(
        .rows(entries, fields), count: entries.rows.count, weights: weights, isSummed: isSummed))
  }

  private static func weight(_ flags: EntryFlags) -> Int64 { flags.contains(.reversal) ? -1 : 1 }
}

extension EntryBatch {
  /// Leaves only the rows whose text is among some.
  func keep(_ column: Column, in texts: Set<String>) {
    keep(
      rows.indices.filter { row in
        guard case .string(let text) = column[row] else { return false }
        return texts.contains(text)
      })
  }
}
