internal import CostModel

extension QueryRun {
  /// Entries that each lane gets in one round.
  private static let rowsPerRound = 1 << 16

  /// Feeds entries of some hours to the first stage, and tells how far it has come.
  mutating func scan(
    _ source: some EntrySource, hours: [Range<Int32>], selection: BlockSelection,
    progress: (QueryProgress) throws -> Void
  ) throws {
    var work = BlockWork()
    var hour = HourOfBlocks(selection, options: options, pricing: pricing)
    for range in hours {
      try source.scan(hours: range, tenants: selection.tenants) { rows in
        try options.limits.checkEnd()
        // How much others have is not to be seen in what was read.
        if !options.scope.isRestricted { statistics.recordsScanned += Int64(rows.count) }
        let times = rows.range(.start)
        if times.upperBound < period.from || times.lowerBound >= period.to { return }
        guard needsNetting else {
          work.add(BlockRows(rows: rows))
          return try runIfDue(&work, source, selection, progress)
        }
        if rows.hour != hour.hour {
          for block in hour.next(rows.hour) {
            work.add(block)
            try runIfDue(&work, source, selection, progress)
          }
        }
        for block in try hour.add(rows, source) {
          work.add(block)
          try runIfDue(&work, source, selection, progress)
        }
      }
    }
    for block in hour.next(nil) { work.add(block) }
    try run(&work, source, selection)
    let feed = feed(selection)
    try lanes.run { (lane, _) throws(QueryError) in try feed.flush(&lane) }
    try progress(QueryProgress(rowsScanned: scanned))
  }

  private mutating func runIfDue(
    _ work: inout BlockWork, _ source: some EntrySource, _ selection: BlockSelection,
    _ progress: (QueryProgress) throws -> Void
  ) throws {
    guard work.rows >= lanes.count * Self.rowsPerRound else { return }
    try run(&work, source, selection)
    try progress(QueryProgress(rowsScanned: scanned))
  }

  private func feed(_ selection: BlockSelection) -> EntryFeed {
    EntryFeed(
      period: period, scope: options.scope, fields: fields, selection: selection,
      isWeighed: !needsNetting)
  }

  private func run(
    _ work: inout BlockWork, _ source: some EntrySource, _ selection: BlockSelection
  ) throws {
    let (blocks, count) = (work.blocks, lanes.count)
    work = BlockWork()
    let feed = feed(selection)
    do {
      try lanes.run { (lane, number) throws(QueryError) in
        for place in stride(from: number, to: blocks.count, by: count) {
          try feed.add(blocks[place], to: &lane)
        }
      }
    } catch {
      try source.checkRead()
      throw error
    }
    try source.checkRead()
  }
}

/// A block with the rows that reversals leave of it; nil for all.
struct BlockRows: Sendable {
  var rows: any EntryRows
  var left: [Int]?
}

/// Blocks on their way to the lanes.
private struct BlockWork: Sendable {
  var blocks: [BlockRows] = []
  var rows = 0

  mutating func add(_ block: BlockRows) {
    blocks.append(block)
    rows += block.rows.count
  }
}
