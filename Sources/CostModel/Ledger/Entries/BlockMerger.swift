/// Merges the blocks of busy hours beside the ingest: reads them by a connection of its own, puts
/// them together, and takes the writer's turn only to put the merged ones in their place. That is
/// one transaction: whenever the process is killed, the hour is whole.
struct BlockMerger {
  let writer: LedgerWriter
  let path: String
  /// Asked between groups of blocks.
  let isStopped: () -> Bool

  /// An hour is left alone until nothing was posted to it for so long: it would be merged anew
  /// with each commit.
  private static let quietNanoseconds: Int64 = 600_000_000_000

  /// Merges all hours that are due, oldest first. Returns how many blocks were merged.
  func mergeHours(now: Int64) throws -> Int {
    let directory = BlockDirectory(connection: try LedgerReader(path: path).connection)
    var merged = 0
    for hour in try directory.hoursToMerge(postedBefore: now - Self.quietNanoseconds) {
      merged += try merge(hour)
    }
    return merged
  }

  private func merge(_ hour: Int32) throws -> Int {
    let reader = try LedgerReader(path: path)
    var merged = 0
    for group in try BlockDirectory(connection: reader.connection).mergeGroups(of: hour) {
      if isStopped() { break }
      let blocks = try reader.readableBlocks(group, hour: hour)
      guard blocks.count > 1 else { continue }
      let ids = blocks.map(\.id)
      if try writer.replaceBlocks(hour: hour, ids, by: BlockMerge.merged(blocks)) {
        merged += ids.count
      }
    }
    return merged
  }
}

extension LedgerReader {
  /// The blocks that can be read: a damaged one stays where it is, for `verify` to tell.
  fileprivate func readableBlocks(_ ids: [Int64], hour: Int32) throws -> [EntryBlock] {
    let wanted = Set(ids)
    let statement = try connection.prepare(
      "SELECT \(EntryBlockRow.columns) FROM entry_block WHERE hour = ? ORDER BY id")
    try statement.bind(1, hour)
    var scan = EntryBlockScan(connection)
    var blocks: [EntryBlock] = []
    while try statement.step() {
      let row = try EntryBlockRow(statement)
      guard wanted.contains(row.id) else { continue }
      do {
        blocks.append(try scan.read(row))
      } catch let error as LedgerError {
        guard case .damagedBlock = error.reason else { throw error }
      }
    }
    return blocks
  }
}
