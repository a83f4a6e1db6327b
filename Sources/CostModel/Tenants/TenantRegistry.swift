/// The tenants that the company knows, each with tier and status over time.
///
/// Telemetry says who used something; the registry says which plan that tenant was on at the time.
public struct TenantRegistry: Hashable, Sendable {
  /// Ascending by id.
  public private(set) var tenants: [Tenant] = []
  /// Resources that are one tenant's; the first whose pattern fits holds.
  public private(set) var resources: [TenantResource] = []
  private var places: [String: Int] = [:]

  public init() {}

  public var isEmpty: Bool { tenants.isEmpty }

  /// The tenant with an id, nil if the registry does not know it.
  public subscript(id: String) -> Tenant? { places[id].map { tenants[$0] } }

  /// The tier by which usage of a tenant at an instant is priced and reported: the registry's where
  /// it knows one for that time, else the one that telemetry stated.
  public func effectiveTier(
    of tenant: String?, at nanoseconds: Int64, observed: String?
  ) -> String? {
    tenant.flatMap { self[$0]?.tier(at: nanoseconds) } ?? observed
  }

  /// A tenant's status at an instant; nil where the registry says nothing.
  public func status(of tenant: String, at nanoseconds: Int64) -> TenantStatus? {
    self[tenant]?.status(at: nanoseconds)
  }

  /// The instants strictly inside a range at which any tier or status changes, ascending.
  public func boundaries(in range: Range<Int64>) -> [Int64] {
    var found: Set<Int64> = []
    for tenant in tenants {
      for tier in tenant.tiers { found.insert(tier.from) }
      for status in tenant.statuses { found.insert(status.from) }
    }
    return found.filter { $0 > range.lowerBound && $0 < range.upperBound }.sorted()
  }

  /// Makes a tenant known, or changes what is given of it; what is nil stays as it was.
  ///
  /// Tier, status and deployment hold from `from` on (nil: always) until a later one that is
  /// already there.
  public mutating func set(
    _ id: String, name: String? = nil, tier: String? = nil, status: TenantStatus? = nil,
    deployment: Deployment? = nil, from: Int64? = nil
  ) {
    let place = places[id] ?? insert(id)
    let start = from ?? .min
    if let name { tenants[place].displayName = name }
    if let tier { CostModel.insert(Dated(from: start, value: tier), into: &tenants[place].tiers) }
    if let status {
      CostModel.insert(Dated(from: start, value: status), into: &tenants[place].statuses)
    }
    if let deployment {
      CostModel.insert(Dated(from: start, value: deployment), into: &tenants[place].deployments)
    }
  }

  /// Gives a resource to a tenant; the same pattern is given anew.
  public mutating func assign(_ pattern: String, to tenant: String) {
    resources.removeAll { $0.pattern == pattern }
    resources.append(TenantResource(pattern: pattern, tenant: tenant))
  }

  /// The tenant of a resource, nil if it is no one's.
  public func tenant(ofResource id: String) -> String? {
    resources.first { matches(id, pattern: $0.pattern) }?.tenant
  }

  /// Takes over everything that another registry states; where both state a time, the other wins.
  public mutating func merge(_ other: TenantRegistry) {
    for tenant in other.tenants {
      set(tenant.id, name: tenant.displayName)
      for tier in tenant.tiers { set(tenant.id, tier: tier.value, from: tier.from) }
      for status in tenant.statuses { set(tenant.id, status: status.value, from: status.from) }
      for deployment in tenant.deployments {
        set(tenant.id, deployment: deployment.value, from: deployment.from)
      }
    }
    for resource in other.resources { assign(resource.pattern, to: resource.tenant) }
  }

  /// The registry with the tier histories of another one, tenant by tenant: a what-if. Tenants that
  /// the other does not know, or knows without a tier, stay as they are.
  public func replacingTiers(by other: TenantRegistry) -> TenantRegistry {
    var registry = self
    for tenant in other.tenants where !tenant.tiers.isEmpty {
      let place = registry.places[tenant.id] ?? registry.insert(tenant.id)
      registry.tenants[place].tiers = tenant.tiers
    }
    return registry
  }

  /// Forgets a tenant.
  public mutating func remove(_ id: String) {
    tenants.removeAll { $0.id == id }
    resources.removeAll { $0.tenant == id }
    places = [:]
    for (index, tenant) in tenants.enumerated() { places[tenant.id] = index }
  }

  /// The registry without a tenant.
  func removing(_ id: String) -> TenantRegistry {
    var rest = self
    rest.remove(id)
    return rest
  }

  /// The registry as if it knew one tenant only.
  public func limited(to id: String) -> TenantRegistry {
    var registry = TenantRegistry()
    if let tenant = self[id] {
      registry.tenants = [tenant]
      registry.places = [id: 0]
    }
    registry.resources = resources.filter { $0.tenant == id }
    return registry
  }

  /// Gives a tenant another history of tiers; one that is not known becomes so if it has any.
  mutating func setTiers(_ tiers: [Dated<String>], of id: String) {
    if tiers.isEmpty && self[id] == nil { return }
    tenants[places[id] ?? insert(id)].tiers = tiers
  }

  private mutating func insert(_ id: String) -> Int {
    // Files usually come sorted: then this appends.
    let place = tenants.lastIndex { $0.id < id }.map { $0 + 1 } ?? 0
    tenants.insert(Tenant(id: id), at: place)
    for index in place..<tenants.count { places[tenants[index].id] = index }
    return place
  }
}
