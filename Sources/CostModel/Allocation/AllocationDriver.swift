/// By what a cost is shared out among tenants.
public enum AllocationDriver: Hashable, Sendable {
  /// Not shared: it is all this tenant's.
  case direct(tenant: String)
  /// Tokens of some classes (empty: all), of one model or of all.
  case tokens(classes: [TokenClass], model: String?)
  /// Counted units of a kind, such as web searches.
  case units(CountedUnit)
  case requests
  /// How long calls took.
  case seconds
  /// What tenants' usage costs by the price book.
  case cost
  /// The same for every tenant with usage.
  case equal
  /// By a weight for each tenant's tier.
  case tierWeights
  /// To nobody, with the reason.
  case unallocated(reason: String)

  /// The driver in words, as reports name it.
  public var text: String {
    switch self {
    case .direct: return "direct"
    case .tokens(let classes, let model):
      let kinds = classes.isEmpty ? "all" : classes.map(\.name).joined(separator: ", ")
      return "\(kinds) tokens of \(model ?? "all models")"
    case .units(let unit): return unit.name.replacing("_", with: " ")
    case .requests: return "requests"
    case .seconds: return "seconds"
    case .cost: return "metered cost"
    case .equal: return "equal"
    case .tierWeights: return "weight of the tier"
    case .unallocated(let reason): return reason
    }
  }

  /// Whether a tenant's part is the tenant's own, rather than a share of something common.
  public var isDirect: Bool { if case .direct = self { true } else { false } }
}

/// A cost and how it is shared out: what one rule says of one group of a bill's lines.
public struct AllocationPool: Hashable, Sendable {
  /// The service or the name of a declared cost.
  public var service: String
  /// The provider's code of what was used.
  public var item: String
  public var driver: AllocationDriver
  /// Only tenants at this tier have a part; nil: all.
  public var tier: String?
  /// Only usage of this day counts; nil: of the whole period.
  public var day: Int32?

  public init(
    service: String, item: String, driver: AllocationDriver, tier: String? = nil, day: Int32? = nil
  ) {
    self.service = service
    self.item = item
    self.driver = driver
    self.tier = tier
    self.day = day
  }
}
