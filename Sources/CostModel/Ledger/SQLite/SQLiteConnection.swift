internal import CSQLite
internal import Glibc

/// A connection to one SQLite file, used by one thread at a time.
///
/// Statements keep the connection's handle alive, so that it closes after the last of them.
@safe final class SQLiteConnection {
  /// How a file is opened.
  enum Access {
    case readWrite
    case readOnly
    /// No locks, no log: for a file in a folder that cannot be written to and that nobody writes.
    case immutable
  }

  let path: String
  private let handle: OpaquePointer
  /// Frames in the write-ahead log after the last commit, kept up to date by SQLite's hook.
  private let logFrames: UnsafeMutablePointer<Int32>
  /// When statements are ended, in nanoseconds of the monotonic clock.
  private let deadline: UnsafeMutablePointer<Int64>

  init(path: String, access: Access) throws {
    var opened: OpaquePointer?
    let flags: Int32
    let name: String
    switch access {
    case .readWrite: (flags, name) = (SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, path)
    case .readOnly: (flags, name) = (SQLITE_OPEN_READONLY, path)
    case .immutable:
      (flags, name) = (SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, Self.immutableAddress(path))
    }
    let code = unsafe sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
    guard let connection = unsafe opened else {
      throw LedgerError(.sqlite(code: code), "\(path): SQLite has no memory to open the file")
    }
    guard code == SQLITE_OK else {
      let error = unsafe Self.error(connection, code: code, path: path, sql: nil)
      unsafe sqlite3_close_v2(connection)
      throw error
    }
    self.path = path
    unsafe handle = connection
    unsafe logFrames = .allocate(capacity: 1)
    unsafe logFrames.initialize(to: 0)
    unsafe deadline = .allocate(capacity: 1)
    unsafe deadline.initialize(to: .max)
    unsafe sqlite3_extended_result_codes(handle, 1)
    // A damaged page is an error where it is read; by itself SQLite trusts the sizes in it.
    _ = unsafe sqlite3_exec(handle, "PRAGMA cell_size_check = ON", nil, nil, nil)
    unsafe sqlite3_busy_timeout(handle, 10_000)
    // SQLite before 3.51.3 can damage the log when one connection copies it while another commits.
    if access != .readWrite { _ = unsafe meter_sqlite_no_checkpoint_on_close(handle) }
    // The hook also takes the place of SQLite's own, which would checkpoint after commits.
    unsafe sqlite3_wal_hook(handle, Self.rememberLogFrames, logFrames)
  }

  deinit {
    unsafe sqlite3_wal_hook(handle, nil, nil)
    unsafe sqlite3_progress_handler(handle, 0, nil, nil)
    unsafe sqlite3_close_v2(handle)
    unsafe logFrames.deallocate()
    unsafe deadline.deallocate()
  }

  private typealias LogHook =
    @convention(c) (
      UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, Int32
    ) -> Int32

  private static let rememberLogFrames: LogHook =
    { context, _, _, frames in
      unsafe context?.assumingMemoryBound(to: Int32.self).pointee = frames
      return SQLITE_OK
    }

  /// Sets how long a statement waits where another program holds the file.
  func setLockWait(milliseconds: Int32) {
    _ = unsafe sqlite3_busy_timeout(handle, milliseconds)
  }

  /// Ends statements that still run so many seconds from now.
  func setTimeLimit(seconds: Int64) {
    unsafe deadline.pointee = Self.monotonicNanoseconds() + seconds * 1_000_000_000
    unsafe sqlite3_progress_handler(handle, Self.stepsBetweenLooks, Self.isOver, deadline)
  }

  /// - Throws: `LedgerError` `timeLimit` if that time is over.
  func checkTimeLimit() throws {
    if Self.monotonicNanoseconds() > (unsafe deadline.pointee) {
      throw error(code: SQLITE_INTERRUPT, sql: nil)
    }
  }

  /// Steps of SQLite's machine from one look at the clock to the next: some tens of microseconds.
  private static let stepsBetweenLooks: Int32 = 1_000

  private static let isOver: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
    guard let deadline = unsafe context?.assumingMemoryBound(to: Int64.self).pointee else {
      return 0
    }
    return monotonicNanoseconds() > deadline ? 1 : 0
  }

  private static func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Frames (pages) in the write-ahead log after the last commit.
  var logFrameCount: Int { unsafe Int(logFrames.pointee) }

  /// Runs statements that give no rows, such as `BEGIN IMMEDIATE`.
  func execute(_ sql: String) throws {
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code: code, sql: sql) }
  }

  /// Compiles one statement.
  func prepare(_ sql: String) throws -> SQLiteStatement {
    var compiled: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil)
    guard code == SQLITE_OK, let statement = unsafe compiled else {
      throw error(code: code, sql: sql)
    }
    return unsafe SQLiteStatement(statement, connection: self, sql: sql)
  }

  /// Opens the blob in a row of a table for reading.
  func blob(table: String, column: String, row: Int64) throws -> SQLiteBlob {
    var opened: OpaquePointer?
    let code = unsafe sqlite3_blob_open(handle, "main", table, column, row, 0, &opened)
    guard code == SQLITE_OK, let blob = unsafe opened else {
      throw error(code: code, sql: "blob of \(table).\(column)")
    }
    return unsafe SQLiteBlob(blob, connection: self)
  }

  /// The first column of the first row as an integer, or nil if there is no row or it is null.
  func integer(_ sql: String) throws -> Int64? {
    let statement = try prepare(sql)
    guard try statement.step() else { return nil }
    return statement.isNull(0) ? nil : statement.integer(0)
  }

  /// The rowid of the last inserted row.
  var lastInsertedRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

  /// Rows that the last statement inserted, updated or deleted.
  var changedRows: Int { unsafe Int(sqlite3_changes64(handle)) }

  /// Whether a transaction is open; SQLite ends one by itself after some faults.
  var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

  /// Copies pages from the log to the file: as many as readers allow, or all and empties the log.
  func checkpoint(emptying: Bool) throws {
    var (frames, copied) = (Int32(0), Int32(0))
    let mode = emptying ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
    let code = unsafe sqlite3_wal_checkpoint_v2(handle, nil, mode, &frames, &copied)
    let primary = code & 0xff
    guard primary == SQLITE_OK || primary == SQLITE_BUSY || primary == SQLITE_LOCKED else {
      throw error(code: code, sql: "wal_checkpoint")
    }
    unsafe logFrames.pointee = max(0, frames - copied)
  }

  func error(code: Int32, sql: String?) -> LedgerError {
    unsafe Self.error(handle, code: code, path: path, sql: sql)
  }

  private static func immutableAddress(_ path: String) -> String {
    var address = "file:"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "?"): address += "%3f"
      case UInt8(ascii: "#"): address += "%23"
      case UInt8(ascii: "%"): address += "%25"
      default: address.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return address + "?immutable=1"
  }
}

extension SQLiteConnection {
  /// Translates SQLite's last fault on a connection.
  private static func error(
    _ handle: OpaquePointer, code: Int32, path: String, sql: String?
  ) -> LedgerError {
    let message = unsafe String(cString: sqlite3_errmsg(handle))
    let text = "\(path): SQLite error \(code): \(message)"
    switch code & 0xff {
    case SQLITE_FULL:
      return LedgerError(
        .diskFull, text, hint: "free space on the device of the ledger; nothing was lost", sql: sql)
    case SQLITE_BUSY, SQLITE_LOCKED:
      return LedgerError(
        .inUse(processIdentifier: nil), text,
        hint: "another program holds the ledger open for writing; close it", sql: sql)
    case SQLITE_INTERRUPT:
      return LedgerError(
        .timeLimit, "reading the ledger took longer than it may", hint: "ask for a shorter period")
    case SQLITE_NOTADB: return .notALedger(path)
    case SQLITE_CORRUPT:
      return LedgerError(.damaged, text, hint: "restore the ledger from a backup", sql: sql)
    case SQLITE_CONSTRAINT where message.contains("cannot store REAL value in INTEGER column"):
      let figure = message.split(separator: " ").last.map(String.init) ?? "a sum"
      return LedgerError(
        .overflow(figure: figure), "\(path): the sum \(figure) no longer fits 64 bits",
        hint: "nothing of this batch was kept; look for absurd counts in the telemetry", sql: sql)
    default: return LedgerError(.sqlite(code: code), text, sql: sql)
    }
  }
}
