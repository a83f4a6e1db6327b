/// Names that were erased from a ledger: known by keyed digests, so that telemetry which brings
/// them again means the same as before, and so that they are not stored again.
struct ErasedNames: Sendable {
  private var seed = DigestSeed(high: 0, low: 0)
  /// The ids that the names had, and still have in entries and traces, by digest.
  private var identifiers: [String: UInt32] = [:]
  /// What stands for erased tenants, by their ids.
  private var tenants: [NameID: StandIn] = [:]

  private struct StandIn {
    var tenant: NameID
    /// The tiers that the registry gave the tenant, as ids.
    var tiers: [Dated<Int64>] = []
  }

  /// The document of the tiers of erased tenants.
  static let tiersDocument = "tiers of erased tenants"

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
      if statement.integer(1) == Int64(NameKind.tenant.rawValue) {
        tenants[id] = StandIn(tenant: becomes)
      }
    }
    let tiers = try DocumentStore(connection: connection).document(kind: Self.tiersDocument) ?? []
    for line in String(decoding: tiers, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ").compactMap { Int64($0) }
      guard words.count == 3, let tenant = UInt32(exactly: words[0]) else {
        throw LedgerError.damaged("\(connection.path): the tiers of erased tenants are damaged")
      }
      let tier = Dated(from: words[1], value: words[2])
      tenants[NameID(rawValue: tenant)]?.tiers.append(tier)
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
      guard let standIn = tenants[changed.entries[index].dimensions.tenant] else { continue }
      changed.entries[index].dimensions.tenant = standIn.tenant
      // As the entries that were there, so that a reversal takes back what stands there now.
      let start = Hour(number: changed.entries[index].hour).startNanoseconds
      if let tier = standIn.tiers.last(where: { $0.from <= start })?.value, tier > 0 {
        changed.entries[index].dimensions.observedTier.rawValue = UInt32(truncatingIfNeeded: tier)
      }
    }
    for index in changed.counters.indices {
      let tenant = changed.counters[index].tenant
      if let standIn = tenants[tenant] { changed.counters[index].tenant = standIn.tenant }
    }
    for index in changed.findings.indices {
      let tenant = changed.findings[index].tenant
      if let standIn = tenants[tenant] { changed.findings[index].tenant = standIn.tenant }
    }
    return changed
  }
}
