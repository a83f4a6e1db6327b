/// Names that were erased from a ledger: known by keyed digests, so that telemetry which brings
/// them again means the same as before, and so that they are not stored again.
struct ErasedNames: Sendable {
  private var seed = DigestSeed(high: 0, low: 0)
  /// The ids that the names had, and still have in entries and traces, by digest.
  private var identifiers: [String: UInt32] = [:]
  /// The tenant that stands for erased ones, by their ids.
  private var tenants: [NameID: NameID] = [:]

  /// What stands for every erased tenant, in reports and in the ledger.
  static let tenantText = "(erased)"

  /// Nothing was erased.
  init() {}

  /// What a ledger says was erased from it.
  init(_ connection: SQLiteConnection, _ seed: DigestSeed) throws {
    self.seed = seed
    let statement = try connection.prepare("SELECT id, kind, digest, becomes FROM erased_name")
    while try statement.step() {
      let (id, becomes) = (try statement.name(0), try statement.name(3))
      identifiers[statement.text(2)] = id.rawValue
      if statement.integer(1) == Int64(NameKind.tenant.rawValue) { tenants[id] = becomes }
    }
  }

  /// The id that a name had before it was erased; nil if it was not.
  func identifier(_ kind: NameKind, _ text: Span<UInt8>) -> UInt32? {
    if identifiers.isEmpty { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for index in text.indices { bytes.append(text[index]) }
    return identifiers[Self.digest(kind, bytes, seed)]
  }

  /// By what an erased name is recognised: half of a SHA-256 over it and the ledger's seed.
  static func digest(_ kind: NameKind, _ text: [UInt8], _ seed: DigestSeed) -> String {
    var writer = ByteWriter()
    writer.append(word: seed.high)
    writer.append(word: seed.low)
    writer.append(kind.rawValue)
    writer.append(bytes: text)
    return String(sha256Hex(writer.bytes).prefix(32))
  }

  /// The batch with `(erased)` in place of erased tenants.
  func applied(to batch: PostingBatch) -> PostingBatch {
    if tenants.isEmpty { return batch }
    var changed = batch
    for index in changed.entries.indices {
      let tenant = changed.entries[index].dimensions.tenant
      if let standIn = tenants[tenant] { changed.entries[index].dimensions.tenant = standIn }
    }
    for index in changed.counters.indices {
      let tenant = changed.counters[index].tenant
      if let standIn = tenants[tenant] { changed.counters[index].tenant = standIn }
    }
    for index in changed.findings.indices {
      let tenant = changed.findings[index].tenant
      if let standIn = tenants[tenant] { changed.findings[index].tenant = standIn }
    }
    return changed
  }
}
