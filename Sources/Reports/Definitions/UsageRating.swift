internal import CostModel

/// Gives groups of usage their tier and their cost, and notes what a person should know of it.
struct UsageRating {
  private let request: ReportRequest
  private let slices: TimeSlices
  private let registry: TenantRegistry
  private let filter: DimensionFilter
  /// By slice.
  private let buckets: [Int32]
  private var rater: Rater
  private(set) var tiers = TierNames()
  private var wantedTier: Int32?
  /// The one tier that the scope allows.
  private var scopeTier: Int32?
  private var tierNumbers: [TierKey: Int32] = [:]
  /// Usage of a tenant comes together, so that the last answer mostly holds again.
  private var lastTier: (key: TierKey, number: Int32)?
  private(set) var findings: ReadingFindings

  init(
    request: ReportRequest, slices: TimeSlices, bucketStarts: [Int64], book: PriceBook,
    registry: TenantRegistry, filter: DimensionFilter, source: some UsageSource
  ) {
    self.request = request
    self.filter = filter
    self.slices = slices
    self.registry = registry
    buckets = slices.starts.map { start in
      Int32(max(0, (bucketStarts.lastIndex { $0 <= start } ?? 0)))
    }
    rater = Rater(book: book) { source.text($0) }
    findings = ReadingFindings(registry: registry)
    scopeTier = request.scope.tier.map { tiers.number($0) }
    if let tier = request.filters.tier {
      wantedTier = tiers.number(tier == ReportFilters.none ? nil : tier)
    }
  }

  /// Rates groups and hands them over one by one; those of other tiers than the request's are left
  /// out.
  mutating func rate(
    _ groups: [UsageGroup], source: some UsageSource, _ body: (RatedGroup) throws -> Void
  ) throws {
    var fromEntries: [UsageGroup.Key: RatedGroup] = [:]
    for group in groups where group.counts != UsageCounts() || !group.quantities.isZero {
      let tier = tierNumber(group.key, source: source)
      if let scopeTier, tier != scopeTier { continue }
      if let wantedTier, tier != wantedTier { continue }
      let dimensions = group.key.dimensions
      let instant = slices.starts[Int(group.key.slice)]
      var rated = RatedGroup(
        dimensions: dimensions, tier: tier, bucket: buckets[Int(group.key.slice)],
        sum: UsageSum(counts: group.counts, quantities: group.quantities))
      let tierText = tiers.text(tier)
      if rater.needsEntries(dimensions, tier: tierText, at: instant) {
        fromEntries[group.key] = rated
        continue
      }
      rated.sum.rated = try rater.rate(
        dimensions, tier: tierText, quantities: group.quantities,
        requests: group.counts.requests, at: instant)
      note(rated, instant)
      try body(rated)
    }
    guard !fromEntries.isEmpty else { return }
    try rateEntries(&fromEntries, source: source)
    for group in groups {
      guard let rated = fromEntries[group.key] else { continue }
      note(rated, slices.starts[Int(group.key.slice)])
      try body(rated)
    }
  }

  /// Rates groups whose price depends on more than rollups keep, entry by entry.
  private mutating func rateEntries(
    _ groups: inout [UsageGroup.Key: RatedGroup], source: some UsageSource
  ) throws {
    let keepsFeature = request.name.definition.usesFeature
    let hours = Set(groups.keys.map(\.slice)).sorted().map { slices.touchedHours(Int($0)) }
    var read: Int32 = .min
    for range in hours where range.upperBound > read {
      let unread = max(range.lowerBound, read)..<range.upperBound
      read = range.upperBound
      try source.forEachEntry(hours: unread) { entry in
        // A group does not keep all that the filters are about.
        guard filter(entry.dimensions), let slice = slices.slice(containing: entry.startNanoseconds)
        else { return }
        let key = UsageGroup.Key(
          dimensions: entry.dimensions.forGrouping(keepsFeature: keepsFeature),
          slice: Int32(slice))
        guard let tier = groups[key]?.tier else { return }
        let cost = try rater.rate(entry, tier: tiers.text(tier))
        try groups[key]?.sum.rated.add(cost)
      }
    }
  }
}

extension UsageRating {
  /// What a tenant's tier depends on.
  private struct TierKey: Hashable {
    var tenant: NameID
    var observed: NameID
    var slice: Int32
  }

  private mutating func tierNumber(_ group: UsageGroup.Key, source: some UsageSource) -> Int32 {
    let dimensions = group.dimensions
    let key = TierKey(
      tenant: dimensions.tenant, observed: dimensions.observedTier, slice: group.slice)
    if let lastTier, lastTier.key == key { return lastTier.number }
    if let known = tierNumbers[key] {
      lastTier = (key, known)
      return known
    }
    let observed = source.text(dimensions.observedTier)
    let effective =
      request.tiers == .observed
      ? observed
      : registry.effectiveTier(
        of: source.text(dimensions.tenant), at: slices.starts[Int(group.slice)],
        observed: observed)
    let number = tiers.number(effective)
    tierNumbers[key] = number
    lastTier = (key, number)
    return number
  }

  /// Notes what the registry and the price book say about a group.
  private mutating func note(_ group: RatedGroup, _ instant: Int64) {
    findings.noteTenant(group, at: instant)
    if group.sum.rated.unpricedTokens != 0, let reason = group.sum.rated.reason {
      findings.noteUnpriced(group, reason)
    }
    for tokenClass in group.sum.rated.fallbacks
    where !findings.noteFallback(group, tokenClass) {
      let card = rater.rateCard(group.dimensions, tier: tiers.text(group.tier), at: instant)
      findings.setFallback(
        group, tokenClass, pricedAs: card.match(PriceMeter(tokenClass))?.pricedAs.name)
    }
  }
}
