/// What compacting a ledger did.
public struct CompactionOutcome: Hashable, Sendable {
  public var bytesBefore: Int64
  public var bytesAfter: Int64
  public var blocksBefore: Int64
  public var blocksAfter: Int64
}

extension LedgerUpkeep {
  /// Merges blocks of hours before `openHour`, and the runs of what was seen, and gives free pages
  /// back to the system.
  ///
  /// Needs room for a second copy of the file while it runs, in the log beside it.
  @discardableResult
  public func compact(openHour: Int32 = .max) throws -> CompactionOutcome {
    let blocks = "SELECT count(*) FROM entry_block"
    var outcome = CompactionOutcome(
      bytesBefore: try fileBytes(), bytesAfter: 0,
      blocksBefore: try connection.integer(blocks) ?? 0, blocksAfter: 0)
    let directory = BlockDirectory(connection: connection)
    for hour in try directory.hoursToMerge(before: openHour) {
      try mergeBlocks(of: hour, directory.mergeGroups(of: hour))
    }
    try summariseDays { try $0.lacking() }
    try compactRuns()
    try transaction { try SumBound.measure(connection) }
    try vacuum()
    outcome.bytesAfter = try fileBytes()
    outcome.blocksAfter = try connection.integer(blocks) ?? 0
    return outcome
  }

  /// Bytes of runs that are written in one transaction.
  private static let runBytesPerStep = 32 << 20

  /// Leaves few runs of each space, deflated, and nothing in their log.
  private func compactRuns() throws {
    let catalogue = try RunCatalogue(connection)
    let chunks = try RunChunkWriter(connection)
    for space in RunSpace.allCases {
      let runs = try RunStore(
        space, catalogue, chunks, seed: seed.high, tableBytesBound: RunStore.tableBytesBound)
      try transaction { try runs.compact() }
      while try transaction({ try runs.tidy(bytes: Self.runBytesPerStep) }) {}
    }
  }

  /// Writes the file anew, without free pages and without what was deleted.
  func vacuum() throws {
    // In memory, the copy that SQLite makes would be as large as the ledger.
    try connection.execute("PRAGMA temp_store = FILE")
    defer { try? connection.execute("PRAGMA temp_store = MEMORY") }
    try connection.execute("VACUUM")
    try connection.checkpoint(emptying: true)
    try onStep()
  }

  private func fileBytes() throws -> Int64 {
    try (connection.integer("PRAGMA page_count") ?? 0)
      * (connection.integer("PRAGMA page_size") ?? 0)
  }

  /// Merges the blocks of an hour, in several transactions if they are many.
  private func mergeBlocks(of hour: Int32, _ groups: [[Int64]]) throws {
    for group in groups {
      try transaction {
        let readable = readable(group, hour)
        guard readable.count > 1 else { return }
        for block in readable { try removeBlock(hour: hour, id: block.id) }
        for block in BlockMerge.merged(readable) { try blocks.write(block, hour: hour) }
      }
    }
  }

  /// The blocks that can be read: a damaged one stays where it is, for `verify` to tell.
  private func readable(_ ids: [Int64], _ hour: Int32) -> [EntryBlock] {
    ids.compactMap { try? block(hour: hour, id: $0) }
  }
}
