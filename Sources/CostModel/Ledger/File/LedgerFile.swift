internal import Glibc

/// Opening the ledger's file, for writing and for reading.
enum LedgerFile {
  /// Opens the file for the writer, makes it if it is absent, and brings it to the latest format.
  static func openForWriting(_ path: String) throws -> SQLiteConnection {
    try makeIfAbsent(path)
    let connection = try SQLiteConnection(path: path, access: .readWrite)
    let isEmpty = try connection.integer("PRAGMA page_count") == 0
    if isEmpty {
      try connection.execute("PRAGMA page_size = \(LedgerFormat.pageBytes)")
    } else {
      try checkIdentity(connection, path)
    }
    try connection.execute("PRAGMA journal_mode = WAL")
    try connection.execute("PRAGMA synchronous = FULL")
    try connection.execute("PRAGMA cache_size = -16384")
    try connection.execute("PRAGMA temp_store = MEMORY")
    // Deleted blocks hold numbers only; names are never deleted but by erasing a tenant.
    try connection.execute("PRAGMA secure_delete = OFF")
    try LedgerMigrations.apply(to: connection, path: path)
    return connection
  }

  /// Opens the file for a reader, in a read transaction that has begun.
  static func openForReading(_ path: String) throws -> SQLiteConnection {
    guard exists(path) else { throw LedgerError.missing(path) }
    do {
      return try beginReading(SQLiteConnection(path: path, access: .readOnly), path)
    } catch let error as LedgerError {
      // In a folder that cannot be written to, SQLite cannot share the log. Without a log there is
      // no writer either, and the file alone is the whole state.
      guard case .sqlite = error.reason, !hasLog(path), !WriterLock.isHeld(ofLedgerAt: path)
      else { throw error }
      return try beginReading(SQLiteConnection(path: path, access: .immutable), path)
    }
  }

  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  private static func beginReading(
    _ connection: SQLiteConnection, _ path: String
  ) throws -> SQLiteConnection {
    try connection.execute("PRAGMA query_only = ON")
    try connection.execute("PRAGMA cache_size = -16384")
    try connection.execute("BEGIN")
    if try connection.integer("PRAGMA page_count") == 0 { throw LedgerError.missing(path) }
    try checkIdentity(connection, path)
    let found = try connection.integer("PRAGMA user_version") ?? 0
    let known = LedgerMigrations.latestFormat
    guard found <= known else { throw LedgerError.newerFormat(path, found: found, known: known) }
    guard found == known else { throw LedgerError.olderFormat(path, found: found, known: known) }
    return connection
  }

  private static func checkIdentity(_ connection: SQLiteConnection, _ path: String) throws {
    let application = try connection.integer("PRAGMA application_id")
    if application == LedgerFormat.applicationID { return }
    // A file that was being made when its process was killed has no table yet.
    let tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
    guard application == 0, tables == 0 else { throw LedgerError.notALedger(path) }
  }

  /// Makes an empty file that only its owner can read; SQLite gives the log the same mode.
  private static func makeIfAbsent(_ path: String) throws {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw WriterLock.systemError("cannot make \(path)")
    }
  }

  private static func hasLog(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path + "-wal", &status) == 0 && status.st_size > 0
  }
}
