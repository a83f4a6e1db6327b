/// The dictionary's table.
final class NameStore {
  private let insert: SQLiteStatement

  init(_ connection: SQLiteConnection) throws {
    insert = try connection.prepare("INSERT INTO name (id, kind, text) VALUES (?, ?, ?)")
  }

  /// Brings the names of unique kinds into memory.
  static func load(_ connection: SQLiteConnection, into table: NameTable) throws {
    let statement = try connection.prepare(
      "SELECT id, kind, text FROM name WHERE kind NOT IN (9, 10) ORDER BY id")
    while try statement.step() {
      guard let number = UInt8(exactly: statement.integer(1)), let kind = NameKind(rawValue: number)
      else { throw LedgerError.damaged("\(connection.path): a name is of an unknown kind") }
      table.load(kind, statement.bytes(2), identifier: try statement.name(0).rawValue)
    }
    // An id that was given out is never given out again.
    let last =
      try connection.integer(
        """
        SELECT max((SELECT coalesce(max(id), 0) FROM name),
          (SELECT coalesce(max(id), 0) FROM erased_name))
        """) ?? 0
    guard let last = UInt32(exactly: last) else {
      throw LedgerError.damaged("\(connection.path): a name's id is out of range")
    }
    table.continueAfter(last)
  }

  func append(_ names: [PendingName]) throws {
    for name in names {
      try insert.bind(1, Int64(name.identifier))
      try insert.bind(2, Int64(name.kind.rawValue))
      try insert.bind(3, text: name.text)
      try insert.run()
    }
  }
}
