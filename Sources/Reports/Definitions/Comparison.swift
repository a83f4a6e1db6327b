internal import CostModel

/// What changed from one period to another, tenant by tenant: by price, by volume, and by mix.
///
/// With `before` and `after` as costs:
/// - volume: what `before` would have been with as many tokens as `after`, less `before`;
/// - mix: what the usage of `after` costs at the prices of before, less that;
/// - price: `after` less what its usage costs at the prices of before.
///
/// The three add up to the difference exactly. A price of before is what a token of a model, class
/// and kind of processing cost on average then; for what was not used then, the price that held at
/// the end of that period.
struct Comparison: ReportDefinition {
  /// What has one price.
  private struct Item: Hashable {
    var dimensions: Dimensions
    var tier: Int32
    var meter: PriceMeter
  }

  private struct Amounts {
    var quantityBefore: Int64 = 0
    var costBefore = Money.zero
    var quantity: Int64 = 0
    var cost = Money.zero
  }

  private(set) var total = UsageSum()
  private var before = KeyedSums<NameID>()
  private var after = KeyedSums<NameID>()
  private var places: [Item: Int] = [:]
  private var items: [Item] = []
  private var amounts: [Amounts] = []

  func bucket(_ request: ReportRequest) -> Bucket? { nil }
  func earlierPeriod(_ request: ReportRequest) -> Period? {
    request.against ?? request.period.previous
  }

  mutating func addEarlier(_ group: RatedGroup) throws {
    try before.add(group.sum, to: group.dimensions.tenant)
    try forEachMeter(group) { amounts, quantity, cost in
      amounts.quantityBefore = amounts.quantityBefore.addingClamped(quantity)
      amounts.costBefore = try amounts.costBefore.adding(cost, figure: "the sum of costs")
    }
  }

  mutating func add(_ group: RatedGroup) throws {
    try total.add(group.sum)
    try after.add(group.sum, to: group.dimensions.tenant)
    try forEachMeter(group) { amounts, quantity, cost in
      amounts.quantity = amounts.quantity.addingClamped(quantity)
      amounts.cost = try amounts.cost.adding(cost, figure: "the sum of costs")
    }
  }

  private mutating func forEachMeter(
    _ group: RatedGroup, _ body: (inout Amounts, Int64, Money) throws -> Void
  ) throws {
    var dimensions = group.dimensions
    dimensions.observedTier = .none
    dimensions.isMeasured = true
    for meter in PriceMeter.all {
      let (quantity, cost) = (group.sum.quantity(of: meter), group.sum.rated.cost(of: meter))
      guard quantity != 0 || cost != .zero else { continue }
      let item = Item(dimensions: dimensions, tier: group.tier, meter: meter)
      let place = places.place(of: item, next: amounts.count)
      if place == amounts.count {
        items.append(item)
        amounts.append(Amounts())
      }
      try body(&amounts[place], quantity, cost)
    }
  }

  func fill(_ table: inout ReportTable, names: ReportNames) throws {
    let earlier = earlierPeriod(names.request) ?? names.request.period
    table.filters.append(ReportFilter(name: "against", value: earlier.text))
    table.columns = Self.columns
    table.keepsColumnOrder = true
    let costsAtOldPrices = try costsAtOldPrices(names, at: earlier.to - 1)
    var rows: [(key: RowKey, change: Change)] = []
    var sum = Change()
    for tenant in Set(before.keys + after.keys) {
      let change = try change(of: tenant, costsAtOldPrices[tenant] ?? .zero)
      rows.append((RowKey(bucketStart: 0, names: [names.text(tenant)]), change))
      try sum.add(change)
    }
    let order = rowOrder(
      rows.map(\.key), costs: rows.map { Money(units: Int128(clamping: $0.change.size)) })
    table.rows = order.map { [ReportValue(rows[$0].key.first)] + rows[$0].change.values }
    table.totals = [.absent] + sum.values
  }

  /// By tenant, what the usage of after costs at the prices of before.
  private func costsAtOldPrices(_ names: ReportNames, at instant: Int64) throws -> [NameID: Money] {
    var costs: [NameID: Money] = [:]
    for (item, amounts) in zip(items, amounts) where amounts.quantity != 0 {
      var cost = amounts.cost
      if amounts.quantityBefore > 0 {
        let units = roundedProduct(
          amounts.costBefore.units, Int128(amounts.quantity),
          dividedBy: Int128(amounts.quantityBefore))
        guard let units else { throw ReportError.tooLarge("a cost at the prices of before") }
        cost = Money(units: units)
      } else {
        let card = names.card(item.dimensions, names.tiers.text(item.tier), instant)
        if let price = card?.match(item.meter)?.unitPrice {
          cost = try price.times(amounts.quantity, figure: "a cost at the prices of before")
        }
      }
      let tenant = item.dimensions.tenant
      costs[tenant] = try (costs[tenant] ?? .zero).adding(cost, figure: "the sum of costs")
    }
    return costs
  }

  private func change(of tenant: NameID, _ costAtOldPrices: Money) throws -> Change {
    var change = Change()
    change.before = before[tenant]
    change.after = after[tenant]
    let (costBefore, cost) = (change.before.rated.total, change.after.rated.total)
    let (tokensBefore, tokens) = (
      change.before.quantities.totalTokens, change.after.quantities.totalTokens
    )
    guard tokensBefore > 0, tokens > 0 else {
      change.volume = try cost.subtracting(costBefore, figure: "a difference of costs")
      return change
    }
    let units = roundedProduct(costBefore.units, Int128(tokens), dividedBy: Int128(tokensBefore))
    guard let units else { throw ReportError.tooLarge("a cost at another volume") }
    let scaled = Money(units: units)
    change.volume = try scaled.subtracting(costBefore, figure: "a difference of costs")
    change.mix = try costAtOldPrices.subtracting(scaled, figure: "a difference of costs")
    change.price = try cost.subtracting(costAtOldPrices, figure: "a difference of costs")
    return change
  }

  private static let columns: [ReportColumn] = [
    .tenant,
    ReportColumn("requests_before", title: "Requests before", kind: .count, priority: 4),
    ReportColumn("requests", title: "Requests", kind: .count, priority: 4),
    ReportColumn("tokens_before", title: "Tokens before", kind: .count, priority: 3),
    ReportColumn("tokens", title: "Tokens", kind: .count, priority: 3),
    ReportColumn("cost_before", title: "Cost before", kind: .money, role: .cost),
    ReportColumn("cost", title: "Cost", kind: .money, role: .cost),
    ReportColumn(
      "change", title: "Change", kind: .money,
      role: .difference(of: "cost", minus: "cost_before")),
    ReportColumn("price_effect", title: "By price", kind: .money, role: .costPart),
    ReportColumn("volume_effect", title: "By volume", kind: .money, role: .costPart),
    ReportColumn("mix_effect", title: "By mix", kind: .money, role: .costPart),
    ReportColumn(
      "cost_before_complete", title: "Cost before complete", kind: .boolean, priority: 9),
    ReportColumn("cost_complete", title: "Cost complete", kind: .boolean, priority: 9),
  ]
}

extension KeyedSums {
  /// The sum of a key; nothing where it has none.
  fileprivate subscript(key: Key) -> UsageSum { place(of: key).map { sums[$0] } ?? UsageSum() }
}

/// One tenant's two periods, and what lies between them.
private struct Change {
  var before = UsageSum()
  var after = UsageSum()
  var price = Money.zero
  var volume = Money.zero
  var mix = Money.zero

  /// How large the change is, whatever its sign.
  var size: UInt128 {
    (after.rated.total.subtracting(before.rated.total) ?? .zero).units.magnitude
  }

  mutating func add(_ other: Change) throws {
    try before.add(other.before)
    try after.add(other.after)
    price = try price.adding(other.price, figure: "the sum of costs")
    volume = try volume.adding(other.volume, figure: "the sum of costs")
    mix = try mix.adding(other.mix, figure: "the sum of costs")
  }

  var values: [ReportValue] {
    let (costBefore, cost) = (before.rated.total, after.rated.total)
    return [
      .count(before.counts.requests), .count(after.counts.requests),
      .count(before.quantities.totalTokens), .count(after.quantities.totalTokens),
      .money(costBefore), .money(cost), .money(cost.subtracting(costBefore) ?? .zero),
      .money(price), .money(volume), .money(mix),
      .boolean(before.rated.unpricedTokens == 0), .boolean(after.rated.unpricedTokens == 0),
    ]
  }
}

extension Money {
  /// The difference; an overflow is an error that names the figure.
  fileprivate func subtracting(_ other: Money, figure: String) throws -> Money {
    guard let difference = subtracting(other) else {
      throw MoneyError(.tooLarge, figure: figure)
    }
    return difference
  }
}

extension Period {
  /// The period just before: the month before a month, else as many days or as long a stretch.
  var previous: Period {
    if self == Period(monthOf: firstDay, zone: zone) {
      return Period(monthOf: firstDay.adding(months: -1), zone: zone)
    }
    guard isWholeDays else { return Period(from: from - (to - from), to: from, zone: zone) }
    let count = lastDay.dayNumber - firstDay.dayNumber + 1
    return Period(first: firstDay.adding(days: -count), last: firstDay.adding(days: -1), zone: zone)
  }
}
