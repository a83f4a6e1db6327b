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

  /// Replaces the registry of tenants.
  public func storeTenantRegistry(_ registry: TenantRegistry) throws {
    try storeDocument(kind: registryDocument, bytes: registry.json)
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
