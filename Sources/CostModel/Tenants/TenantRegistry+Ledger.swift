/// How a ledger keeps its registry: the one that holds, and those that held before, each under the
/// time until which it did. What is erased is erased from all of them.
enum RegistryDocument {
  static let current = "tenants"
  static let formerPrefix = "tenants until "
  /// Since when the current one holds, as digits.
  static let since = "tenants since"
  /// A registry that held for a shorter time is not kept: a script sets tenant after tenant.
  static let nanosecondsMin: Int64 = 1_000_000_000

  /// The kind of a registry that held until an instant: kinds stand in the order of time.
  static func former(until nanoseconds: Int64) -> String {
    let digits = String(max(0, nanoseconds))
    return formerPrefix + String(repeating: "0", count: 19 - digits.count) + digits
  }

  /// When a former registry ceased to hold.
  static func end(ofKind kind: String) -> Int64? { Int64(kind.dropFirst(formerPrefix.count)) }
}

extension LedgerReader {
  /// The registry of tenants; empty if none was stored.
  public func tenantRegistry() throws -> TenantRegistry {
    try TenantRegistry(stored: document(kind: RegistryDocument.current))
  }

  /// The registry as it stood at an instant.
  public func tenantRegistry(knownAt nanoseconds: Int64) throws -> TenantRegistry {
    let former = try documentKinds(prefix: RegistryDocument.formerPrefix)
      .first { RegistryDocument.end(ofKind: $0) ?? .min > nanoseconds }
    return try TenantRegistry(stored: document(kind: former ?? RegistryDocument.current))
  }
}

extension LedgerWriter {
  /// The registry of tenants; empty if none was stored.
  public func tenantRegistry() throws -> TenantRegistry {
    try TenantRegistry(stored: document(kind: RegistryDocument.current))
  }

  /// Replaces the registry of tenants; the former one is kept, with the time until which it held.
  /// Days whose books were closed keep their tiers.
  public func storeTenantRegistry(_ registry: TenantRegistry) throws {
    let closed = try closedPeriods().map(\.instants)
    try storeDocuments { documents, now in
      let former = try documents.document(kind: RegistryDocument.current)
      let kept =
        closed.isEmpty
        ? registry : registry.keeping(closed, of: try TenantRegistry(stored: former))
      let digits = try documents.document(kind: RegistryDocument.since) ?? []
      let since = Int64(String(decoding: digits, as: UTF8.self)) ?? .min
      var stored = [
        RegistryDocument.current: kept.json,
        RegistryDocument.since: Array(String(now).utf8),
      ]
      if since < now.subtractingReportingOverflow(RegistryDocument.nanosecondsMin).partialValue {
        stored[RegistryDocument.former(until: now)] = former ?? TenantRegistry().json
      }
      return stored
    }
  }
}

extension TenantRegistry {
  /// The registry that a ledger keeps as a document; empty where it keeps none.
  init(stored bytes: [UInt8]?) throws {
    guard let bytes, !bytes.isEmpty else {
      self.init()
      return
    }
    try self.init(importing: bytes, fileName: "registry (in the ledger)")
  }
}
