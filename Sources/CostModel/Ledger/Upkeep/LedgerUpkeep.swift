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
    if try CommitJournal.rows(connection) != nil {
      // Left by a process that was killed: the writer knows how to bring it into the tables.
      lock = nil
      try LedgerWriter(path: path).close()
      lock = try WriterLock(ledgerPath: path)
    }
    seed = try LedgerStorage.digestSeed(connection)
    self.now = now
    nameWriter = nil
  }

  /// Looks after the ledger on the writer's own connection: a second one that commits while the
  /// writer's copies the log could damage the ledger, by a fault of SQLite before 3.51.3.
  init(
    for writer: SQLiteConnection, _ seed: DigestSeed, now: @escaping @Sendable () -> Int64,
    nameWriter: @escaping (NameKind, String) throws -> NameID
  ) {
    connection = writer
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
  func block(hour: Int32, id: Int64) throws -> EntryBlock {
    let row = try connection.prepare(
      "SELECT \(EntryBlockRow.columns) FROM entry_block WHERE hour = ? AND id = ?")
    let data = try connection.prepare("SELECT data FROM entry_block_data WHERE id = ?")
    try row.bind(1, hour)
    try row.bind(2, id)
    try data.bind(1, id)
    guard try row.step(), try data.step() else {
      throw LedgerError.damagedBlock(id: id, hour: hour, "is missing")
    }
    return try EntryBlockRow(row).block(data.bytes(0))
  }

  /// Removes a block of entries.
  func removeBlock(hour: Int32, id: Int64) throws {
    try connection.execute("DELETE FROM entry_block WHERE hour = \(hour) AND id = \(id)")
    try connection.execute("DELETE FROM entry_block_data WHERE id = \(id)")
  }

  /// Writes entries of an hour, ordered by tenant, then time, as blocks.
  func writeBlocks(_ columns: EntryColumns, hour: Int32) throws {
    let order = columns.orderByTenantAndTime()
    var id = try connection.integer("SELECT max(id) FROM entry_block_data") ?? 0
    for start in stride(from: 0, to: order.count, by: EntryBlockEncoder.entryLimit) {
      id += 1
      let end = min(start + EntryBlockEncoder.entryLimit, order.count)
      let part = columns.picking(order[start..<end])
      let bytes = EntryBlockEncoder.encode(part)
      let row = EntryBlockRow(hour: hour, id: id, part, bytes)
      let values = [
        Int64(row.hour), row.id, Int64(row.count), row.start.lowerBound, row.start.upperBound,
        row.tenant.lowerBound, row.tenant.upperBound, row.posted, Int64(row.byteCount),
        row.checksum, Int64(row.reversals ?? 0),
      ]
      try connection.execute(
        """
        INSERT INTO entry_block (\(EntryBlockRow.columns))
        VALUES (\(values.map(String.init).joined(separator: ", ")))
        """)
      let data = try connection.prepare("INSERT INTO entry_block_data (id, data) VALUES (?, ?)")
      try data.bind(1, id)
      try data.run(blob: bytes, at: 2)
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
