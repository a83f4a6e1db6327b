internal import CostModel

/// Rates the same usage twice, and adds both sides up by the axes of the comparison.
struct Repricing {
  /// What both sides of a row add up to.
  struct Row {
    var requests: Int64 = 0
    var tokens: Int64 = 0
    var before = Side()
    var after = Side()
  }

  struct Side {
    var cost = Money.zero
    var unpricedTokens: Int64 = 0

    mutating func add(_ rated: RatedUsage) throws {
      cost = try cost.adding(rated.total, figure: "the sum of costs")
      unpricedTokens = unpricedTokens.addingClamped(rated.unpricedTokens)
    }
  }

  private let axes: [RepriceAxis]
  private let wantedTier: String?
  private var before: PricingView
  private var after: PricingView
  private(set) var rows: [[String?]: Row] = [:]
  private(set) var total = Row()
  /// Of `total.tokens`: those of a tenant, and those that the provider counted.
  private(set) var attributedTokens: Int64 = 0
  private(set) var measuredTokens: Int64 = 0

  init(_ request: RepriceRequest, before: PricingView, after: PricingView) {
    axes = request.axes
    wantedTier = request.filters.tier
    self.before = before
    self.after = after
  }

  mutating func add(_ reading: PeriodUsage, source: some UsageSource) throws {
    var entryGroups: Set<UsageGroup.Key> = []
    for group in reading.groups {
      let instant = reading.instant(group.key)
      let tier = before.tier(group.key.dimensions, at: instant)
      if let wantedTier, wantedTier != (tier ?? ReportFilters.none) { continue }
      let changed = after.dimensions(group.key.dimensions)
      let tierAfter = after.tier(group.key.dimensions, at: instant)
      if before.needsEntries(group.key.dimensions, tier: tier, at: instant)
        || after.needsEntries(changed, tier: tierAfter, at: instant)
      {
        entryGroups.insert(group.key)
        continue
      }
      try add(
        group.key.dimensions, changed, tiers: (tier, tierAfter), group.counts.requests,
        group.quantities.totalTokens,
        before.rate(group, dimensions: group.key.dimensions, tier: tier, at: instant),
        after.rate(group, dimensions: changed, tier: tierAfter, at: instant))
    }
    try reading.forEachEntry(of: entryGroups, source: source) { entry, _ in
      let dimensions = entry.dimensions
      let changed = after.dimensions(dimensions)
      let tier = before.tier(dimensions, at: entry.startNanoseconds)
      let tierAfter = after.tier(dimensions, at: entry.startNanoseconds)
      try add(
        dimensions, changed, tiers: (tier, tierAfter), entry.sign,
        entry.sign &* entry.quantities.totalTokens,
        before.rate(entry, dimensions: dimensions, tier: tier),
        after.rate(entry, dimensions: changed, tier: tierAfter))
    }
  }

  /// Adds a usage to its row. Where the tier or model is an axis and differs, the two sides are
  /// added to two rows: what leaves the one arrives in the other.
  private mutating func add(
    _ dimensions: Dimensions, _ changed: Dimensions, tiers: (String?, String?), _ requests: Int64,
    _ tokens: Int64, _ ratedBefore: RatedUsage, _ ratedAfter: RatedUsage
  ) throws {
    let key = axes.map { name($0, dimensions, tiers.0) }
    let keyAfter = axes.map { name($0, changed, tiers.1) }
    rows[key, default: Row()].requests.add(clamped: requests)
    rows[key, default: Row()].tokens.add(clamped: tokens)
    try rows[key, default: Row()].before.add(ratedBefore)
    try rows[keyAfter, default: Row()].after.add(ratedAfter)
    total.requests.add(clamped: requests)
    total.tokens.add(clamped: tokens)
    if dimensions.tenant.isPresent { attributedTokens.add(clamped: tokens) }
    if dimensions.isMeasured { measuredTokens.add(clamped: tokens) }
    try total.before.add(ratedBefore)
    try total.after.add(ratedAfter)
  }

  private func name(_ axis: RepriceAxis, _ dimensions: Dimensions, _ tier: String?) -> String? {
    switch axis {
    case .tenant: after.name(dimensions.tenant)
    case .tier: tier
    case .feature: after.name(dimensions.feature)
    case .model: after.name(dimensions.model)
    }
  }
}

extension Int64 {
  /// Adds, held at the largest and smallest number.
  fileprivate mutating func add(clamped other: Int64) { self = addingClamped(other) }
}
