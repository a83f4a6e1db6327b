/// Commits: into the tables at once, or into the journal first.
extension LedgerStorage {
  func commit(_ batch: PostingBatch) throws {
    try fold()
    let commit = CommitRecord(names: names.namesToCommit(), batch: erased.applied(to: batch))
    try transaction { stores in
      stores.remember(commit)
      try post(commit, stores)
    }
    commitSucceeded()
  }

  /// Makes a batch durable in the journal; the tables have it when `fold` was called.
  func journal(_ batch: PostingBatch) throws {
    guard batch.isOrdinary else { return try commit(batch) }
    let commit = CommitRecord(names: names.namesToCommit(), batch: erased.applied(to: batch))
    try transaction { stores in
      try journal.write(commit)
      stores.remember(commit)
    }
    journal.noteWritten(commit)
    commitSucceeded()
  }

  /// Brings what the journal holds into the tables.
  func fold() throws {
    if journal.isEmpty { return }
    do {
      try fold(journal.commits)
    } catch let error as LedgerError {
      guard case .overflow = error.reason else { throw error }
      // One sender's absurd counts: those of all others are posted, these are refused by name.
      try fold([try postableCommits()])
    }
    commitSucceeded()
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

  private func commitSucceeded() {
    names.commitSucceeded()
    // The batch is durable already: a fault here is no fault of the commit. The log stays, the next
    // commit tries again, and closing tells.
    if logBytes > limits.logBytesBound { try? connection.checkpoint(emptying: false) }
  }
}
