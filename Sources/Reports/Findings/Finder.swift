internal import CostModel

/// Looks for what a person should know, in rollups, in entries, and in what the ingest noted.
struct Finder {
  private let request: FindingsRequest
  private let registry: TenantRegistry
  private var view: PricingView
  private let plans: [String: [String]]
  private let filter: DimensionFilter
  private(set) var sums = FindingSums()
  /// By model: the dearest price of a token under the circumstances in which it was used.
  private var dearest: [NameID: Money] = [:]
  private var tenantsSeen: Set<NameID> = []

  init(
    _ request: FindingsRequest, book: PriceBook, registry: TenantRegistry,
    source: some UsageSource
  ) throws {
    self.request = request
    self.registry = registry
    view = try PricingView(book: book, registry: registry, source: source)
    filter = try DimensionFilter(request.filters, source: source)
    var plans: [String: [String]] = [:]
    for plan in request.plans?.plans ?? [] where !plan.models.isEmpty {
      plans[plan.tier] = plan.models
    }
    self.plans = plans
  }

  /// Looks at the usage of a period.
  mutating func read(_ usage: PeriodUsage, source: some UsageSource) throws {
    var entryGroups: Set<UsageGroup.Key> = []
    // Where some classes have a price and others none, only the calls themselves tell how many of
    // them lack something.
    var partlyUnpriced: Set<UsageGroup.Key> = []
    for group in usage.groups {
      let instant = usage.instant(group.key)
      let tier = view.tier(group.key.dimensions, at: instant)
      guard isWanted(tier) else { continue }
      if view.needsEntries(group.key.dimensions, tier: tier, at: instant) {
        entryGroups.insert(group.key)
        continue
      }
      let rated = try view.rate(group, dimensions: group.key.dimensions, tier: tier, at: instant)
      note(view.card(group.key.dimensions, tier: tier, at: instant), of: group.key.dimensions)
      let isPartly =
        rated.unpricedTokens != 0 && rated.unpricedTokens != group.quantities.totalTokens
      if isPartly, request.readsEntries { partlyUnpriced.insert(group.key) }
      try look(
        at: group.key.dimensions, tier, instant, group.counts, group.quantities, rated,
        unpricedCalls: partlyUnpriced.contains(group.key) ? 0 : nil)
    }
    try usage.forEachEntry(of: partlyUnpriced, source: source) { entry, _ in
      let tier = view.tier(entry.dimensions, at: entry.startNanoseconds)
      let rated = try view.rate(entry, dimensions: entry.dimensions, tier: tier)
      guard rated.unpricedTokens != 0, let reason = rated.reason else { return }
      let key = FindingSums.Key(
        kind: .unpricedUsage, tenant: entry.dimensions.tenant, model: entry.dimensions.model,
        detail: reason.text)
      try sums.add(key, count: entry.sign, tokens: 0, cost: nil)
    }
    try usage.forEachEntry(of: entryGroups, source: source) { entry, _ in
      let tier = view.tier(entry.dimensions, at: entry.startNanoseconds)
      guard isWanted(tier) else { return }
      let rated = try view.rate(entry, dimensions: entry.dimensions, tier: tier)
      var quantities = Quantities()
      guard quantities.add(entry.quantities, sign: entry.sign) else { return }
      try look(
        at: entry.dimensions, tier, entry.startNanoseconds, UsageCounts(entry), quantities, rated)
    }
    if request.readsEntries { try readEntries(usage, source: source) }
  }

  private func isWanted(_ tier: String?) -> Bool {
    request.filters.tier.map { $0 == (tier ?? ReportFilters.none) } ?? true
  }

  /// What the registry, the plans and the price book say about a usage.
  private mutating func look(
    at dimensions: Dimensions, _ tier: String?, _ instant: Int64, _ counts: UsageCounts,
    _ quantities: Quantities, _ rated: RatedUsage, unpricedCalls: Int64? = nil
  ) throws {
    tenantsSeen.insert(dimensions.tenant)
    let tokens = quantities.totalTokens
    func add(_ finder: inout Finder, _ kind: FindingKind, _ detail: String = "") throws {
      let key = FindingSums.Key(
        kind: kind, tenant: dimensions.tenant, model: dimensions.model, detail: detail)
      try finder.sums.add(
        key, count: counts.requests, tokens: tokens, cost: rated.total,
        isIncomplete: rated.unpricedTokens != 0)
    }
    if let name = view.name(dimensions.tenant), !registry.isEmpty {
      if let tenant = registry[name] {
        if let status = tenant.status(at: instant), !status.isUsageExpected {
          try add(&self, .inactiveTenant, status.rawValue)
        }
        let observed = view.name(dimensions.observedTier)
        if let known = tenant.tier(at: instant), let observed, observed != known {
          try add(&self, .tierMismatch, "telemetry \(observed), registry \(known)")
        }
      } else {
        try add(&self, .unknownTenant)
      }
    }
    if let tier, let models = plans[tier], let model = view.name(dimensions.model),
      !models.contains(where: { matches(model, pattern: $0) })
    {
      try add(&self, .modelOutsideTier, "tier \(tier)")
    }
    if rated.unpricedTokens != 0, let reason = rated.reason {
      let key = FindingSums.Key(
        kind: .unpricedUsage, tenant: dimensions.tenant, model: dimensions.model,
        detail: reason.text)
      try sums.add(
        key, count: unpricedCalls ?? counts.meteredRequests, tokens: rated.unpricedTokens,
        cost: nil)
    }
    for tokenClass in rated.fallbacks where tokenClass != .reasoning {
      let key = FindingSums.Key(
        kind: .priceFallback, tenant: dimensions.tenant, model: dimensions.model,
        detail: tokenClass.name)
      try sums.add(
        key, count: counts.meteredRequests, tokens: quantities[tokenClass],
        cost: rated[tokenClass])
    }
  }

  private mutating func note(_ card: RateCard, of dimensions: Dimensions) {
    for tokenClass in TokenClass.allCases {
      guard let price = card.match(PriceMeter(tokenClass))?.unitPrice else { continue }
      dearest[dimensions.model] = max(dearest[dimensions.model] ?? .zero, price)
    }
  }

  /// Examples of each tenant's usage of each model, and sessions that look like running totals.
  private mutating func readEntries(_ usage: PeriodUsage, source: some UsageSource) throws {
    var examples: [FindingSums.UsageOf: SpanIdentity] = [:]
    var totals = RunningTotals()
    try usage.forEachEntry(source: source) { entry in
      guard isWanted(view.tier(entry.dimensions, at: entry.startNanoseconds)) else { return }
      let key = FindingSums.UsageOf(
        tenant: entry.dimensions.tenant, model: entry.dimensions.model)
      if examples[key] == nil { examples[key] = entry.span }
      totals.add(entry)
    }
    sums.setExamples(examples)
    for suspicion in totals.suspicions {
      let key = FindingSums.Key(
        kind: .suspectedCumulative, tenant: suspicion.tenant, model: suspicion.model)
      try sums.add(
        key, count: suspicion.calls, tokens: suspicion.tokens,
        cost: bound(suspicion.tokens, suspicion.model), isBound: true, example: suspicion.span)
    }
  }

  /// What the ingest noted. Only tokens are known there, so that money is a bound.
  mutating func addLedgerFindings(source: some UsageSource) throws {
    let isOneTiers = request.filters.tier != nil
    for finding in try source.findings(hours: request.period.hours) {
      var dimensions = Dimensions()
      (dimensions.tenant, dimensions.model) = (finding.tenant, finding.model)
      let hasFilter = request.filters.tenant != nil || request.filters.model != nil
      if hasFilter, !filter(dimensions) { continue }
      if isOneTiers, !tenantsSeen.contains(finding.tenant) { continue }
      let key = FindingSums.Key(
        kind: finding.kind, tenant: finding.tenant, model: finding.model)
      try sums.add(
        key, count: finding.count, tokens: finding.tokens,
        cost: finding.tokens == 0 ? nil : bound(finding.tokens, finding.model), isBound: true,
        example: finding.example)
    }
  }

  /// What some tokens of a model cost at most; nil where the model has no price.
  private func bound(_ tokens: Int64, _ model: NameID) -> Money? {
    dearest[model]?.times(tokens)
  }
}
