/// Price books and other documents of the ledger.
extension LedgerStorage {
  func storePriceBook(_ book: StoredPriceBook) throws {
    try transaction { _ in try DocumentStore(connection: connection).adopt(book) }
  }

  func priceBook() throws -> StoredPriceBook? {
    try DocumentStore(connection: connection).priceBook()
  }

  /// Keeps several documents, all or none: what `documents` makes of what is kept, and of the time.
  func storeDocuments(
    _ documents: (DocumentStore, _ nowNanoseconds: Int64) throws -> [String: [UInt8]]
  ) throws {
    try transaction { _ in
      let store = DocumentStore(connection: connection)
      for (kind, bytes) in try documents(store, now()).sorted(by: { $0.key < $1.key }) {
        try store.store(kind: kind, bytes)
      }
    }
  }

  func document(kind: String) throws -> [UInt8]? {
    try DocumentStore(connection: connection).document(kind: kind)
  }

  func closedPeriods() throws -> [ClosedPeriod] { try ClosedPeriod.all(connection) }
}
