/// Price books and other documents that the ledger keeps as they are. Works on any connection.
struct DocumentStore {
  let connection: SQLiteConnection

  func store(kind: String, _ bytes: [UInt8]) throws {
    let statement = try connection.prepare(
      """
      INSERT INTO document (kind, bytes) VALUES (?, ?)
      ON CONFLICT DO UPDATE SET bytes = excluded.bytes
      """)
    try statement.bind(1, text: kind)
    try statement.bind(2, blob: bytes)
    try statement.run()
  }

  func document(kind: String) throws -> [UInt8]? {
    let statement = try connection.prepare("SELECT bytes FROM document WHERE kind = ?")
    try statement.bind(1, text: kind)
    return try statement.step() ? statement.bytes(0) : nil
  }

  /// The kinds of documents that begin so, ascending.
  func kinds(prefix: String) throws -> [String] {
    let statement = try connection.prepare(
      "SELECT kind FROM document WHERE substr(kind, 1, length(?1)) = ?1 ORDER BY kind")
    try statement.bind(1, text: prefix)
    var kinds: [String] = []
    while try statement.step() { kinds.append(statement.text(0)) }
    return kinds
  }

  /// Keeps a book, once.
  func keep(_ book: StoredPriceBook) throws {
    let insert = try connection.prepare(
      """
      INSERT INTO price_book (sha256, name, as_of, text) VALUES (?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """)
    try insert.bind(1, text: book.sha256)
    try insert.bind(2, text: book.name)
    try insert.bind(3, text: book.asOf)
    try insert.bind(4, blob: book.text)
    try insert.run()
  }

  /// Keeps a book, and notes that it was adopted.
  func adopt(_ book: StoredPriceBook) throws {
    try keep(book)
    let adoption = try connection.prepare(
      "INSERT INTO price_book_adoption (sha256, adopted_at) VALUES (?, ?)")
    try adoption.bind(1, text: book.sha256)
    try adoption.bind(2, book.adoptedAtNanoseconds)
    try adoption.run()
  }

  /// The book adopted last; of two at one instant, the one stored last.
  func priceBook() throws -> StoredPriceBook? {
    try priceBook(connection.prepare(Self.books))
  }

  /// The book of a digest, with its last adoption.
  func priceBook(sha256: String) throws -> StoredPriceBook? {
    let statement = try connection.prepare(
      Self.books.replacing("ORDER BY", with: "WHERE sha256 = ? ORDER BY"))
    try statement.bind(1, text: sha256)
    return try priceBook(statement)
  }

  /// The book that was adopted last by an instant; nil if none was by then.
  func priceBook(adoptedBy nanoseconds: Int64) throws -> StoredPriceBook? {
    let statement = try connection.prepare(
      Self.books.replacing("ORDER BY", with: "WHERE adopted_at <= ? ORDER BY"))
    try statement.bind(1, nanoseconds)
    return try priceBook(statement)
  }

  /// When the first book was adopted; nil if none ever was.
  func firstAdoption() throws -> Int64? {
    try connection.integer("SELECT min(adopted_at) FROM price_book_adoption")
  }

  private static let books = """
    SELECT text, sha256, name, as_of, adopted_at FROM price_book_adoption
    JOIN price_book USING (sha256) ORDER BY adopted_at DESC, id DESC LIMIT 1
    """

  private func priceBook(_ statement: consuming SQLiteStatement) throws -> StoredPriceBook? {
    guard try statement.step() else { return nil }
    return StoredPriceBook(
      text: statement.bytes(0), sha256: statement.text(1), name: statement.text(2),
      asOf: statement.text(3), adoptedAtNanoseconds: statement.integer(4))
  }
}
