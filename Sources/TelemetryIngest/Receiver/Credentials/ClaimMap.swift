internal import CostModel

/// Which claims of a JWT name the tenant and the rest of its context.
///
/// Of several claims for one thing the first that is present counts. Roles are never taken from an
/// application's own words: its "admin" is a tenant's admin, not ours. Only values that `roles`
/// lists count, by default the names `meter-ingest`, `meter-finance` and so on.
public struct ClaimMap: Hashable, Sendable {
  public var tenant = ["custom:tenant_id", "custom:clinic_id", "custom:tenantId", "tenantId"]
  public var tier = ["custom:tier", "custom:tenantTier"]
  /// None by default: who presents the token is often a service, not a tenant's person.
  public var user: [String] = []
  public var role = ["cognito:groups", "custom:role", "custom:userRole", "roles", "groups"]
  public var status = ["custom:status", "custom:tenant_status"]
  /// The role that a value of a role claim stands for.
  public var roles = Dictionary(
    uniqueKeysWithValues: Role.allCases.map { ("meter-\($0.rawValue)", $0) })
  /// Values of a status claim with which a credential is good; any other is refused.
  public var activeStatuses: Set = ["active", "created", "onboarding", "enabled", "true"]

  public init() {}

  /// What a map can be told about, as in `--claim-map tenant=org_id`.
  public static let names = ["tenant", "tier", "user", "role", "status"]

  /// Takes over one setting: `tenant=CLAIM` (before the known ones), or `role:VALUE=ROLE`.
  ///
  /// - Throws: `CredentialError` that says what was expected.
  public mutating func add(_ setting: String) throws(CredentialError) {
    guard let equals = setting.lastIndex(of: "="), equals != setting.startIndex else {
      throw CredentialError("'\(setting)' is no setting: expected tenant=CLAIM or role:VALUE=ROLE")
    }
    let name = String(setting[..<equals])
    let value = String(setting[setting.index(after: equals)...])
    if value.isEmpty { throw CredentialError("'\(setting)' names nothing after '='") }
    if name.hasPrefix("role:") {
      guard let role = Role(rawValue: value) else {
        throw CredentialError(
          "there is no role '\(value)'; the roles are: "
            + Role.allCases.map(\.rawValue).joined(separator: ", "))
      }
      roles[String(name.dropFirst(5))] = role
      return
    }
    switch name {
    case "tenant": tenant.insert(value, at: 0)
    case "tier": tier.insert(value, at: 0)
    case "user": user.insert(value, at: 0)
    case "role": role.insert(value, at: 0)
    case "status": status.insert(value, at: 0)
    default:
      let nearest = didYouMean(name, among: Self.names).map { ": \($0)" }
      let all = "; it knows \(Self.names.joined(separator: ", "))"
      throw CredentialError("a claim map knows no '\(name)'\(nearest ?? all)")
    }
  }

  /// The credential of claims that have been verified.
  ///
  /// A token that names a tenant but no role is that tenant's reader.
  func credential(_ claims: JSON5Value) throws(JWTError) -> Credential {
    for name in status {
      guard let value = claims[name] else { continue }
      guard value.texts.contains(where: { activeStatuses.contains($0.lowercased()) }) else {
        throw .inactive
      }
    }
    let issuer = claims["iss"]?.string ?? ""
    let subject = claims["sub"]?.string ?? ""
    let tenant = try first(self.tenant, claims)
    let role = self.role.lazy.flatMap { claims[$0]?.texts ?? [] }.compactMap { roles[$0] }.first
    return Credential(
      name: "jwt \(issuer) \(subject)", role: role ?? (tenant == nil ? nil : .tenant),
      tenant: tenant, tier: try first(tier, claims), user: try first(user, claims))
  }

  /// The first claim that is there. One that is there but is no name is refused, not passed over:
  /// otherwise a broken claim would widen what its token may see.
  private func first(_ names: [String], _ claims: JSON5Value) throws(JWTError) -> String? {
    for name in names {
      guard let value = claims[name] else { continue }
      guard case .string(let text) = value.content, !text.isEmpty, text.utf8.count <= 1024,
        text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), text.first != " ", text.last != " "
      else { throw .malformed }
      return text
    }
    return nil
  }
}
