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
    guard selection.mayHold(rows.rows) else { return }
    let times = rows.rows.range(.start)
    let isWhole = period.contains(times.lowerBound) && period.contains(times.upperBound)
    // Of some tenants alone, single rows are quicker than sums of all.
    if isWhole, rows.left == nil, selection.wanted.isEmpty, try addUp(rows.rows, in: &lane) {
      return
    }
    let block = BlockColumns(rows.rows)
    var left = rows.left.map { RowSelection.some($0) } ?? .stretch(0..<rows.rows.count)
    if !isWhole {
      let starts = block.values(.start)
      left = left.filter { period.contains(starts[$0]) }
    }
    // With a scope, what was seen is what it allows, filters apart.
    if !scope.isRestricted { left = selection.rows(left, of: block) }
    for start in stride(from: 0, to: left.count, by: QueryRun.batchRows) {
      let end = min(start + QueryRun.batchRows, left.count)
      guard let entries = scoped(left[start..<end], of: block, lane) else { continue }
      if scope.isRestricted { lane.scanned += Int64(entries.rows.count) }
      let weights = isWeighed ? entries.signs() : nil
      try lane.chain.add(
        RowBatch(.rows(entries, fields), count: entries.rows.count, weights: weights))
    }
  }

  /// Adds a block to the lane's sums; false where its entries must be looked at one by one.
  private func addUp(
    _ rows: any EntryRows, in lane: inout QueryRun.Lane
  ) throws(QueryError) -> Bool {
    guard let pricing = lane.entries?.pricing, lane.sums != nil else { return false }
    func isFit(_ row: Int) -> Bool { !pricing.needsEntries(row, of: rows) }
    var step = lane.sums?.add(rows, isFit: isFit)
    if step == .full {
      try flush(&lane)
      step = lane.sums?.add(rows, isFit: isFit)
    }
    return step == .added
  }

  /// Gives what the lane added up to its first stage.
  func flush(_ lane: inout QueryRun.Lane) throws(QueryError) {
    guard let sums = lane.sums?.take() else { return }
    try add(sums, to: &lane, isCounted: scope.isRestricted)
  }

  /// Gives sums to a lane. `isCounted` says whether statistics are to count what they hold.
  func add(
    _ sums: SummedRows, to lane: inout QueryRun.Lane, isCounted: Bool
  ) throws(QueryError) {
    let block = BlockColumns(sums)
    for start in stride(from: 0, to: sums.count, by: QueryRun.batchRows) {
      let end = min(start + QueryRun.batchRows, sums.count)
      guard let entries = scoped(.stretch(start..<end), of: block, lane) else { continue }
      if isCounted { lane.scanned += entries.rows.values(of: sums.scanned).reduce(0, +) }
      try lane.chain.add(
        RowBatch(
          .rows(entries, fields), count: entries.rows.count,
          weights: entries.rows.values(of: sums.weights), isSummed: true))
    }
  }

  /// Those of some rows that may be seen; nil for none.
  private func scoped(
    _ rows: RowSelection, of block: BlockColumns, _ lane: QueryRun.Lane
  ) -> EntryBatch? {
    guard let context = lane.entries else { return nil }
    let entries = EntryBatch(
      rows: rows, of: block, table: context.table, pricing: context.pricing)
    if let tenants = scope.tenants { entries.keep(entries.texts(.tenant), in: tenants) }
    if let tiers = scope.tiers { entries.keep(entries.effectiveTiers(), in: tiers) }
    return entries.rows.count == 0 ? nil : entries
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
