public import CostModel

/// Who asks: what may be seen, and whose lines are brought.
public struct LogsCaller: Hashable, Sendable {
  public var scope: Scope
  /// The credential's name; empty where nobody is asked. Running queries belong to it.
  public var name: String
  /// The tenant whose lines these are, where the credential or a trusted header says so.
  public var tenant: String?
  /// That tenant's tier, where the same source says so.
  public var tier: String?

  public init(scope: Scope, name: String = "", tenant: String? = nil, tier: String? = nil) {
    self.scope = scope
    self.name = name
    self.tenant = tenant
    self.tier = tier
  }

  /// Whose saved queries are seen: those of everybody with the same scope. Their text can name
  /// tenants, so that others must not read it.
  var owner: String {
    switch scope.extent {
    case .all: "all"
    case .tenant(let name): "tenant \(name)"
    case .tier(let name): "tier \(name)"
    }
  }
}
