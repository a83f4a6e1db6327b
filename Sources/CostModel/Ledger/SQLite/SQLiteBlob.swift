internal import CSQLite

/// Blobs of one column of a table, read in pieces: SQLite touches the pages of the piece only.
@safe struct SQLiteBlob: ~Copyable {
  private let handle: OpaquePointer
  private let connection: SQLiteConnection

  /// Opens the blob in a row.
  @unsafe init(_ handle: OpaquePointer, connection: SQLiteConnection) {
    unsafe self.handle = handle
    self.connection = connection
  }

  deinit { unsafe sqlite3_blob_close(handle) }

  /// Bytes of the blob.
  var byteCount: Int { unsafe Int(sqlite3_blob_bytes(handle)) }

  /// Goes on to the blob in another row. After a fault it is of no more use.
  func reopen(row: Int64) throws { try check(unsafe sqlite3_blob_reopen(handle, row)) }

  /// Reads bytes of the blob to the same places of `target`.
  func read(_ range: Range<Int>, to target: inout [UInt8]) throws {
    guard let start = Int32(exactly: range.lowerBound), let count = Int32(exactly: range.count)
    else {
      throw connection.error(code: SQLITE_TOOBIG, sql: nil)
    }
    precondition(range.upperBound <= target.count, "room for what is read")
    let code = unsafe target.withUnsafeMutableBytes { buffer in
      unsafe sqlite3_blob_read(
        handle, buffer.baseAddress.map { unsafe $0 + range.lowerBound }, count, start)
    }
    try check(code)
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw connection.error(code: code, sql: nil) }
  }
}
