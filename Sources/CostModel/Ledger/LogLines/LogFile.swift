internal import Glibc

/// Opening a file of log lines. It stands beside the ledger: text that can be thrown away must not
/// share a file with the accounts.
enum LogFile {
  /// Tells these files from others, in SQLite's header: "mLog".
  private static let applicationID: Int64 = 0x6D4C_6F67
  private static let format: Int64 = 1

  private static let schema = """
    CREATE TABLE log_group (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,
      retention_days INTEGER, bytes INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE TABLE log_stream (
      id INTEGER PRIMARY KEY, log_group INTEGER NOT NULL REFERENCES log_group (id),
      name TEXT NOT NULL, created INTEGER NOT NULL, owner TEXT, UNIQUE (log_group, name)) STRICT;
    CREATE TABLE log_line (
      id INTEGER PRIMARY KEY, log_group INTEGER NOT NULL, log_stream INTEGER NOT NULL,
      timestamp INTEGER NOT NULL, ingested INTEGER NOT NULL, tenant TEXT, tier TEXT,
      message TEXT NOT NULL, identity BLOB NOT NULL UNIQUE) STRICT;
    CREATE INDEX log_line_group ON log_line (log_group, timestamp, id);
    CREATE INDEX log_line_stream ON log_line (log_stream, timestamp, id);
    CREATE INDEX log_line_tenant ON log_line (tenant, log_stream, timestamp, id)
      WHERE tenant IS NOT NULL;
    CREATE TABLE saved_query (
      id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,
      log_groups TEXT NOT NULL, modified INTEGER NOT NULL) STRICT;
    """

  /// Opens the file for its one writer; makes it if it is absent, readable by its owner only.
  static func openForWriting(_ path: String) throws -> SQLiteConnection {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
    let connection = try SQLiteConnection(path: path, access: .readWrite)
    // Lines that are thrown away are overwritten: they are texts of people.
    try connection.execute("PRAGMA secure_delete = ON")
    try connection.execute("PRAGMA journal_mode = WAL")
    try connection.execute("PRAGMA synchronous = FULL")
    try connection.execute("PRAGMA temp_store = MEMORY")
    if try connection.integer("PRAGMA application_id") == 0,
      try connection.integer("SELECT count(*) FROM sqlite_schema") == 0
    {
      try connection.execute(
        "BEGIN IMMEDIATE; \(schema) PRAGMA application_id = \(applicationID); "
          + "PRAGMA user_version = \(format); COMMIT")
    }
    try check(connection, path)
    return connection
  }

  /// Opens the file for one reading, in a transaction that has begun.
  static func openForReading(_ path: String) throws -> SQLiteConnection {
    let connection = try SQLiteConnection(path: path, access: .readOnly)
    try connection.execute("PRAGMA query_only = ON")
    try connection.execute("BEGIN")
    try check(connection, path)
    return connection
  }

  private static func check(_ connection: SQLiteConnection, _ path: String) throws {
    guard try connection.integer("PRAGMA application_id") == applicationID else {
      throw LedgerError(.notALedger, "\(path) is no file of log lines")
    }
    let found = try connection.integer("PRAGMA user_version") ?? 0
    if found != format {
      throw LedgerError(
        .damaged, "\(path) is at format \(found) of log lines, this meter knows \(format)",
        hint: "use the newer meter, or move the file away")
    }
  }
}
