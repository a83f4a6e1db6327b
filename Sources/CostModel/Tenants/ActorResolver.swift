/// Finds the tenants that composed actor ids name, by templates and the registry.
///
/// Every way of reading an id that some template and tenant allow is tried; where two tenants fit,
/// nothing is guessed.
public struct ActorResolver: Sendable {
  /// What an actor id means.
  public enum Resolution: Hashable, Sendable {
    case resolved(tenant: String, tier: String?, user: String?)
    /// Several tenants fit; ascending.
    case ambiguous(tenants: [String])
    /// No tenant of the registry fits.
    case unknown
  }

  /// Longer ids are not looked at: they are fed by others, and there are many ways to read them.
  static let actorBytesMax = 256

  private let templates: [ActorTemplate]
  private let registry: TenantRegistry
  /// All tiers of the registry, ascending, each once.
  private let tiers: [(name: String, bytes: [UInt8])]

  public init(templates: [ActorTemplate], registry: TenantRegistry) {
    self.templates = templates
    self.registry = registry
    let names = Set(registry.tenants.flatMap { $0.tiers.map(\.value) })
    tiers = names.sorted().map { ($0, Array($0.utf8)) }
  }

  /// Finds the tenant that an actor id names.
  ///
  /// A tier in a template must be one that the registry gives the tenant at some time. An id may
  /// end before the user: so `basic-a-b` is ambiguous where both `a` and `a-b` are tenants.
  public func resolve(_ actor: String) -> Resolution {
    let bytes = Array(actor.utf8)
    guard bytes.count <= Self.actorBytesMax else { return .unknown }
    var readings: [Reading] = []
    for template in templates {
      find(Reading(), template.pieces[...], bytes[...], &readings)
      if let pieces = template.piecesWithoutUser { find(Reading(), pieces, bytes[...], &readings) }
    }
    let tenants = Set(readings.compactMap(\.tenant)).sorted()
    guard let tenant = tenants.first else { return .unknown }
    if tenants.count > 1 { return .ambiguous(tenants: tenants) }
    let tiers = Set(readings.map(\.tier))
    let users = Set(readings.map(\.user))
    return .resolved(
      tenant: tenant, tier: tiers.count == 1 ? tiers.first ?? nil : nil,
      user: users.count == 1 ? users.first ?? nil : nil)
  }

  /// One way to read an id.
  private struct Reading {
    var tenant: String?
    var tier: String?
    var user: String?
  }

  /// Adds every way in which the pieces fit what is left of an id.
  private func find(
    _ reading: Reading, _ pieces: ArraySlice<ActorTemplate.Piece>, _ rest: ArraySlice<UInt8>,
    _ found: inout [Reading]
  ) {
    guard let piece = pieces.first else {
      if rest.isEmpty, isPossible(reading) { found.append(reading) }
      return
    }
    let following = pieces.dropFirst()
    var reading = reading
    switch piece {
    case .literal(let literal):
      if rest.starts(with: literal) {
        find(reading, following, rest.dropFirst(literal.count), &found)
      }
    case .tier:
      for tier in tiers where rest.starts(with: tier.bytes) {
        reading.tier = tier.name
        find(reading, following, rest.dropFirst(tier.bytes.count), &found)
      }
    case .tenant:
      for end in ends(of: rest, before: following.first) {
        let name = String(decoding: rest[..<end], as: UTF8.self)
        guard registry[name] != nil else { continue }
        reading.tenant = name
        find(reading, following, rest[end...], &found)
      }
    case .user:
      for end in ends(of: rest, before: following.first) {
        reading.user = String(decoding: rest[..<end], as: UTF8.self)
        find(reading, following, rest[end...], &found)
      }
    }
  }

  /// Where a name that is not empty can end: where the literal after it begins.
  private func ends(
    of rest: ArraySlice<UInt8>, before piece: ActorTemplate.Piece?
  ) -> [Int] {
    guard !rest.isEmpty else { return [] }
    guard case .literal(let literal) = piece else { return [rest.endIndex] }
    return (rest.startIndex + 1..<rest.endIndex).filter { rest[$0...].starts(with: literal) }
  }

  private func isPossible(_ reading: Reading) -> Bool {
    guard let tenant = reading.tenant.flatMap({ registry[$0] }) else { return false }
    return reading.tier == nil || tenant.tiers.contains { $0.value == reading.tier }
  }
}
