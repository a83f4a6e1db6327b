/// Commits: into the tables at once, or into the journal first.
extension LedgerStorage {
  /// Lets lookups find a batch, which is to be written next.
  func stage(_ batch: PostingBatch, isJournalled: Bool) throws -> StagedCommit {
    precondition(staged == nil, "one batch at a time is staged")
    let isJournalled = isJournalled && batch.isOrdinary
    if !isJournalled { try fold() }
    let stores = try usableStores()
    let record = CommitRecord(names: names.namesToCommit(), batch: erased.applied(to: batch))
    staged = record
    stores.remember(record)
    return StagedCommit(record: record, isJournalled: isJournalled)
  }

  /// Makes the staged batch durable.
  func write(_ commit: StagedCommit) throws {
    try writingStaged {
      try transaction { stores in
        try commit.isJournalled ? journal.write(commit.record) : post(commit.record, stores)
      }
      if commit.isJournalled { journal.noteWritten(commit.record) }
    }
  }

  /// Runs what makes the staged batch durable. If that fails, lookups find it no more.
  private func writingStaged(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch {
      staged = nil
      forgetStores()
      throw error
    }
    staged = nil
    names.commitSucceeded()
    checkpointIfDue()
  }

  /// Brings what the journal holds into the tables.
  func fold() throws {
    // A run that were written now would hold what is only staged.
    if journal.isEmpty || staged != nil { return }
    do {
      try fold(journal.commits)
    } catch let error as LedgerError {
      guard case .overflow = error.reason else { throw error }
      // One sender's absurd counts: those of all others are posted, these are refused by name.
      try fold([try postableCommits()])
    }
    checkpointIfDue()
  }

  /// Brings all that waits for it into the tables: afterwards they alone say everything.
  func settle() throws {
    try fold()
    try transaction { _ in try rollups.settle() }
  }

  /// The journal's commits as one, with the entries refused that no sum has room for.
  private func postableCommits() throws -> CommitRecord {
    var postable = CommitRecord()
    for commit in journal.commits {
      let together = CommitRecord(merging: [postable, commit])
      postable =
        try isPostable(together) ? together : CommitRecord(merging: [postable, commit.refused])
    }
    return postable
  }

  private func fold(_ commits: [CommitRecord]) throws {
    try transaction { stores in
      try post(CommitRecord(merging: commits), stores)
      try journal.deleteAll()
    }
    journal.noteDeleted()
  }

  /// Whether the ledger's sums have room for a commit, by trying.
  private func isPostable(_ commit: CommitRecord) throws -> Bool {
    do {
      try connection.execute("BEGIN IMMEDIATE")
      defer { if connection.isInTransaction { try? connection.execute("ROLLBACK") } }
      try rollups.add(commit.batch.entries)
      try counters.add(commit.batch.counters)
      try counters.add(commit.batch.findings)
      return true
    } catch let error as LedgerError {
      guard case .overflow = error.reason else { throw error }
      return false
    }
  }

  /// Brings a commit, whose records are remembered, into the tables.
  private func post(_ commit: CommitRecord, _ stores: Stores) throws {
    let (names, batch) = (commit.names, commit.batch)
    let posted = max(now(), lastPosted == .max ? .max : lastPosted + 1)
    try nameStore.append(names)
    if !batch.entries.isEmpty {
      try stores.entries.append(batch.entries, posted: posted)
      try rollups.add(batch.entries)
      lastPosted = posted
    }
    for space in RunSpace.allCases {
      try stores[space].persist(batch[records: space])
    }
    try counters.add(batch.counters)
    try counters.add(batch.findings)
    try tidy(stores, after: batch)
  }

  private func checkpointIfDue() {
    // The batch is durable already: a fault here is no fault of the commit. The log stays, the next
    // commit tries again, and closing tells.
    if logBytes > limits.logBytesBound { try? connection.checkpoint(emptying: false) }
  }
}
