/// The document kind under which a ledger keeps its registry.
private let registryDocument = "tenants"

extension LedgerReader {
  /// The registry of tenants; empty if none was stored.
  public func tenantRegistry() throws -> TenantRegistry {
    try TenantRegistry(stored: document(kind: registryDocument))
  }
}

extension LedgerWriter {
  /// The registry of tenants; empty if none was stored.
  public func tenantRegistry() throws -> TenantRegistry {
    try TenantRegistry(stored: document(kind: registryDocument))
  }

  /// Replaces the registry of tenants. Days whose books were closed keep their tiers.
  public func storeTenantRegistry(_ registry: TenantRegistry) throws {
    let closed = try closedPeriods().map { period in
      Int64(period.days.lowerBound) * Instant.day..<Int64(period.days.upperBound) * Instant.day
    }
    let kept = closed.isEmpty ? registry : registry.keeping(closed, of: try tenantRegistry())
    try storeDocument(kind: registryDocument, bytes: kept.json)
  }
}

extension TenantRegistry {
  fileprivate init(stored bytes: [UInt8]?) throws {
    guard let bytes else {
      self.init()
      return
    }
    try self.init(importing: bytes, fileName: "registry (in the ledger)")
  }
}
