/// What the writer's lock protects: the connection and everything that stands on it.
final class LedgerStorage {
  let names: NameTable
  let digestSeed: DigestSeed
  private(set) var entriesHorizon: Int32?
  private let connection: SQLiteConnection
  private let lock: WriterLock
  private let now: @Sendable () -> Int64
  private let limits: LedgerLimits
  private let nameStore: NameStore
  private var rollups: RollupStore
  private let counters: CounterStore
  private var erased: ErasedNames
  private let journal: CommitJournal
  /// State in memory that must agree with the file: nil after a fault from which it could not be
  /// loaded anew.
  private var stores: Stores?
  private var lastPosted: Int64

  private struct Stores {
    var entries: EntryStore
    var runs: [RunStore]

    /// Lets lookups find what a commit appends.
    func remember(_ commit: CommitRecord) {
      for space in RunSpace.allCases {
        runs[Int(space.rawValue)].remember(commit.batch[records: space])
      }
    }
  }

  init(
    path: String, limits: LedgerLimits, nameLimit: Int, now: @escaping @Sendable () -> Int64
  ) throws {
    lock = try WriterLock(ledgerPath: path)
    connection = try LedgerFile.openForWriting(path)
    if let pages = limits.pageCountLimit {
      try connection.execute("PRAGMA max_page_count = \(pages)")
    }
    self.now = now
    self.limits = limits
    digestSeed = try Self.digestSeed(connection)
    entriesHorizon = try LedgerRetention.horizon(connection)
    erased = try ErasedNames(connection, digestSeed)
    names = NameTable(limit: nameLimit, seed: digestSeed.low, erased: erased)
    nameStore = try NameStore(connection)
    rollups = try RollupStore(connection)
    counters = try CounterStore(connection)
    journal = try CommitJournal(connection)
    lastPosted = try Self.lastPosted(connection)
    stores = nil
    stores = try loadStores()
    // What a killed process left in the journal, before anything is asked.
    try fold()
    try NameStore.load(connection, into: names)
  }

  /// The filters of all spaces, in their order.
  func runFilters() -> [RunFilters] { stores?.runs.map(\.filters) ?? [] }

  func records(_ space: RunSpace, keys: [RunKey]) throws -> [RunKey: [[UInt8]]] {
    try usableStores().runs[Int(space.rawValue)].records(keys: keys)
  }

  // MARK: - Committing

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
      try stores.runs[Int(space.rawValue)].persist(batch[records: space])
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

  /// A little upkeep with each commit: enough that it never falls behind for good, so little that
  /// no commit waits long.
  private func tidy(_ stores: Stores, after batch: PostingBatch) throws {
    _ = try stores.entries.tidy(entries: 2 * batch.entries.count + 512)
    let records = [
      batch.traceRecords, batch.responseRecords, batch.sessionRecords, batch.streamRecords,
    ]
    for (runs, records) in zip(stores.runs, records) {
      let appended = records.bytes.count + 20 * records.count
      _ = try runs.tidy(bytes: 4 * appended + 16_384)
    }
  }

  /// Does upkeep for some milliseconds. Returns whether more is due.
  func tidy() throws -> Bool {
    try fold()
    var isMoreDue = false
    try transaction { stores in
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
    try fold()
    let upkeep = try LedgerUpkeep(for: connection, digestSeed, now: now, nameWriter: store)
    let result = Swift.Result { try body(upkeep) }
    do {
      // Upkeep leaves the runs alone.
      stores?.entries = try EntryStore(connection)
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

  private var logBytes: Int { connection.logFrameCount * LedgerFormat.pageBytes }

  /// Runs `body` in a transaction. If it fails, the file is as before, and so is the memory.
  private func transaction(_ body: (Stores) throws -> Void) throws {
    let stores = try usableStores()
    let posted = lastPosted
    try connection.execute("BEGIN IMMEDIATE")
    do {
      try body(stores)
      try connection.execute("COMMIT")
    } catch {
      self.stores = nil
      lastPosted = posted
      if connection.isInTransaction { try? connection.execute("ROLLBACK") }
      self.stores = try? loadStores()
      throw error
    }
  }

  private func usableStores() throws -> Stores {
    if let stores { return stores }
    // The fault may have gone, such as a full disk.
    let loaded = try loadStores()
    stores = loaded
    return loaded
  }

  // MARK: - Documents

  func storePriceBook(_ book: StoredPriceBook) throws {
    try transaction { _ in try DocumentStore(connection: connection).adopt(book) }
  }

  func priceBook() throws -> StoredPriceBook? {
    try DocumentStore(connection: connection).priceBook()
  }

  /// Keeps several documents, all or none: what `documents` makes of what is kept, and of the time.
  func storeDocuments(
    _ documents: (DocumentStore, _ nowNanoseconds: Int64) throws -> [String: [UInt8]]
  ) throws {
    try transaction { _ in
      let store = DocumentStore(connection: connection)
      for (kind, bytes) in try documents(store, now()).sorted(by: { $0.key < $1.key }) {
        try store.store(kind: kind, bytes)
      }
    }
  }

  func document(kind: String) throws -> [UInt8]? {
    try DocumentStore(connection: connection).document(kind: kind)
  }

  func closedPeriods() throws -> [ClosedPeriod] { try ClosedPeriod.all(connection) }

  // MARK: - Life

  func announce(_ address: String) throws { try lock.announce(address) }

  func setLockWait(milliseconds: Int32) { connection.setLockWait(milliseconds: milliseconds) }

  func prepareToClose() throws {
    try fold()
    try connection.checkpoint(emptying: true)
  }

  private func loadStores() throws -> Stores {
    let catalogue = try RunCatalogue(connection)
    let chunks = try RunChunkWriter(connection)
    let stores = Stores(
      entries: try EntryStore(connection),
      runs: try RunSpace.allCases.map {
        try RunStore(
          $0, catalogue, chunks, seed: digestSeed.high,
          tableBytesBound: limits.runTableBytesBound)
      })
    for commit in journal.commits { stores.remember(commit) }
    return stores
  }

  /// The last posting time: entries of later commits come after it, and after every close.
  static func lastPosted(_ connection: SQLiteConnection) throws -> Int64 {
    let entry = try connection.integer("SELECT max(posted_at) FROM entry_block") ?? .min
    return max(entry, try connection.integer("SELECT max(closed_at) FROM closed_period") ?? .min)
  }

  /// The ledger's random numbers.
  static func digestSeed(_ connection: SQLiteConnection) throws -> DigestSeed {
    func number(_ half: String) throws -> UInt64 {
      let sql = "SELECT value FROM meta WHERE key = 'digest seed \(half)'"
      guard let value = try connection.integer(sql) else {
        throw LedgerError.damaged("\(connection.path): the ledger's digest seed is missing")
      }
      return UInt64(bitPattern: value)
    }
    return DigestSeed(high: try number("high"), low: try number("low"))
  }
}

/// Sizes at which the writer changes from one way to another; tests make them small.
struct LedgerLimits: Sendable {
  /// The log is copied to the file when it holds more.
  var logBytesBound = LedgerFormat.logBytesBound
  /// A table of records of this size becomes a sorted run.
  var runTableBytesBound = RunStore.tableBytesBound
  /// Pages the file may have; nil for as many as the disk holds.
  var pageCountLimit: Int?
}
