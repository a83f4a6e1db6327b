internal import Glibc
internal import Synchronization

/// Log groups, streams and lines in a SQLite file of their own.
///
/// One connection writes, behind a lock; every reading has a connection of its own, so that a long
/// query sees one state and delays nobody. For example:
///
///     let store = try LogStore(path: "meter.db.logs")
///     _ = try store.createGroup("/app/usage", retentionDays: nil, at: now)
///     _ = try store.createStream("metrics", of: "/app/usage", owner: nil, at: now)
///     try store.append(lines, to: "metrics", of: "/app/usage", at: now)
public final class LogStore: Sendable {
  public let path: String
  /// @unchecked Sendable: the connection is used inside of the mutex alone.
  struct Writer: @unchecked Sendable { let connection: SQLiteConnection }
  private let writer: Mutex<Writer>

  /// Log pages after which the file's log is copied into it.
  private static let checkpointFrames = 1_000

  /// Opens the file, which is made if it is absent.
  public init(path: String) throws {
    self.path = path
    writer = Mutex(Writer(connection: try LogFile.openForWriting(path)))
  }

  /// Where lines stand that are reduced to usage, beside a ledger.
  public static func reducedPath(_ ledger: String) -> String { ledger + ".logs" }

  /// Where verbatim lines stand, beside a ledger.
  public static func verbatimPath(_ ledger: String) -> String { ledger + ".raw-logs" }

  /// Whether there is a file at a path.
  public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Copies the log into the file; nothing may be written afterwards.
  public func close() throws {
    try writer.withLock { try $0.connection.checkpoint(emptying: true) }
  }

  /// Runs changes as one transaction that is on disk when this returns.
  func write<Result: Sendable>(
    _ body: (borrowing SQLiteConnection) throws -> Result
  ) throws -> Result {
    try writer.withLock { writer in
      let connection = writer.connection
      try connection.execute("BEGIN IMMEDIATE")
      do {
        let result = try body(connection)
        try connection.execute("COMMIT")
        // Only the connection that writes may do this: see `SQLiteConnection`.
        if connection.logFrameCount > Self.checkpointFrames {
          try connection.checkpoint(emptying: false)
        }
        return result
      } catch {
        if connection.isInTransaction { try? connection.execute("ROLLBACK") }
        throw error
      }
    }
  }

  /// Reads by a connection of its own: one state of the file.
  func read<Result>(_ body: (SQLiteConnection) throws -> Result) throws -> Result {
    try body(LogFile.openForReading(path))
  }
}

extension SQLiteStatement {
  /// The column's text, or nil where it is null.
  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  /// The column's number, or nil where it is null.
  func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  /// Binds a text; a parameter that is not bound is null.
  func bind(_ index: Int32, optionalText text: String?) throws {
    if let text { try bind(index, text: text) } else { try bindNull(index) }
  }

  func bind(_ index: Int32, optional value: Int64?) throws {
    if let value { try bind(index, value) } else { try bindNull(index) }
  }
}
