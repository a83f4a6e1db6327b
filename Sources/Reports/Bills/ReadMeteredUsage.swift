internal import CostModel

extension MeteredUsage {
  /// The measured usage of a period, with what it costs by a book.
  ///
  /// - Parameters:
  ///   - isByDay: Tells days apart; else everything is of day 0.
  ///   - needsSeconds: Also adds up how long calls took, which reads every entry.
  init(
    _ period: Period, book: PriceBook, registry: TenantRegistry, isByDay: Bool,
    needsSeconds: Bool = false, source: some UsageSource
  ) throws {
    self.init()
    var cuts: [Int64] = []
    if isByDay {
      let days = Period(from: period.from, to: period.to)
      if let held = try source.heldHours(), let covered = coveredPeriod(days, held: held) {
        cuts = Bucket.day.starts(in: covered)
      }
    }
    var view = try PricingView(book: book, registry: registry, source: source)
    let reading = try PeriodUsage(
      period, filters: ReportFilters(), books: [book], registries: [registry], cuts: cuts,
      keepsFeature: false, source: source)
    var entryGroups: Set<UsageGroup.Key> = []
    for group in reading.groups {
      let instant = reading.instant(group.key)
      let tier = view.tier(group.key.dimensions, at: instant)
      if needsSeconds || view.needsEntries(group.key.dimensions, tier: tier, at: instant) {
        entryGroups.insert(group.key)
        continue
      }
      let card = view.card(group.key.dimensions, tier: tier, at: instant)
      let key = Self.key(group.key.dimensions, tier, isByDay ? instant : nil, view)
      try self[key].add(group.quantities, requests: group.counts.requests, card)
    }
    try reading.forEachEntry(of: entryGroups, source: source) { entry, _ in
      let tier = view.tier(entry.dimensions, at: entry.startNanoseconds)
      let card = view.card(
        entry.dimensions, tier: tier, at: entry.startNanoseconds,
        inputTokens: entry.quantities.inputTokens)
      var quantities = Quantities()
      guard quantities.add(entry.quantities, sign: entry.sign) else { return }
      let key = Self.key(entry.dimensions, tier, isByDay ? entry.startNanoseconds : nil, view)
      try self[key].add(quantities, requests: entry.sign, card)
      self[key].nanoseconds += Int128(entry.sign) * Int128(entry.durationNanoseconds)
    }
  }

  private static func key(
    _ dimensions: Dimensions, _ tier: String?, _ instant: Int64?, _ view: PricingView
  ) -> Key {
    Key(
      day: instant.map { Hour(nanoseconds: $0).day } ?? 0, tenant: view.name(dimensions.tenant),
      tier: tier, provider: view.name(dimensions.provider), model: view.name(dimensions.model))
  }
}

extension MeteredUsage.Amounts {
  fileprivate mutating func add(
    _ more: Quantities, requests count: Int64, _ card: RateCard
  ) throws {
    requests = requests.addingClamped(count)
    guard quantities.add(more) else { throw ReportError.tooLarge("the sum of tokens") }
    for meter in PriceMeter.all {
      let quantity = meter == .request ? count : more[slot: meter.slot]
      guard quantity != 0, let match = card.match(meter) else { continue }
      let cost = try match.unitPrice.times(quantity, figure: "\(quantity) \(meter.name)")
      costs[meter] = try (costs[meter] ?? .zero).adding(cost, figure: "the sum of costs")
    }
  }
}
