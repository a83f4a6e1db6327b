internal import CostModel

/// Gives usage its tier and its cost, and notes what a person should know of it.
struct UsageRating {
  private let request: ReportRequest
  private let slices: TimeSlices
  private let registry: TenantRegistry
  /// By slice.
  private let buckets: [Int32]
  private let grouping: UsageGrouping
  private let registryDecides: Bool
  private var rater: Rater
  private(set) var tiers: TierNames
  private var wantedTier: Int32?
  /// The one tier that the scope allows.
  private var scopeTier: Int32?
  private var tierNumbers: [TierKey: Int32] = [:]
  /// Usage of a tenant comes together, so that the last answer mostly holds again.
  private var lastTier: (key: TierKey, number: Int32)?
  private(set) var findings: ReadingFindings

  init(
    request: ReportRequest, slices: TimeSlices, bucketStarts: [Int64], book: PriceBook,
    registry: TenantRegistry, source: some UsageSource, grouping: UsageGrouping,
    tiers: TierNames = TierNames()
  ) {
    self.request = request
    self.slices = slices
    self.registry = registry
    self.grouping = grouping
    registryDecides = request.tiers != .observed && !registry.isEmpty
    self.tiers = tiers
    buckets = slices.starts.map { start in
      Int32(max(0, (bucketStarts.lastIndex { $0 <= start } ?? 0)))
    }
    rater = Rater(book: book) { source.text($0) }
    findings = ReadingFindings(registry: registry)
    scopeTier = request.scope.tier.map { self.tiers.number($0) }
    if let tier = request.filters.tier {
      wantedTier = self.tiers.number(tier == ReportFilters.none ? nil : tier)
    }
  }

  /// Rates groups and hands them over one by one; those of other tiers than the request's are left
  /// out.
  mutating func rate(
    _ groups: [UsageGroup], source: some UsageSource, _ body: (RatedGroup) throws -> Void
  ) throws {
    var fromEntries: [UsageGroup.Key: RatedGroup] = [:]
    for group in groups where group.counts != UsageCounts() || !group.quantities.isZero {
      let tier = tierNumber(group.key.dimensions, group.key.slice, source: source)
      guard isWanted(tier) else { continue }
      let dimensions = group.key.dimensions
      let instant = slices.starts[Int(group.key.slice)]
      var rated = RatedGroup(
        dimensions: dimensions, tier: tier, bucket: buckets[Int(group.key.slice)],
        instant: instant, sum: UsageSum(counts: group.counts, quantities: group.quantities))
      let tierText = tiers.text(tier)
      if rater.needsEntries(dimensions, tier: tierText, at: instant) {
        fromEntries[group.key] = rated
        continue
      }
      rated.sum.rated = try rater.rate(
        dimensions, tier: tierText, quantities: group.quantities,
        requests: group.counts.requests, at: instant)
      if grouping.keepsPrices {
        rated.card = rater.rateCard(dimensions, tier: tierText, at: instant)
      }
      note(rated, instant)
      try body(rated)
    }
    guard !fromEntries.isEmpty else { return }
    if grouping.keepsPrices {
      return try rateApart(fromEntries, source: source, body)
    }
    try forEachEntry(of: Set(fromEntries.keys.map(\.slice)), source: source) { rating, entry, key in
      guard let tier = fromEntries[key]?.tier else { return }
      let cost = try rating.rater.rate(entry, tier: rating.tiers.text(tier))
      try fromEntries[key]?.sum.rated.add(cost)
    }
    for group in groups {
      guard let rated = fromEntries[group.key] else { continue }
      note(rated, slices.starts[Int(group.key.slice)])
      try body(rated)
    }
  }

  /// Hands over every call of some groups as a group of its own, because their prices differ.
  private mutating func rateApart(
    _ groups: [UsageGroup.Key: RatedGroup], source: some UsageSource,
    _ body: (RatedGroup) throws -> Void
  ) throws {
    try forEachEntry(of: Set(groups.keys.map(\.slice)), source: source) { rating, entry, key in
      guard let group = groups[key] else { return }
      let tier = rating.tiers.text(group.tier)
      var rated = group
      rated.sum = try rating.sum(of: entry, tier: tier)
      rated.card = rating.rater.rateCard(
        entry.dimensions, tier: tier, at: entry.startNanoseconds,
        inputTokens: entry.quantities.inputTokens)
      rating.note(rated, group.instant)
      try body(rated)
    }
  }

  /// Reads the calls of some slices, each with the key of the group that it belongs to.
  private mutating func forEachEntry(
    of slicesNeeded: Set<Int32>, source: some UsageSource,
    _ body: (inout UsageRating, Entry, UsageGroup.Key) throws -> Void
  ) throws {
    // A group does not keep all that the filters are about.
    let accepts = try DimensionFilter(request.filters, source: source)
    var read: Int32 = .min
    for range in slicesNeeded.sorted().map({ slices.touchedHours(Int($0)) })
    where range.upperBound > read {
      let unread = max(range.lowerBound, read)..<range.upperBound
      read = range.upperBound
      try source.forEachEntry(hours: unread) { entry in
        guard accepts(entry.dimensions),
          let slice = slices.slice(containing: entry.startNanoseconds)
        else { return }
        let key = UsageGroup.Key(
          dimensions: entry.dimensions.forGrouping(
            keepsFeature: grouping.keepsFeature, keepsAgent: grouping.keepsAgent),
          slice: Int32(slice))
        try body(&self, entry, key)
      }
    }
  }

  private func isWanted(_ tier: Int32) -> Bool {
    if let scopeTier, tier != scopeTier { return false }
    if let wantedTier, tier != wantedTier { return false }
    return true
  }
}

/// By what usage is told apart for a report, besides what every report needs.
struct UsageGrouping: Sendable {
  var keepsFeature = false
  var keepsAgent = false
  /// Whether every group must be rated by one card, and carry it.
  var keepsPrices = false
}

extension UsageRating {
  /// Whether a call is within the request, with its tier.
  mutating func tier(of entry: Entry, source: some UsageSource) -> Int32? {
    guard let slice = slices.slice(containing: entry.startNanoseconds) else { return nil }
    let tier = tierNumber(entry.dimensions, Int32(slice), source: source)
    return isWanted(tier) ? tier : nil
  }

  /// A call as a group of its own; nil where the request is not about it.
  mutating func group(of entry: Entry, source: some UsageSource) throws -> RatedGroup? {
    guard let slice = slices.slice(containing: entry.startNanoseconds),
      let tier = tier(of: entry, source: source)
    else { return nil }
    let group = RatedGroup(
      dimensions: entry.dimensions, tier: tier, bucket: buckets[slice],
      instant: slices.starts[slice], sum: try sum(of: entry, tier: tiers.text(tier)))
    note(group, slices.starts[slice])
    return group
  }

  /// Usage of a slice as a group of its own, without its cost where that needs single calls; nil
  /// where the request is not about it.
  mutating func group(
    of usage: RollupRow, slice: Int32, source: some UsageSource
  ) throws -> RatedGroup? {
    let (dimensions, instant) = (usage.dimensions, slices.starts[Int(slice)])
    let tier = tierNumber(dimensions, slice, source: source)
    guard isWanted(tier) else { return nil }
    var group = RatedGroup(
      dimensions: dimensions, tier: tier, bucket: buckets[Int(slice)], instant: instant,
      sum: UsageSum(counts: usage.counts, quantities: usage.quantities))
    let tierText = tiers.text(tier)
    if !rater.needsEntries(dimensions, tier: tierText, at: instant) {
      group.sum.rated = try rater.rate(
        dimensions, tier: tierText, quantities: usage.quantities,
        requests: usage.counts.requests, at: instant)
    }
    note(group, instant)
    return group
  }

  private mutating func sum(of entry: Entry, tier: String?) throws -> UsageSum {
    var quantities = Quantities()
    guard quantities.add(entry.quantities, sign: entry.sign) else {
      throw ReportError.tooLarge("the tokens of a call")
    }
    return UsageSum(
      counts: UsageCounts(entry), quantities: quantities, rated: try rater.rate(entry, tier: tier))
  }

  /// What a tenant's tier depends on.
  private struct TierKey: Hashable {
    var tenant: NameID
    var observed: NameID
    var slice: Int32
  }

  private mutating func tierNumber(
    _ dimensions: Dimensions, _ slice: Int32, source: some UsageSource
  ) -> Int32 {
    // Without a registry the telemetry's word is all there is, whoever the tenant, whenever.
    let key =
      registryDecides
      ? TierKey(tenant: dimensions.tenant, observed: dimensions.observedTier, slice: slice)
      : TierKey(tenant: .none, observed: dimensions.observedTier, slice: 0)
    if let lastTier, lastTier.key == key { return lastTier.number }
    if let known = tierNumbers[key] {
      lastTier = (key, known)
      return known
    }
    let observed = source.text(dimensions.observedTier)
    let effective =
      registryDecides
      ? registry.effectiveTier(
        of: source.text(dimensions.tenant), at: request.tiersAsOf ?? slices.starts[Int(slice)],
        observed: observed)
      : observed
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
