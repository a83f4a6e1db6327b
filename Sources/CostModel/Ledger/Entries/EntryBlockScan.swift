/// Reads the blocks of some hours one after the other, each as far as it is needed.
struct EntryBlockScan: ~Copyable {
  private let connection: SQLiteConnection
  private let part: EntryPart
  private var blob: SQLiteBlob?

  /// Reads the parts up to `part`.
  init(_ connection: SQLiteConnection, upTo part: EntryPart) {
    self.connection = connection
    self.part = part
  }

  /// Reads the block of a row of the directory.
  ///
  /// - Throws: `LedgerError` with reason `damagedBlock`.
  mutating func read(_ row: EntryBlockRow) throws -> EntryBlock {
    let blob = try open(row)
    guard blob.byteCount == row.byteCount else { throw row.damaged("does not match its checksum") }
    var bytes = [UInt8](repeating: 0, count: min(row.byteCount, EntryBlockHead.firstBytes))
    try blob.read(0..<bytes.count, to: &bytes)
    guard let head = EntryBlockHead(bytes, size: row.byteCount) else {
      throw row.damaged("does not hold what it should")
    }
    let (read, end) = (bytes.count, head.partEnds[part.rawValue])
    bytes += repeatElement(0, count: max(0, end - read) + BitPacking.slackBytes)
    if end > read { try blob.read(read..<end, to: &bytes) }
    self.blob = consume blob
    return try row.block(head, bytes, upTo: part)
  }

  private mutating func open(_ row: EntryBlockRow) throws -> SQLiteBlob {
    let known = blob.take()
    do {
      guard let known else {
        return try connection.blob(table: "entry_block_data", column: "data", row: row.id)
      }
      try known.reopen(row: row.id)
      return known
    } catch let error as LedgerError {
      // SQLite tells of a missing row as of a general error.
      guard case .sqlite(let code) = error.reason, code & 0xff == 1 else { throw error }
      throw row.damaged("is missing")
    }
  }
}
