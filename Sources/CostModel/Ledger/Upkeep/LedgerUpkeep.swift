/// The one who looks after a ledger: holds the writer's lock, or works for the writer who does.
///
/// Every change is made of transactions that leave the ledger whole, whenever the process is
/// killed; asked again, it goes on where it was.
///
/// For example:
///
///     let upkeep = try LedgerUpkeep(path: "meter.db")
///     try upkeep.compact()
///     try upkeep.close()
public final class LedgerUpkeep {
  let connection: SQLiteConnection
  let seed: DigestSeed
  let blocks: EntryBlockTable
  private var lock: WriterLock?
  private let now: @Sendable () -> Int64
  /// Gives a new name its id, where a writer gives ids out, too; nil where nobody else does.
  let nameWriter: ((NameKind, String) throws -> NameID)?
  /// Called between transactions, for tests that end the process there.
  var onStep: () throws -> Void = {}

  /// Takes a ledger over.
  ///
  /// - Throws: `LedgerError`: no file, in use by another process, not a ledger …
  public convenience init(path: String) throws {
    try self.init(path: path, now: systemNanoseconds)
  }

  init(path: String, now: @escaping @Sendable () -> Int64) throws {
    guard LedgerFile.exists(path) else { throw LedgerError.missing(path) }
    lock = try WriterLock(ledgerPath: path)
    connection = try LedgerFile.openForWriting(path)
    if try CommitJournal.rows(connection) != nil || PendingSumTable.holdsRows(connection) {
      // Left by a process that was killed: the writer knows how to bring it into the tables.
      lock = nil
      try LedgerWriter(path: path).close()
      lock = try WriterLock(ledgerPath: path)
    }
    seed = try LedgerStorage.digestSeed(connection)
    blocks = try EntryBlockTable(connection)
    self.now = now
    nameWriter = nil
  }

  /// Looks after the ledger on the writer's own connection: a second one that commits while the
  /// writer's copies the log could damage the ledger, by a fault of SQLite before 3.51.3.
  init(
    for writer: SQLiteConnection, _ seed: DigestSeed, now: @escaping @Sendable () -> Int64,
    nameWriter: @escaping (NameKind, String) throws -> NameID
  ) throws {
    connection = writer
    blocks = try EntryBlockTable(writer)
    self.seed = seed
    self.now = now
    self.nameWriter = nameWriter
  }

  /// Copies the log into the file, so that the file alone is the ledger, and gives the lock up.
  /// Nothing can be done after.
  public func close() throws {
    defer { lock = nil }
    try connection.checkpoint(emptying: true)
  }

  /// Runs `body` in a transaction: all of it happens or nothing.
  func transaction<Result>(_ body: () throws -> Result) throws -> Result {
    try connection.execute("BEGIN IMMEDIATE")
    let result: Result
    do {
      result = try body()
      try connection.execute("COMMIT")
    } catch {
      if connection.isInTransaction { try? connection.execute("ROLLBACK") }
      throw error
    }
    try? connection.checkpoint(emptying: false)
    try onStep()
    return result
  }

  /// An instant after everything that was posted.
  func nowAfterPostings() throws -> Int64 {
    let last = try LedgerStorage.lastPosted(connection)
    return max(now(), last == .max ? .max : last + 1)
  }

  /// Notes what was done, for those who ask later.
  func note(_ action: String, _ detail: String) throws {
    let insert = try connection.prepare(
      "INSERT INTO upkeep_log (done_at, action, detail) VALUES (?, ?, ?)")
    try insert.bind(1, now())
    try insert.bind(2, text: action)
    try insert.bind(3, text: detail)
    try insert.run()
  }

  // MARK: - Blocks

  /// Reads a block of entries.
  func block(hour: Int32, id: Int64) throws -> EntryBlock { try blocks.read(hour: hour, id: id) }

  /// Removes a block of entries.
  func removeBlock(hour: Int32, id: Int64) throws { try blocks.remove(hour: hour, id: id) }

  /// Writes entries of an hour, ordered by tenant, then time, as blocks.
  func writeBlocks(_ columns: EntryColumns, hour: Int32) throws {
    let order = columns.orderByTenantAndTime()
    for start in stride(from: 0, to: order.count, by: EntryBlockEncoder.entryLimit) {
      let end = min(start + EntryBlockEncoder.entryLimit, order.count)
      try blocks.write(EntryBlockEncoder.encode(columns.picking(order[start..<end])), hour: hour)
    }
  }

  /// Summarises days, so that how long their calls took is known without their entries.
  func summariseDays(_ days: (DaySummaryStore) throws -> [Int32]) throws {
    let store = DaySummaryStore(connection: connection)
    for day in try days(store) {
      try transaction {
        let summary = try DaySummary(day: day) { body in
          for id in try BlockDirectory(connection: connection).blocks(ofDay: day) {
            // A damaged block stays where it is, for `verify` to tell.
            if let block = try? block(hour: id.hour, id: id.block) { try body(block) }
          }
        }
        try store.store(summary.bytes, day: day, madeIn: store.state(ofDay: day))
      }
    }
  }
}

/// Something that was done to look after a ledger.
public struct UpkeepRecord: Hashable, Sendable {
  public var doneAtNanoseconds: Int64
  public var action: String
  public var detail: String
}

extension LedgerReader {
  /// What was done to look after the ledger, oldest first.
  public func upkeepRecords() throws -> [UpkeepRecord] {
    let statement = try connection.prepare(
      "SELECT done_at, action, detail FROM upkeep_log ORDER BY id")
    var records: [UpkeepRecord] = []
    while try statement.step() {
      records.append(
        UpkeepRecord(
          doneAtNanoseconds: statement.integer(0), action: statement.text(1),
          detail: statement.text(2)))
    }
    return records
  }
}
