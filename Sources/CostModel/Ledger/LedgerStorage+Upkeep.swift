/// Work between commits: merging, summaries, and orders of those who look after the ledger.
extension LedgerStorage {
  /// A little upkeep with each commit: enough that it never falls behind for good, so little that
  /// no commit waits long.
  func tidy(_ stores: Stores, after batch: PostingBatch) throws {
    _ = try stores.entries.tidy(entries: 2 * batch.entries.count + 512)
    for space in RunSpace.allCases {
      let records = batch[records: space]
      let appended = records.bytes.count + 20 * records.count
      _ = try stores[space].tidy(bytes: 4 * appended + 16_384)
    }
  }

  /// Does upkeep for some milliseconds. Returns whether more is due.
  func tidy() throws -> Bool {
    try fold()
    var isMoreDue = false
    try transaction { stores in
      try rollups.settle()
      isMoreDue = try stores.entries.tidy(entries: 32_768)
      for runs in stores.runs {
        if try runs.tidy(bytes: 8 << 20) { isMoreDue = true }
      }
      if !isMoreDue { isMoreDue = try rollups.summariseMonth() }
    }
    if logBytes > 0 { try connection.checkpoint(emptying: false) }
    return isMoreDue
  }

  /// Summarises a month that has no summary yet. Returns whether there was one.
  func summariseMonth() throws -> Bool {
    var wasOne = false
    try transaction { _ in wasOne = try rollups.summariseMonth() }
    return wasOne
  }

  /// Runs upkeep between two commits, and takes in what it changed.
  func upkeep<Result>(_ body: (LedgerUpkeep) throws -> Result) throws -> Result {
    precondition(staged == nil, "a staged batch is written first")
    try settle()
    let upkeep = try LedgerUpkeep(for: connection, digestSeed, now: now, nameWriter: store)
    let result = Swift.Result { try body(upkeep) }
    do {
      stores = try loadStores()
      entriesHorizon = try LedgerRetention.horizon(connection)
      erased = try ErasedNames(connection, digestSeed)
      names.replaceErased(erased)
      rollups = try RollupStore(connection)
      lastPosted = max(lastPosted, try Self.lastPosted(connection))
    } catch {
      // The next transaction loads anew, or says why it cannot.
      stores = nil
      throw error
    }
    return try result.get()
  }

  /// Writes a name, and with it all that wait for a commit.
  private func store(_ kind: NameKind, _ text: String) throws -> NameID {
    guard let id = names.intern(kind, text) else {
      throw LedgerError(.notFound, "the ledger has no room for the name '\(text)'")
    }
    let pending = names.namesToCommit()
    try transaction { _ in try nameStore.append(pending) }
    names.commitSucceeded()
    return id
  }

  /// Puts merged blocks in the place of others of their hour, if all of these are still there.
  func replaceBlocks(hour: Int32, _ ids: [Int64], by blocks: [EncodedBlock]) throws -> Bool {
    var isReplaced = false
    try transaction { isReplaced = try $0.entries.replace(hour: hour, ids, by: blocks) }
    return isReplaced
  }

  /// Keeps the summary of a day, if nothing was posted to it meanwhile.
  func storeDaySummary(_ bytes: [UInt8], day: Int32, madeIn state: DaySummaryStore.State) throws {
    try transaction { _ in
      try DaySummaryStore(connection: connection).store(bytes, day: day, madeIn: state)
    }
  }
}
