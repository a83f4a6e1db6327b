internal import CostModel

/// One way to price usage: a book, a registry, and models that stand in for others.
struct PricingView {
  let registry: TenantRegistry
  private var rater: Rater
  private let text: (NameID) -> String?
  private let tiers: TierView
  /// The instant whose tiers hold for all usage; nil: each usage's own time.
  private let tiersAsOf: Int64?
  private let replacements: [(feature: NameID?, model: NameID)]

  /// - Parameter replacements: Features that the source does not know replace nothing.
  init(
    book: PriceBook, registry: TenantRegistry, tiers: TierView = .effective,
    tiersAsOf: Int64? = nil, replacements: [ModelReplacement] = [], source: some UsageSource
  ) throws {
    self.registry = registry
    self.tiers = tiers
    self.tiersAsOf = tiersAsOf
    let features = try source.names(.feature)
    var models: [NameID: String] = [:]
    var places: [(feature: NameID?, model: NameID)] = []
    for (number, replacement) in replacements.enumerated() {
      // Ids from the end: no ledger has as many names.
      let id = NameID(rawValue: .max - UInt32(number))
      models[id] = replacement.model
      guard let feature = replacement.feature else {
        places.append((nil, id))
        continue
      }
      if feature == ReportFilters.none { places.append((NameID.none, id)) }
      for known in features where known.text == feature { places.append((known.id, id)) }
    }
    self.replacements = places
    let text: (NameID) -> String? = { models[$0] ?? source.text($0) }
    self.text = text
    rater = Rater(book: book, name: text)
  }

  func name(_ id: NameID) -> String? { text(id) }

  /// The dimensions by which usage is priced: with the model that stands in for its own, if any.
  func dimensions(_ dimensions: Dimensions) -> Dimensions {
    for replacement in replacements
    where replacement.feature == nil || replacement.feature == dimensions.feature {
      var changed = dimensions
      changed.model = replacement.model
      // The model's name says whose it is, or all that have it agree.
      changed.provider = .none
      return changed
    }
    return dimensions
  }

  func tier(_ dimensions: Dimensions, at instant: Int64) -> String? {
    let observed = text(dimensions.observedTier)
    if tiers == .observed { return observed }
    return registry.effectiveTier(
      of: text(dimensions.tenant), at: tiersAsOf ?? instant, observed: observed)
  }

  mutating func needsEntries(_ dimensions: Dimensions, tier: String?, at instant: Int64) -> Bool {
    rater.needsEntries(dimensions, tier: tier, at: instant)
  }

  mutating func card(
    _ dimensions: Dimensions, tier: String?, at instant: Int64, inputTokens: Int64? = nil
  ) -> RateCard {
    rater.rateCard(dimensions, tier: tier, at: instant, inputTokens: inputTokens)
  }

  mutating func rate(
    _ group: UsageGroup, dimensions: Dimensions, tier: String?, at instant: Int64
  ) throws -> RatedUsage {
    try rater.rate(
      dimensions, tier: tier, quantities: group.quantities, requests: group.counts.requests,
      at: instant)
  }

  mutating func rate(_ entry: Entry, dimensions: Dimensions, tier: String?) throws -> RatedUsage {
    var entry = entry
    entry.dimensions.model = dimensions.model
    entry.dimensions.provider = dimensions.provider
    return try rater.rate(entry, tier: tier)
  }
}
