/// The dictionary's table.
final class NameStore {
  private let insert: SQLiteStatement
  private let insertMany: SQLiteStatement

  /// Rows of one statement: half of what a row takes is beginning and ending its statement.
  private static let rowsPerStatement = 32

  init(_ connection: SQLiteConnection) throws {
    func insert(rows: Int) throws -> SQLiteStatement {
      let places = Array(repeating: "(?, ?, ?)", count: rows).joined(separator: ", ")
      return try connection.prepare("INSERT INTO name (id, kind, text) VALUES \(places)")
    }
    self.insert = try insert(rows: 1)
    insertMany = try insert(rows: Self.rowsPerStatement)
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
    var rest = names[...]
    while rest.count >= Self.rowsPerStatement {
      try run(insertMany, rest.prefix(Self.rowsPerStatement))
      rest = rest.dropFirst(Self.rowsPerStatement)
    }
    for index in rest.indices { try run(insert, rest[index...index]) }
  }

  private func run(
    _ statement: borrowing SQLiteStatement, _ names: ArraySlice<PendingName>
  ) throws {
    var place: Int32 = 1
    for name in names {
      try statement.bind(place, Int64(name.identifier))
      try statement.bind(place + 1, Int64(name.kind.rawValue))
      try statement.bind(place + 2, text: name.text)
      place += 3
    }
    try statement.run()
  }
}
