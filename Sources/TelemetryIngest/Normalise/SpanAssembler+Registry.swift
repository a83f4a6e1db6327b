internal import CostModel

/// Names that the registry of tenants gives to ids in the telemetry.
extension SpanAssembler {
  /// Notes whose a resource is; it counts where nothing else names a tenant.
  mutating func setResource(rank: UInt8, _ text: Span<UInt8>) {
    let known = owner == .span ? draft.silo.rank : resourceSilo.rank
    guard rank < known, text.count > 0, text.count <= Self.nameBytesMax else { return }
    let id = String(decoding: Array(copying: text), as: UTF8.self)
    guard let tenant = directory.tenant(ofResource: id) else { return }
    guard let name = names.id(.tenant, Array(tenant.utf8).span) else {
      return refuse(.tooManyNames)
    }
    let silo = Silo(tenant: name, rank: rank)
    if owner == .span { draft.silo = silo } else { resourceSilo = silo }
  }

  /// A profile or deployment that a tenant has for itself is asked for by its name: true if the
  /// model's id is such a name.
  mutating func setResource(ofModel text: Span<UInt8>) -> Bool {
    guard matches(text, from: 0, to: min(text.count, 4), "arn:") else { return false }
    setResource(rank: Silo.modelRank, text)
    return true
  }

  /// Gives usage the tenant whose resource it came from, if its resource names none.
  func applySilo(to span: inout ObservedSpan) {
    if span.resource.tenant.isPresent { return }
    span.resource.tenant = draft.silo.tenant.isPresent ? draft.silo.tenant : resourceSilo.tenant
  }

  /// Takes an actor id apart; one that fits several tenants is marked, and names a user only.
  mutating func setActor(rank: UInt8, _ text: Span<UInt8>) {
    let actor = String(decoding: Array(copying: text), as: UTF8.self)
    switch directory.resolve(actor: actor) {
    case .resolved(let tenant, let tier, let user):
      setName(.tenant, rank: IdentityKeys.composedRank, Array(tenant.utf8).span)
      if let tier { setName(.tier, rank: IdentityKeys.composedRank, Array(tier.utf8).span) }
      if let user {
        setName(.user, rank: rank, Array(user.utf8).span)
      } else {
        setName(.user, rank: rank, text)
      }
    case .ambiguous:
      if owner == .span { draft.span.flags.insert(.ambiguousActor) }
      setName(.user, rank: rank, text)
    case .unknown: setName(.user, rank: rank, text)
    }
  }
}

/// The tenant that a resource is of, and how telling the id was by which it is known.
struct Silo: Sendable {
  var tenant = NameID.none
  /// 255 where no resource is known.
  var rank = UInt8.max

  /// After all ids of resources.
  static let modelRank: UInt8 = 100
}
