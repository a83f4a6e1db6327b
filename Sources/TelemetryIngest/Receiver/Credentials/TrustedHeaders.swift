/// Headers that name a request's tenant, where an operator has configured to trust them: a gateway
/// sets them and strips them from what comes from outside.
public struct TrustedHeaders: Hashable, Sendable {
  /// Names in lower case, such as "x-clinic-id".
  public private(set) var tenant: [String] = []
  public private(set) var tier: [String] = []
  public private(set) var user: [String] = []

  /// None is trusted.
  public init() {}

  /// Takes over one setting, such as `tenant=X-Clinic-ID` or `tier=X-Tier`.
  ///
  /// - Throws: `CredentialError` that says what was expected.
  public mutating func add(_ setting: String) throws(CredentialError) {
    let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw CredentialError("'\(setting)' is no setting: expected tenant=HEADER or tier=HEADER")
    }
    let header = parts[1].lowercased()
    switch parts[0] {
    case "tenant": tenant.append(header)
    case "tier": tier.append(header)
    case "user": user.append(header)
    default:
      throw CredentialError("'\(parts[0])' is no part of a tenant's context: tenant, tier or user")
    }
  }

  /// What the headers of a request say; nil if one of them cannot be a name, or contradicts itself.
  func identity(_ request: HTTPRequest) -> IngestIdentity? {
    var identity = IngestIdentity()
    identity.source = .trustedHeaders
    guard let tenant = Self.value(tenant, request), let tier = Self.value(tier, request),
      let user = Self.value(user, request)
    else { return nil }
    (identity.tenant, identity.tier, identity.user) = (tenant, tier, user)
    return identity
  }

  /// The value of the first of some headers that is there; `.some(nil)` if none is.
  private static func value(_ names: [String], _ request: HTTPRequest) -> String?? {
    for name in names {
      let values = Set(request.fields.filter { $0.name == name }.map(\.value))
      guard let value = values.first else { continue }
      guard values.count == 1, value.utf8.count <= 1024,
        value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
      else { return nil }
      if !value.isEmpty { return .some(value) }
    }
    return .some(nil)
  }
}
