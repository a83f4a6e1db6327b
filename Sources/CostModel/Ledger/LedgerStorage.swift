/// What the writer's lock protects: the connection and everything that stands on it.
final class LedgerStorage {
  let names: NameTable
  let digestSeed: DigestSeed

  init(path: String, nameLimit: Int, now: @escaping @Sendable () -> Int64) throws {
    names = NameTable(limit: nameLimit, seed: 0)
    digestSeed = DigestSeed(high: 0, low: 0)
  }

  func runFilters() -> [RunFilters] { RunSpace.allCases.map { _ in RunFilters() } }
  func records(_ space: RunSpace, keys: [RunKey]) throws -> [RunKey: [[UInt8]]] { [:] }
  func commit(_ batch: PostingBatch) throws {}
  func tidy() throws -> Bool { false }
  func storePriceBook(_ book: StoredPriceBook) throws {}
  func priceBook() throws -> StoredPriceBook? { nil }
  func storeDocument(kind: String, bytes: [UInt8]) throws {}
  func document(kind: String) throws -> [UInt8]? { nil }
  func announce(_ address: String) throws {}
  func prepareToClose() throws {}
}
