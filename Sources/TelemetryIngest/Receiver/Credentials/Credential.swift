public import CostModel

/// Who asks, as verified from a token. It holds nothing secret.
public struct Credential: Hashable, Sendable {
  /// What the credential is called in logs: a token's id, or a JWT's issuer and subject.
  public var name: String
  /// Nil where a valid JWT names no role: then nothing is allowed.
  public var role: Role?
  /// The tenant that the credential is limited to.
  public var tenant: String?
  /// The tier of that tenant; without a tenant, the tier that the credential is limited to.
  public var tier: String?
  /// How many requests it may send in a minute; nil for any number.
  public var requestsPerMinute: Int64?
  /// The person, where claims are configured to name one.
  public var user: String?

  public init(
    name: String, role: Role?, tenant: String? = nil, tier: String? = nil, user: String? = nil
  ) {
    self.name = name
    self.role = role
    self.tenant = tenant
    self.tier = tier
    self.user = user
  }

  /// Whether the table role × endpoint allows it; a role of one tier or tenant must name it.
  public func allows(_ endpoint: Endpoint) -> Bool {
    guard let role, role.endpoints.contains(endpoint) else { return false }
    switch role {
    case .tenant: return tenant != nil
    case .tier: return tenant != nil || tier != nil
    case .ingest, .platform, .sre, .finance, .admin: break
    }
    // The server's own metrics show all tenants, and a log group holds lines of all of them:
    // whoever is limited to one can neither have the former nor throw away the latter.
    return ![.statistics, .manageLogs].contains(endpoint) || scope.extent == .all
  }

  /// What the credential may see. A tenant or tier that it names narrows every role.
  public var scope: Scope {
    let extent: Scope.Extent =
      if let tenant { .tenant(tenant) } else if let tier { .tier(tier) } else { .all }
    return Scope(extent, showsMoney: role?.showsMoney ?? false)
  }
}
