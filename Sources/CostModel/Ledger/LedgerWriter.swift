internal import Synchronization

/// The one writer of a ledger: appends batches, each durable as a whole before `commit` returns.
///
/// One thread commits. `names`, `mayContain` and `filter` may be used from any thread at any time;
/// the other calls take turns under a lock.
///
/// For example:
///
///     let writer = try LedgerWriter(path: "meter.db")
///     var batch = PostingBatch()
///     batch.entries.append(entry)
///     try writer.commit(batch)
///     try writer.close()
public final class LedgerWriter: Sendable {
  /// The dictionary in which all lanes look names up.
  public let names: NameTable
  /// Random numbers of this ledger, for keyed digests.
  public let digestSeed: DigestSeed
  /// Entries from before this hour were removed, so usage of that time cannot be recognised any
  /// more; nil if all are kept.
  public var entriesHorizon: Int32? { horizon.withLock { $0 } }
  private let horizon: Mutex<Int32?>
  private let storage: Mutex<LedgerStorage?>
  private let filters: Mutex<[RunFilters]>

  /// Opens a ledger for writing, and makes it if there is no file.
  ///
  /// - Parameters:
  ///   - nameLimit: Distinct names of unique kinds that are taken.
  ///   - now: The clock for posting times, in nanoseconds since 1970 UTC; the system's if nil.
  /// - Throws: `LedgerError`: in use by another process, not a ledger, of a newer format …
  public convenience init(
    path: String, nameLimit: Int = NameTable.defaultLimit, now: (@Sendable () -> Int64)? = nil
  ) throws {
    try self.init(path: path, limits: LedgerLimits(), nameLimit: nameLimit, now: now)
  }

  init(
    path: String, limits: LedgerLimits, nameLimit: Int = NameTable.defaultLimit,
    now: (@Sendable () -> Int64)? = nil
  ) throws {
    let opened = try LedgerStorage(
      path: path, limits: limits, nameLimit: nameLimit, now: now ?? systemNanoseconds)
    names = opened.names
    digestSeed = opened.digestSeed
    horizon = Mutex(opened.entriesHorizon)
    filters = Mutex(opened.runFilters())
    storage = Mutex(opened)
  }

  /// Whether records of `key` may exist; false is certain, true is wrong once in some hundreds.
  ///
  /// - Complexity: O(runs), without touching the file.
  public func mayContain(_ space: RunSpace, _ key: RunKey) -> Bool {
    filters.withLock { $0[Int(space.rawValue)].mayContain(key) }
  }

  /// What `mayContain` asks, as a value of its own: for loops, which then need no lock. It knows
  /// what was committed when it was taken.
  public func filter(_ space: RunSpace) -> RunFilters {
    filters.withLock { $0[Int(space.rawValue)] }
  }

  /// All records of each key, in the order in which they were appended; keys without are absent.
  public func records(_ space: RunSpace, keys: [RunKey]) throws -> [RunKey: [[UInt8]]] {
    try withStorage { try $0.records(space, keys: keys) }
  }

  /// Appends a batch, together with the names given out since the last one.
  ///
  /// When it returns, all of it is on disk. When it throws, nothing of it is, and the ledger can be
  /// used on: names that were given ids keep them.
  public func commit(_ batch: PostingBatch) throws {
    try write(stage(batch, isJournalled: false))
  }

  /// Lets lookups find a batch. It must be written next, on any thread; until that has returned,
  /// nothing else may be staged.
  ///
  /// - Parameter isJournalled: Whether it goes into the journal, if it may: it is on disk sooner;
  ///   readers see it when `fold` was called, and wait for that.
  public func stage(_ batch: PostingBatch, isJournalled: Bool) throws -> StagedCommit {
    try withStorage { storage in
      try changingFilters(storage) { try storage.stage(batch, isJournalled: isJournalled) }
    }
  }

  /// Appends a staged batch, as `commit` does.
  public func write(_ commit: StagedCommit) throws {
    try publishingFilters { try $0.write(commit) }
  }

  /// Lets readers see what was journalled: many small batches at the price of one.
  public func fold() throws { try publishingFilters { try $0.fold() } }

  /// Work that is best done when no telemetry waits: copies the log into the file, merges runs.
  ///
  /// - Returns: Whether more such work is left.
  @discardableResult public func tidy() throws -> Bool {
    try publishingFilters { try $0.tidy() }
  }

  /// Runs upkeep on the writer's connection; what is committed later reckons with what it did.
  func upkeep<Result: Sendable>(_ body: (LedgerUpkeep) throws -> Result) throws -> Result {
    try withStorage { storage in
      defer { horizon.withLock { $0 = storage.entriesHorizon } }
      return try storage.upkeep(body)
    }
  }

  func replaceBlocks(hour: Int32, _ ids: [Int64], by blocks: [EncodedBlock]) throws -> Bool {
    try withStorage { try $0.replaceBlocks(hour: hour, ids, by: blocks) }
  }

  func storeDaySummary(_ bytes: [UInt8], day: Int32, madeIn state: DaySummaryStore.State) throws {
    try withStorage { try $0.storeDaySummary(bytes, day: day, madeIn: state) }
  }

  func summariseMonth() throws -> Bool { try withStorage { try $0.summariseMonth() } }

  /// Keeps a price book and adopts it: from now on it is the ledger's.
  public func storePriceBook(
    _ text: [UInt8], sha256: String, name: String, asOf: String, adoptedAtNanoseconds: Int64
  ) throws {
    let book = StoredPriceBook(
      text: text, sha256: sha256, name: name, asOf: asOf,
      adoptedAtNanoseconds: adoptedAtNanoseconds)
    try withStorage { try $0.storePriceBook(book) }
  }

  /// Keeps a document of which the ledger has one of each kind; replaces the one before.
  public func storeDocument(kind: String, bytes: [UInt8]) throws {
    try storeDocuments { _, _ in [kind: bytes] }
  }

  /// Keeps documents that depend on those that are kept, all of them or none.
  func storeDocuments(
    _ documents: (DocumentStore, _ nowNanoseconds: Int64) throws -> [String: [UInt8]]
  ) throws {
    try withStorage { try $0.storeDocuments(documents) }
  }

  /// The document of a kind, or nil if none was stored.
  public func document(kind: String) throws -> [UInt8]? {
    try withStorage { try $0.document(kind: kind) }
  }

  /// The price book adopted last, or nil if none was.
  public func priceBook() throws -> StoredPriceBook? {
    try withStorage { try $0.priceBook() }
  }

  /// The periods whose books were closed, in the order in which that was done.
  public func closedPeriods() throws -> [ClosedPeriod] {
    try withStorage { try $0.closedPeriods() }
  }

  /// Sets how long a call waits where another program holds the file; at first ten seconds.
  public func setLockWait(milliseconds: Int32) throws {
    try withStorage { $0.setLockWait(milliseconds: milliseconds) }
  }

  /// Notes in the lock file at which address this process takes telemetry.
  public func announce(address: String) throws {
    try withStorage { try $0.announce(address) }
  }

  /// The process that writes to the ledger at `path`, or nil if none does.
  public static func holder(ofLedgerAt path: String) -> LedgerHolder? {
    WriterLock.holder(ofLedgerAt: path)
  }

  /// Copies the log into the file, closes it, and gives the lock up. Nothing can be done after.
  public func close() throws {
    try storage.withLock { storage in
      defer { storage = nil }
      try storage?.prepareToClose()
    }
  }

  private func withStorage<Result: Sendable>(
    _ body: (LedgerStorage) throws -> Result
  ) throws -> Result {
    try storage.withLock { storage in
      guard let storage else {
        throw LedgerError(.closed, "the ledger was closed", hint: "open it anew")
      }
      return try body(storage)
    }
  }

  /// Runs what adds keys to the filters, and publishes them.
  ///
  /// The published ones are given up for that time: a filter that somebody else holds would be
  /// copied at its first change, hundreds of KiB with every commit. Whoever asks meanwhile waits.
  private func changingFilters<Result: Sendable>(
    _ storage: LedgerStorage, _ body: () throws -> Result
  ) throws -> Result {
    try filters.withLock { filters in
      filters = []
      defer { filters = Self.filters(storage) }
      return try body()
    }
  }

  /// Runs what rearranges the runs, and publishes their filters. Those of before say the same, so
  /// that nobody needs to wait.
  private func publishingFilters<Result: Sendable>(
    _ body: (LedgerStorage) throws -> Result
  ) throws -> Result {
    try withStorage { storage in
      defer { filters.withLock { $0 = Self.filters(storage) } }
      return try body(storage)
    }
  }

  private static func filters(_ storage: LedgerStorage) -> [RunFilters] {
    let filters = storage.runFilters()
    // A fault left nothing to ask: then every key may have records.
    return filters.isEmpty ? RunSpace.allCases.map { _ in .unknown } : filters
  }
}
