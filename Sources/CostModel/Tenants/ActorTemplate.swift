/// How a company composes actor ids of tier, tenant and user, such as `{tier}-{tenant}-{user}`.
///
/// Ids hold the separators themselves (`basic-clinic-a-dr.smith@clinic-a.com`), so an actor id is
/// never split: the registry's tenants are tried, and where several fit, nothing is guessed.
public struct ActorTemplate: Hashable, Sendable {
  /// What an actor id means.
  public enum Resolution: Hashable, Sendable {
    case resolved(tenant: String, tier: String?, user: String?)
    /// Several tenants fit; ascending.
    case ambiguous(tenants: [String])
    /// No tenant of the registry fits.
    case unknown
  }

  private enum Piece: Hashable {
    case literal(String)
    case tier, tenant, user
  }

  /// As it was given.
  public let text: String
  private let pieces: [Piece]

  /// Reads a template; nil unless it names `{tenant}` exactly once and `{tier}` and `{user}` at
  /// most once, with something between any two of them.
  public init?(parsing text: String) {
    self.text = text
    var pieces: [Piece] = []
    var rest = text[...]
    while let first = rest.first {
      if first == "{", let end = rest.firstIndex(of: "}") {
        switch rest[rest.index(after: rest.startIndex)..<end] {
        case "tier": pieces.append(.tier)
        case "tenant": pieces.append(.tenant)
        case "user": pieces.append(.user)
        default: return nil
        }
        rest = rest[rest.index(after: end)...]
      } else {
        let end = rest.dropFirst().firstIndex(of: "{") ?? rest.endIndex
        pieces.append(.literal(String(rest[..<end])))
        rest = rest[end...]
      }
    }
    let names = pieces.filter { if case .literal = $0 { false } else { true } }
    guard names.contains(.tenant), Set(names).count == names.count else { return nil }
    for (left, right) in zip(pieces, pieces.dropFirst()) {
      if case .literal = left { continue }
      if case .literal = right { continue }
      return nil
    }
    self.pieces = pieces
  }

  /// Finds the tenant that an actor id names.
  ///
  /// A tier in the template must be one that the registry gives the tenant at some time. Of tenants
  /// that all fit the longest does not win: `basic-a-b` with tenants `a` and `a-b` is ambiguous,
  /// unless only one of them leaves a user where the template has one.
  public func resolve(_ actor: String, registry: TenantRegistry) -> Resolution {
    var found: [(tenant: String, tier: String?, user: String?)] = []
    for tenant in registry.tenants where actor.contains(tenant.id) {
      let tiers = Set(tenant.tiers.map(\.value)).sorted()
      if pieces.contains(.tier) {
        for tier in tiers {
          if let user = user(actor, tenant: tenant.id, tier: tier) {
            found.append((tenant.id, tier, user.isEmpty ? nil : user))
          }
        }
      } else if let user = user(actor, tenant: tenant.id, tier: "") {
        found.append((tenant.id, nil, user.isEmpty ? nil : user))
      }
    }
    let tenants = Set(found.map(\.tenant)).sorted()
    guard let first = found.first else { return .unknown }
    if tenants.count > 1 { return .ambiguous(tenants: tenants) }
    let tiers = Set(found.map(\.tier))
    let users = Set(found.map(\.user))
    return .resolved(
      tenant: first.tenant, tier: tiers.count == 1 ? first.tier : nil,
      user: users.count == 1 ? first.user : nil)
  }

  /// What is left for the user when everything else fits; empty where the template has none; nil if
  /// it does not fit.
  private func user(_ actor: String, tenant: String, tier: String) -> String? {
    var before = ""
    var after = ""
    var hasUser = false
    for piece in pieces {
      let text: String
      switch piece {
      case .literal(let literal): text = literal
      case .tier: text = tier
      case .tenant: text = tenant
      case .user:
        hasUser = true
        continue
      }
      if hasUser { after += text } else { before += text }
    }
    if !hasUser { return actor == before ? "" : nil }
    guard actor.hasPrefix(before), actor.hasSuffix(after),
      actor.utf8.count > before.utf8.count + after.utf8.count
    else { return nil }
    return String(actor.dropFirst(before.count).dropLast(after.count))
  }
}
