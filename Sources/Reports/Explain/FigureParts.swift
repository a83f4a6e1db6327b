internal import CostModel

/// The arithmetic behind a figure: how many of what, at which price, by which line.
struct FigureParts {
  /// Usage that one price line charged alike.
  struct Key: Hashable {
    var meter: PriceMeter
    var provider: NameID
    var model: NameID
    var region: NameID
    var serviceTier: NameID
    var tier: String?
    var match: PriceMatch?
    var reason: UnpricedReason?
  }

  struct Part {
    var quantity: Int64 = 0
    var cost = Money.zero
  }

  private let figure: ExplainedFigure
  private let request: ReportRequest
  private var view: PricingView
  private(set) var parts: [Key: Part] = [:]
  /// Why each part costs what it costs; absent where it has no price.
  private(set) var explanations: [Key: PriceExplanation] = [:]
  private let book: PriceBook
  private(set) var total = Part()

  init(_ figure: ExplainedFigure, request: ReportRequest, book: PriceBook, view: PricingView) {
    self.figure = figure
    self.book = book
    self.request = request
    self.view = view
  }

  mutating func add(
    _ reading: PeriodUsage, of row: ExplainedRow, source: some UsageSource
  ) throws {
    guard row.isAll else {
      return try reading.forEachEntry(source: source) { entry in
        if row.contains(entry) { try add(entry) }
      }
    }
    var entryGroups: Set<UsageGroup.Key> = []
    for group in reading.groups {
      let instant = reading.instant(group.key)
      let tier = view.tier(group.key.dimensions, at: instant)
      guard accepts(tier) else { continue }
      if view.needsEntries(group.key.dimensions, tier: tier, at: instant) {
        entryGroups.insert(group.key)
        continue
      }
      let card = view.card(group.key.dimensions, tier: tier, at: instant)
      try add(group.key.dimensions, tier, card, group.quantities, group.counts)
    }
    try reading.forEachEntry(of: entryGroups, source: source) { entry, _ in try add(entry) }
  }

  private mutating func add(_ entry: Entry) throws {
    let tier = view.tier(entry.dimensions, at: entry.startNanoseconds)
    guard accepts(tier) else { return }
    let card = view.card(
      entry.dimensions, tier: tier, at: entry.startNanoseconds,
      inputTokens: entry.quantities.inputTokens)
    var quantities = Quantities()
    guard quantities.add(entry.quantities, sign: entry.sign) else { return }
    try add(entry.dimensions, tier, card, quantities, UsageCounts(entry))
  }

  private func accepts(_ tier: String?) -> Bool {
    request.filters.tier.map { $0 == (tier ?? ReportFilters.none) } ?? true
  }

  private mutating func add(
    _ dimensions: Dimensions, _ tier: String?, _ card: RateCard, _ quantities: Quantities,
    _ counts: UsageCounts
  ) throws {
    if let calls = figure.calls(counts) {
      if calls != 0 { try add(calls, .request, dimensions, tier, card, isMoney: false) }
      return
    }
    for meter in PriceMeter.all {
      let isCall = meter == .request
      let quantity = isCall ? counts.requests : quantities[slot: meter.slot]
      // A call without a price of its own costs nothing, and nobody expects one.
      guard quantity != 0, !isCall || card.match(meter) != nil,
        figure.includes(meter, isPriced: card.match(meter) != nil)
      else { continue }
      try add(quantity, meter, dimensions, tier, card, isMoney: true)
    }
  }

  private mutating func add(
    _ quantity: Int64, _ meter: PriceMeter, _ dimensions: Dimensions, _ tier: String?,
    _ card: RateCard, isMoney: Bool
  ) throws {
    let match = isMoney ? card.match(meter) : nil
    let key = Key(
      meter: meter, provider: dimensions.provider, model: dimensions.model,
      region: dimensions.region, serviceTier: dimensions.serviceTier, tier: tier, match: match,
      reason: isMoney && match == nil ? card.unpricedReason(meter) : nil)
    let cost =
      try match.map {
        try $0.unitPrice.times(quantity, figure: "\(quantity) \(meter.name)")
      } ?? .zero
    if parts[key] == nil, isMoney { explanations[key] = book.explanation(meter, on: card) }
    try parts[key, default: Part()].add(quantity, cost)
    try total.add(quantity, cost)
  }
}

extension FigureParts.Part {
  fileprivate mutating func add(_ count: Int64, _ amount: Money) throws {
    let (sum, overflow) = quantity.addingReportingOverflow(count)
    if overflow { throw ReportError.tooLarge("the sum of tokens") }
    quantity = sum
    cost = try cost.adding(amount, figure: "the sum of costs")
  }
}
