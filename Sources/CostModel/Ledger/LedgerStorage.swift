/// What the writer's lock protects: the connection and everything that stands on it.
final class LedgerStorage {
  let names: NameTable
  let digestSeed: DigestSeed
  var entriesHorizon: Int32?
  let connection: SQLiteConnection
  let lock: WriterLock
  let now: @Sendable () -> Int64
  let limits: LedgerLimits
  let nameStore: NameStore
  var rollups: RollupStore
  let counters: CounterStore
  var erased: ErasedNames
  let journal: CommitJournal
  /// State in memory that must agree with the file: nil after a fault from which it could not be
  /// loaded anew.
  var stores: Stores?
  /// What is in memory already and is about to be made durable.
  var staged: CommitRecord?
  var lastPosted: Int64

  struct Stores {
    var entries: EntryStore
    /// By the raw values of their spaces.
    var runs: [RunStore]

    subscript(_ space: RunSpace) -> RunStore { runs[Int(space.rawValue)] }

    /// Lets lookups find what a commit appends.
    func remember(_ commit: CommitRecord) {
      for space in RunSpace.allCases {
        self[space].remember(commit.batch[records: space])
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
    staged = nil
    stores = try loadStores()
    // What a killed process left in the journal, before anything is asked.
    try fold()
    try NameStore.load(connection, into: names)
  }

  /// The filters of all spaces, in their order.
  func runFilters() -> [RunFilters] { stores?.runs.map(\.filters) ?? [] }

  func records(_ space: RunSpace, keys: [RunKey]) throws -> [RunKey: [[UInt8]]] {
    try usableStores()[space].records(keys: keys)
  }

  var logBytes: Int { connection.logFrameCount * LedgerFormat.pageBytes }

  /// Runs `body` in a transaction. If it fails, the file is as before, and so is the memory.
  func transaction(_ body: (Stores) throws -> Void) throws {
    let stores = try usableStores()
    let posted = lastPosted
    try connection.execute("BEGIN IMMEDIATE")
    do {
      try body(stores)
      try connection.execute("COMMIT")
    } catch {
      lastPosted = posted
      if connection.isInTransaction { try? connection.execute("ROLLBACK") }
      forgetStores()
      throw error
    }
  }

  /// Loads the memory anew: what the file holds, and what is staged.
  func forgetStores() {
    stores = nil
    stores = try? loadStores()
  }

  func usableStores() throws -> Stores {
    if let stores { return stores }
    // The fault may have gone, such as a full disk.
    let loaded = try loadStores()
    stores = loaded
    return loaded
  }

  // MARK: - Life

  func announce(_ address: String) throws { try lock.announce(address) }

  func setLockWait(milliseconds: Int32) { connection.setLockWait(milliseconds: milliseconds) }

  func prepareToClose() throws {
    try settle()
    try connection.checkpoint(emptying: true)
  }

  func loadStores() throws -> Stores {
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
    if let staged { stores.remember(staged) }
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
