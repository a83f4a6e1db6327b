internal import CostModel

/// Gives groups of usage their tier and their cost, and notes what a person should know of it.
struct UsageRating {
  private let request: ReportRequest
  private let slices: TimeSlices
  private let registry: TenantRegistry
  private let bucketStarts: [Int64]
  private var rater: Rater
  private(set) var findings = ReadingFindings()

  init(
    request: ReportRequest, slices: TimeSlices, bucketStarts: [Int64], book: PriceBook,
    registry: TenantRegistry, source: some UsageSource
  ) {
    self.request = request
    self.slices = slices
    self.registry = registry
    self.bucketStarts = bucketStarts
    rater = Rater(book: book) { source.text($0) }
  }

  /// Rates groups; those of other tiers than the request's are left out.
  mutating func rate(
    _ groups: [UsageGroup], source: some UsageSource
  ) throws -> [RatedGroup] {
    var rated: [RatedGroup] = []
    var keys: [UsageGroup.Key] = []
    rated.reserveCapacity(groups.count)
    var fromEntries: [UsageGroup.Key: Int] = [:]
    for group in groups where group.counts != UsageCounts() || !group.quantities.isZero {
      guard var named = named(group, source: source) else { continue }
      let instant = slices.starts[Int(group.key.slice)]
      if rater.needsEntries(group.key.dimensions, tier: named.tier, at: instant) {
        fromEntries[group.key] = rated.count
      } else {
        named.sum.rated = try rater.rate(
          group.key.dimensions, tier: named.tier, quantities: group.quantities,
          requests: group.counts.requests, at: instant)
      }
      rated.append(named)
      keys.append(group.key)
    }
    if !fromEntries.isEmpty { try rateEntries(fromEntries, into: &rated, source: source) }
    for (group, key) in zip(rated, keys) { note(group, key) }
    return rated
  }

  /// A group with names; nil if its tier is filtered out.
  private func named(_ group: UsageGroup, source: some UsageSource) -> RatedGroup? {
    let dimensions = group.key.dimensions
    let slice = Int(group.key.slice)
    let tenant = source.text(dimensions.tenant)
    let observed = source.text(dimensions.observedTier)
    let tier =
      request.tiers == .observed
      ? observed
      : registry.effectiveTier(of: tenant, at: slices.starts[slice], observed: observed)
    if let wanted = request.filters.tier, (tier ?? ReportFilters.none) != wanted { return nil }
    return RatedGroup(
      tenant: tenant, tier: tier, observedTier: observed,
      feature: source.text(dimensions.feature), model: source.text(dimensions.model),
      bucketStart: bucketStart(of: slice), isMeasured: dimensions.isMeasured,
      sum: UsageSum(counts: group.counts, quantities: group.quantities))
  }

  private func bucketStart(of slice: Int) -> Int64 {
    bucketStarts.last { $0 <= slices.starts[slice] } ?? slices.starts[slice]
  }

  /// Rates groups whose price depends on more than rollups keep, entry by entry.
  private mutating func rateEntries(
    _ places: [UsageGroup.Key: Int], into rated: inout [RatedGroup], source: some UsageSource
  ) throws {
    let hours = Set(places.keys.map(\.slice)).sorted().map { slices.touchedHours(Int($0)) }
    var read: Int32 = .min
    for range in hours where range.upperBound > read {
      let unread = max(range.lowerBound, read)..<range.upperBound
      read = range.upperBound
      try source.forEachEntry(hours: unread) { entry in
        guard let slice = slices.slice(containing: entry.startNanoseconds) else { return }
        var key = UsageGroup.Key(dimensions: entry.dimensions, slice: Int32(slice))
        key.dimensions.agent = .none
        guard let place = places[key] else { return }
        let cost = try rater.rate(entry, tier: rated[place].tier)
        try rated[place].sum.rated.add(cost)
      }
    }
  }
}

extension UsageRating {
  /// Notes what the registry and the price book say about a group.
  private mutating func note(_ group: RatedGroup, _ key: UsageGroup.Key) {
    let requests = group.sum.counts.requests
    let instant = slices.starts[Int(key.slice)]
    if let tenant = group.tenant { noteTenant(tenant, group, at: instant) }
    if group.sum.rated.unpricedTokens != 0, let reason = group.sum.rated.reason {
      findings.addUnpriced(
        model: group.model, reason: reason, tokens: group.sum.rated.unpricedTokens,
        requests: requests)
    }
    for tokenClass in group.sum.rated.fallbacks {
      let card = rater.rateCard(key.dimensions, tier: group.tier, at: instant)
      let pricedAs = card.match(PriceMeter(tokenClass))?.pricedAs.name ?? "another class"
      findings.addFallback(
        tokenClass, pricedAs: pricedAs, model: group.model, requests: requests)
    }
  }

  private mutating func noteTenant(_ tenant: String, _ group: RatedGroup, at instant: Int64) {
    guard !registry.isEmpty else { return }
    let requests = group.sum.counts.requests
    guard let known = registry[tenant] else {
      findings.add(.unknownTenant, detail: tenant, count: requests)
      return
    }
    if let status = known.status(at: instant), !status.isUsageExpected {
      findings.add(.inactiveTenant, detail: "\(tenant) (\(status.rawValue))", count: requests)
    }
    guard let tier = known.tier(at: instant), let observed = group.observedTier, observed != tier
    else { return }
    findings.add(
      .tierMismatch, detail: "\(tenant) (telemetry \(observed), registry \(tier))",
      count: requests)
  }
}
