internal import CSQLite

/// A compiled statement; finalized once, when its owner lets go of it.
@safe struct SQLiteStatement: ~Copyable {
  private let handle: OpaquePointer
  private let connection: SQLiteConnection
  private let sql: String

  @unsafe init(_ handle: OpaquePointer, connection: SQLiteConnection, sql: String) {
    unsafe self.handle = handle
    self.connection = connection
    self.sql = sql
  }

  deinit { unsafe sqlite3_finalize(handle) }

  // MARK: - Parameters, counted from 1; the values are copied

  func bind(_ index: Int32, _ value: Int64) throws {
    try check(unsafe sqlite3_bind_int64(handle, index, value))
  }

  func bind(_ index: Int32, _ value: Int32) throws { try bind(index, Int64(value)) }

  func bind(_ index: Int32, text: String) throws {
    try bind(index, text: Array(text.utf8))
  }

  func bind(_ index: Int32, text bytes: [UInt8]) throws {
    let code = unsafe bytes.withUnsafeBytes {
      unsafe meter_sqlite_bind_text(
        handle, index, $0.baseAddress?.assumingMemoryBound(to: CChar.self), UInt64($0.count))
    }
    try check(code)
  }

  func bind(_ index: Int32, blob bytes: [UInt8]) throws {
    let code = unsafe bytes.withUnsafeBytes {
      unsafe meter_sqlite_bind_blob(handle, index, $0.baseAddress, UInt64($0.count))
    }
    try check(code)
  }

  func bindNull(_ index: Int32) throws {
    try check(unsafe sqlite3_bind_null(handle, index))
  }

  // MARK: - Running

  /// Moves to the next row; false after the last, when the statement is ready to run again.
  func step() throws -> Bool {
    let code = unsafe sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else {
      let error = connection.error(code: code, sql: sql)
      reset()
      throw error
    }
    reset()
    return false
  }

  /// Runs a statement whose rows, if any, are of no interest.
  func run() throws {
    while try step() {}
  }

  /// Runs a statement with a large blob as one of its parameters, without copying it first.
  func run(blob bytes: [UInt8], at index: Int32) throws {
    try unsafe bytes.withUnsafeBytes {
      try check(
        unsafe meter_sqlite_bind_lasting_blob(handle, index, $0.baseAddress, UInt64($0.count)))
      defer { unsafe sqlite3_bind_null(handle, index) }
      try run()
    }
  }

  /// Ends the run, so that the statement holds no lock and can run again.
  func reset() { unsafe sqlite3_reset(handle) }

  // MARK: - Columns of the current row, counted from 0

  func isNull(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  /// The column as a 32-bit integer; out of range only in a damaged file.
  func integer32(_ column: Int32) throws -> Int32 {
    guard let value = Int32(exactly: integer(column)) else { throw damaged(column) }
    return value
  }

  /// The column as a name id; out of range only in a damaged file.
  func name(_ column: Int32) throws -> NameID {
    guard let value = UInt32(exactly: integer(column)) else { throw damaged(column) }
    return NameID(rawValue: value)
  }

  func text(_ column: Int32) -> String {
    unsafe withBytes(column) { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// A copy of the column's text or blob.
  func bytes(_ column: Int32) -> [UInt8] {
    unsafe withBytes(column) { unsafe Array($0) }
  }

  /// Looks at the column's text or blob in place.
  @unsafe func withBytes<Result>(
    _ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let pointer = unsafe sqlite3_column_blob(handle, column)
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    return try unsafe body(
      UnsafeRawBufferPointer(start: pointer, count: pointer == nil ? 0 : count))
  }

  // MARK: - Faults

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw connection.error(code: code, sql: sql) }
  }

  private func damaged(_ column: Int32) -> LedgerError {
    .damaged("\(connection.path): column \(column) of `\(sql)` holds a number out of range")
  }
}
