/// Measured usage by which bills are shared out: sums by day, tenant, tier and model.
public struct MeteredUsage: Sendable {
  /// What usage was whose, and of what.
  public struct Key: Hashable, Sendable {
    /// Counted from 1970 UTC.
    public var day: Int32
    /// Nil: no tenant could be established.
    public var tenant: String?
    public var tier: String?
    public var provider: String?
    public var model: String?

    public init(day: Int32, tenant: String?, tier: String?, provider: String?, model: String?) {
      self.day = day
      self.tenant = tenant
      self.tier = tier
      self.provider = provider
      self.model = model
    }
  }

  /// How much of it.
  public struct Amounts: Sendable {
    public var requests: Int64 = 0
    public var quantities = Quantities()
    /// How long the calls took, all together.
    public var nanoseconds: Int128 = 0
    /// What it costs by the price book, by meter.
    public var costs: [PriceMeter: Money] = [:]

    public init() {}

    /// What it costs altogether.
    public var cost: Money {
      costs.values.reduce(Money.zero) { $0.adding($1) ?? $0 }
    }
  }

  public private(set) var amounts: [Key: Amounts] = [:]

  public init() {}

  /// The usage of a key, to be added to.
  public subscript(key: Key) -> Amounts {
    get { amounts[key] ?? Amounts() }
    set { amounts[key] = newValue }
  }

  /// All tenants with usage, the nameless one last.
  public var tenants: [String?] {
    let names = Set(amounts.keys.map(\.tenant))
    return names.compactMap(\.self).sorted() + (names.contains(nil) ? [nil] : [])
  }

  /// The tier of each tenant on the last day on which it had usage.
  public var lastTiers: [String?: String] {
    var last: [String?: (day: Int32, tier: String)] = [:]
    for key in amounts.keys {
      guard let tier = key.tier else { continue }
      // Of two tiers on one day the later name, so that the answer does not depend on an order.
      if let known = last[key.tenant], (known.day, known.tier) > (key.day, tier) { continue }
      last[key.tenant] = (key.day, tier)
    }
    return last.mapValues(\.tier)
  }
}
