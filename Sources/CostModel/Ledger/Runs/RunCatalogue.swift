/// The rows that say which runs exist, what is in the log, and what is garbage; of all spaces.
final class RunCatalogue {
  private let connection: SQLiteConnection
  private let insertRun: SQLiteStatement
  private let deleteRun: SQLiteStatement
  private let insertLog: SQLiteStatement
  private let deleteLogRow: SQLiteStatement
  private let insertGarbage: SQLiteStatement
  private let deleteGarbage: SQLiteStatement
  private var lastRunID: Int64

  init(_ connection: SQLiteConnection) throws {
    self.connection = connection
    insertRun = try connection.prepare(
      """
      INSERT INTO run
        (id, space, sequence, level, records, bytes, filter, chunk_keys, checksum)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    deleteRun = try connection.prepare("DELETE FROM run WHERE id = ?")
    insertLog = try connection.prepare("INSERT INTO run_log (space, data) VALUES (?, ?)")
    deleteLogRow = try connection.prepare("DELETE FROM run_log WHERE id = ?")
    insertGarbage = try connection.prepare("INSERT INTO run_garbage (run) VALUES (?)")
    deleteGarbage = try connection.prepare("DELETE FROM run_garbage WHERE run = ?")
    let last = "SELECT max(coalesce((SELECT max(id) FROM run), 0), "
    lastRunID =
      try connection.integer(last + "coalesce((SELECT max(run) FROM run_garbage), 0))") ?? 0
  }

  /// A number for a run, unused so far.
  func newRunID() throws -> Int64 {
    lastRunID += 1
    return lastRunID
  }

  // MARK: - Runs

  /// The runs of a space, oldest first.
  func runs(of space: RunSpace) throws -> [SortedRun] {
    let statement = try connection.prepare(
      """
      SELECT id, sequence, level, records, bytes, filter, chunk_keys, checksum FROM run
      WHERE space = ? ORDER BY sequence
      """)
    try statement.bind(1, Int64(space.rawValue))
    var runs: [SortedRun] = []
    while try statement.step() {
      let (filter, keys) = (statement.bytes(5), statement.bytes(6))
      let id = statement.integer(0)
      guard Int64(bitPattern: Self.checksum(filter, keys)) == statement.integer(7),
        let words = Self.words(filter), let filter = RunFilter(words: words),
        let keyWords = Self.words(keys), keyWords.count % 2 == 0
      else { throw LedgerError.damaged("\(connection.path): the filter of run \(id) is damaged") }
      let chunkKeys = stride(from: 0, to: keyWords.count, by: 2).map {
        RunKey(high: keyWords[$0], low: keyWords[$0 + 1])
      }
      runs.append(
        SortedRun(
          id: id, sequence: statement.integer(1), level: statement.integer(2),
          recordCount: Int(statement.integer(3)), sizeBytes: Int(statement.integer(4)),
          filter: filter, chunkKeys: chunkKeys))
    }
    return runs
  }

  func insert(_ run: SortedRun, _ space: RunSpace) throws {
    var (filter, keys) = (ByteWriter(), ByteWriter())
    filter.append(words: run.filter.words)
    keys.append(words: run.chunkKeys.flatMap { [$0.high, $0.low] })
    try insertRun.bind(1, run.id)
    try insertRun.bind(2, Int64(space.rawValue))
    try insertRun.bind(3, run.sequence)
    try insertRun.bind(4, run.level)
    try insertRun.bind(5, Int64(run.recordCount))
    try insertRun.bind(6, Int64(run.sizeBytes))
    try insertRun.bind(7, blob: filter.bytes)
    try insertRun.bind(8, blob: keys.bytes)
    try insertRun.bind(9, Int64(bitPattern: Self.checksum(filter.bytes, keys.bytes)))
    try insertRun.run()
  }

  func remove(_ run: Int64) throws { try self.run(deleteRun, run) }

  // MARK: - Log

  /// Hands over the records of a space's log, oldest first, and returns its rows.
  func log(
    of space: RunSpace, _ body: (RunKey, ArraySlice<UInt8>) -> Void
  ) throws -> [Int64] {
    let statement = try connection.prepare(
      "SELECT id, data FROM run_log WHERE space = ? ORDER BY id")
    try statement.bind(1, Int64(space.rawValue))
    var rows: [Int64] = []
    while try statement.step() {
      let row = statement.integer(0)
      guard RunLog.decode(statement.bytes(1), body) else {
        throw LedgerError.damaged("\(connection.path): row \(row) of the log of runs is damaged")
      }
      rows.append(row)
    }
    return rows
  }

  /// Appends a blob to a space's log and returns its row.
  func appendLog(_ space: RunSpace, _ blob: [UInt8]) throws -> Int64 {
    try insertLog.bind(1, Int64(space.rawValue))
    try insertLog.run(blob: blob, at: 2)
    return connection.lastInsertedRow
  }

  func deleteLog(_ rows: [Int64]) throws {
    for row in rows { try run(deleteLogRow, row) }
  }

  // MARK: - Garbage: runs whose chunks are to be deleted

  func garbage() throws -> [Int64] {
    let statement = try connection.prepare("SELECT run FROM run_garbage ORDER BY run")
    var runs: [Int64] = []
    while try statement.step() { runs.append(statement.integer(0)) }
    return runs
  }

  func addGarbage(_ run: Int64) throws { try self.run(insertGarbage, run) }
  func forgetGarbage(_ run: Int64) throws { try self.run(deleteGarbage, run) }

  private func run(_ statement: borrowing SQLiteStatement, _ value: Int64) throws {
    try statement.bind(1, value)
    try statement.run()
  }

  private static func checksum(_ filter: [UInt8], _ keys: [UInt8]) -> UInt64 {
    Hash64.hash(keys, seed: Hash64.hash(filter, seed: 0))
  }

  private static func words(_ bytes: [UInt8]) -> [UInt64]? {
    guard bytes.count % 8 == 0 else { return nil }
    return stride(from: 0, to: bytes.count, by: 8).map { littleEndianWord(bytes, at: $0) }
  }
}
