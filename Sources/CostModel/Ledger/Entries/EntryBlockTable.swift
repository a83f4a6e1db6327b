/// The tables of blocks as the writer's connection uses them: one block at a time, read whole,
/// written and removed within the writer's transaction.
final class EntryBlockTable {
  private let insertRow: SQLiteStatement
  private let insertData: SQLiteStatement
  private let selectRow: SQLiteStatement
  private let selectData: SQLiteStatement
  private let deleteRow: SQLiteStatement
  private let deleteData: SQLiteStatement
  private let selectLast: SQLiteStatement

  init(_ connection: SQLiteConnection) throws {
    let places = Array(repeating: "?", count: 11).joined(separator: ", ")
    insertRow = try connection.prepare(
      "INSERT INTO entry_block (\(EntryBlockRow.columns)) VALUES (\(places))")
    insertData = try connection.prepare("INSERT INTO entry_block_data (id, data) VALUES (?, ?)")
    selectRow = try connection.prepare(
      "SELECT \(EntryBlockRow.columns) FROM entry_block WHERE hour = ? AND id = ?")
    selectData = try connection.prepare("SELECT data FROM entry_block_data WHERE id = ?")
    deleteRow = try connection.prepare("DELETE FROM entry_block WHERE hour = ? AND id = ?")
    deleteData = try connection.prepare("DELETE FROM entry_block_data WHERE id = ?")
    selectLast = try connection.prepare("SELECT coalesce(max(id), 0) FROM entry_block_data")
  }

  /// Reads a block whole.
  ///
  /// - Throws: `LedgerError` with reason `damagedBlock`.
  func read(hour: Int32, id: Int64) throws -> EntryBlock {
    try selectRow.bind(1, hour)
    try selectRow.bind(2, id)
    try selectData.bind(1, id)
    defer {
      selectRow.reset()
      selectData.reset()
    }
    guard try selectRow.step(), try selectData.step() else {
      throw LedgerError.damagedBlock(id: id, hour: hour, "is missing")
    }
    return try EntryBlockRow(selectRow).block(selectData.bytes(0))
  }

  /// Whether the directory has a block.
  func holds(hour: Int32, id: Int64) throws -> Bool {
    try selectRow.bind(1, hour)
    try selectRow.bind(2, id)
    defer { selectRow.reset() }
    return try selectRow.step()
  }

  /// Writes a block under the next number, which it returns.
  @discardableResult
  func write(_ block: EncodedBlock, hour: Int32) throws -> Int64 {
    guard try selectLast.step() else { return 0 }
    let id = selectLast.integer(0) + 1
    selectLast.reset()
    let row = EntryBlockRow(hour: hour, id: id, block)
    for (index, value) in row.values.enumerated() {
      if let value {
        try insertRow.bind(Int32(index + 1), value)
      } else {
        try insertRow.bindNull(Int32(index + 1))
      }
    }
    try insertRow.run()
    try insertData.bind(1, id)
    try insertData.run(blob: block.bytes, at: 2)
    return id
  }

  func remove(hour: Int32, id: Int64) throws {
    try deleteRow.bind(1, hour)
    try deleteRow.bind(2, id)
    try deleteRow.run()
    try deleteData.bind(1, id)
    try deleteData.run()
  }
}
