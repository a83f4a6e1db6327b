/// What compacting a ledger did.
public struct CompactionOutcome: Hashable, Sendable {
  public var bytesBefore: Int64
  public var bytesAfter: Int64
  public var blocksBefore: Int64
  public var blocksAfter: Int64
}

extension LedgerUpkeep {
  /// Entries that are merged at a time: some 40 MB of memory.
  private static let mergedEntriesMax = 65_536

  /// Merges small blocks of hours before `openHour` and gives free pages back to the system.
  ///
  /// Needs room for a second copy of the file while it runs, in the log beside it.
  @discardableResult
  public func compact(openHour: Int32 = .max) throws -> CompactionOutcome {
    let blocks = "SELECT count(*) FROM entry_block"
    var outcome = CompactionOutcome(
      bytesBefore: try fileBytes(), bytesAfter: 0,
      blocksBefore: try connection.integer(blocks) ?? 0, blocksAfter: 0)
    for hour in try hoursToMerge(before: openHour) { try mergeBlocks(of: hour) }
    try vacuum()
    outcome.bytesAfter = try fileBytes()
    outcome.blocksAfter = try connection.integer(blocks) ?? 0
    return outcome
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

  private func hoursToMerge(before openHour: Int32) throws -> [Int32] {
    let statement = try connection.prepare(
      """
      SELECT hour FROM entry_block WHERE hour < ? AND count < \(EntryStore.finalCount)
      GROUP BY hour HAVING count(*) > 1 ORDER BY hour
      """)
    try statement.bind(1, openHour)
    var hours: [Int32] = []
    while try statement.step() { hours.append(try statement.integer32(0)) }
    return hours
  }

  /// Merges the small blocks of an hour, in several transactions if they are many.
  private func mergeBlocks(of hour: Int32) throws {
    let statement = try connection.prepare(
      """
      SELECT id, count FROM entry_block
      WHERE hour = ? AND count < \(EntryStore.finalCount) ORDER BY id
      """)
    try statement.bind(1, hour)
    var groups: [[Int64]] = [[]]
    var entries = 0
    while try statement.step() {
      let count = Int(statement.integer(1))
      if entries + count > Self.mergedEntriesMax {
        groups.append([])
        entries = 0
      }
      groups[groups.count - 1].append(statement.integer(0))
      entries += count
    }
    for group in groups where group.count > 1 {
      try transaction {
        let blocks = readable(group, hour)
        guard blocks.count > 1 else { return }
        for block in blocks { try removeBlock(hour: hour, id: block.id) }
        try writeBlocks(EntryColumns(blocks), hour: hour)
      }
    }
  }

  /// The blocks that can be read: a damaged one stays where it is, for `verify` to tell.
  private func readable(_ ids: [Int64], _ hour: Int32) -> [EntryBlock] {
    ids.compactMap { try? block(hour: hour, id: $0) }
  }
}
