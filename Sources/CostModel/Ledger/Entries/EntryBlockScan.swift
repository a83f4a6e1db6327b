/// Reads the blocks of some hours one after the other, each as far as it is needed.
struct EntryBlockScan: ~Copyable {
  private let connection: SQLiteConnection
  private var blob: SQLiteBlob?

  init(_ connection: SQLiteConnection) { self.connection = connection }

  /// Reads a block whole.
  ///
  /// - Throws: `LedgerError` with reason `damagedBlock`.
  mutating func read(_ row: EntryBlockRow) throws -> EntryBlock {
    var block = PartialBlock(row)
    return try read(&block, upTo: .spans)
  }

  /// Reads the parts of a block up to one, as far as they were not read before.
  ///
  /// - Throws: `LedgerError` with reason `damagedBlock`.
  mutating func read(_ block: inout PartialBlock, upTo part: EntryPart) throws -> EntryBlock {
    let blob = try open(block.row)
    let entries = try block.read(blob, upTo: part)
    self.blob = consume blob
    return entries
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
