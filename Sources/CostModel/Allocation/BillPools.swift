/// A bill's lines put into pools, each with the driver by which it is shared out.
public struct BillPools: Sendable {
  public private(set) var pools: [(pool: AllocationPool, amount: Money)] = []
  /// How many lines carry a tenant's tag with a text, with an empty one, and not at all.
  public private(set) var tagged: Int64 = 0
  public private(set) var emptyTags: Int64 = 0
  public private(set) var untagged: Int64 = 0
  /// Texts of tenant tags that name no known tenant, with how many lines carry them.
  public private(set) var unknownTenants: [String: Int64] = [:]

  private let rules: AllocationRules
  private let isByDay: Bool
  private let knownTenants: Set<String>
  private let tenantTags: Set<String>
  private let tierTags: Set<String>

  /// - Parameter knownTenants: Others that a tag names are counted in `unknownTenants`.
  public init(
    _ bills: [Bill], rules: AllocationRules, isByDay: Bool, knownTenants: Set<String>
  ) {
    self.rules = rules
    self.isByDay = isByDay
    self.knownTenants = knownTenants
    tenantTags = Set(rules.tenantTags.map(squeezed))
    tierTags = Set(rules.tierTags.map(squeezed))
    for bill in bills {
      for line in bill.lines { pools.append((pool(line), line.amount)) }
    }
    for cost in rules.costs {
      pools.append(
        (
          AllocationPool(
            service: cost.name, item: "declared", driver: cost.driver, tier: cost.tier),
          cost.amount
        ))
    }
  }

  private mutating func pool(_ line: BillLine) -> AllocationPool {
    var pool = AllocationPool(
      service: line.service, item: line.item, driver: .unallocated(reason: "no rule for it"))
    if isByDay { pool.day = line.from.map { Hour(nanoseconds: $0).day } }
    if let tenant = owner(line) {
      pool.driver = .direct(tenant: tenant)
      return pool
    }
    pool.tier = tag(line, tierTags).text
    if let rule = rules.rules.first(where: { $0.fits(line) }) {
      pool.driver = rule.driver
      pool.tier = rule.tier ?? pool.tier
      return pool
    }
    if let tokenClass = line.meter?.tokenClass {
      pool.driver = .tokens(classes: [tokenClass], model: rules.model(line))
    } else if let unit = line.meter?.countedUnit {
      pool.driver = .units(unit)
    }
    return pool
  }

  /// The tenant whose line it is: by tag, by resource, by project.
  private mutating func owner(_ line: BillLine) -> String? {
    switch tag(line, tenantTags) {
    case .text(let tenant):
      tagged += 1
      if rules.sharedValues.contains(where: { matches(tenant, pattern: $0) }) { break }
      if !knownTenants.contains(tenant) { unknownTenants[tenant, default: 0] += 1 }
      return tenant
    case .empty: emptyTags += 1
    case .absent: untagged += 1
    }
    return rules.value(rules.resources, line.resource) ?? rules.value(rules.projects, line.project)
  }

  /// What the line's tags of some names say: a text before an empty one before nothing.
  private func tag(_ line: BillLine, _ names: Set<String>) -> TagValue {
    var found = TagValue.absent
    for name in line.tags.keys.sorted() where names.contains(squeezed(name)) {
      switch line.tags[name] {
      case .text(let text)?: return .text(text)
      case .empty?: found = .empty
      case .absent?, nil: break
      }
    }
    return found
  }
}

/// A name without case and punctuation: `ClinicID`, `clinic_id` and `clinic_i_d` are one.
private func squeezed(_ name: String) -> String {
  name.lowercased().filter { $0.isLetter || $0.isNumber }
}
