internal import CostModel

/// One tenant's usage as a document to send: what was used of which model at which price, then the
/// same amount by day and by feature.
struct Statement: ReportDefinition {
  private struct Key: Hashable {
    var provider: NameID
    var model: NameID
    var meter: PriceMeter
    var unitPrice: Money?
  }

  private struct Line {
    var quantity: Int64 = 0
    var cost = Money.zero
  }

  let usesFeature = true
  let usesPrices = true
  private(set) var total = UsageSum()
  private var places: [Key: Int] = [:]
  private var keys: [Key] = []
  private var lines: [Line] = []
  private var days = KeyedSums<Int32>()
  private var features = KeyedSums<NameID>()

  func bucket(_ request: ReportRequest) -> Bucket? { .day }

  mutating func add(_ group: RatedGroup) throws {
    try total.add(group.sum)
    try days.add(group.sum, to: group.bucket)
    try features.add(group.sum, to: group.dimensions.feature)
    for meter in PriceMeter.all {
      let quantity = group.sum.quantity(of: meter)
      let cost = group.sum.rated.cost(of: meter)
      guard cost != .zero || (quantity != 0 && meter != .request) else { continue }
      let key = Key(
        provider: group.dimensions.provider, model: group.dimensions.model, meter: meter,
        unitPrice: group.card?.match(meter)?.unitPrice)
      let place = places.place(of: key, next: lines.count)
      if place == lines.count {
        keys.append(key)
        lines.append(Line())
      }
      let (sum, overflow) = lines[place].quantity.addingReportingOverflow(quantity)
      if overflow { throw ReportError.tooLarge("a quantity") }
      lines[place].quantity = sum
      lines[place].cost = try lines[place].cost.adding(cost, figure: "the sum of costs")
    }
  }

  func fill(_ table: inout ReportTable, names: ReportNames) throws {
    guard let tenant = names.request.filters.tenant else {
      throw ReportError.missing(
        report: "statement", what: "a tenant", hint: "name one with --tenant TENANT")
    }
    // Without usage, nobody learns whether the tenant exists, and what it is called.
    let displayName = lines.isEmpty ? nil : names.registry[tenant]?.displayName
    table.title = "Statement for \(displayName ?? tenant)"
    table.bucket = nil
    table.keepsColumnOrder = true
    fillLines(&table, names)
    var byDay = table.section("days", title: "By day")
    byDay.bucket = .day
    UsageRows(keyColumns: [], hasShare: false).fill(&byDay, days, total: total) { day in
      RowKey(bucketStart: names.bucketStart(day), names: [])
    }
    var byFeature = table.section("features", title: "By feature")
    UsageRows(keyColumns: [.name("feature", title: "Feature")]).fill(
      &byFeature, features, total: total
    ) { feature in
      RowKey(bucketStart: 0, names: [names.text(feature)])
    }
    if !table.rows.isEmpty { table.sections = [byDay, byFeature] }
  }

  private func fillLines(_ table: inout ReportTable, _ names: ReportNames) {
    table.columns = [
      .name("model", title: "Model"), .name("provider", title: "Provider", priority: 1),
      .name("class", title: "Class"),
      ReportColumn("quantity", title: "Quantity", kind: .count),
      ReportColumn("unit", title: "Price for", kind: .text),
      .given("unit_price", title: "Price"),
      ReportColumn("cost", title: "Amount", kind: .money, role: .cost),
      ReportColumn("unpriced_tokens", title: "Unpriced tokens", kind: .count, priority: 2),
      ReportColumn("cost_complete", title: "Cost complete", kind: .boolean, priority: 9),
    ]
    let order = lines.indices.sorted { left, right in
      let (first, second) = (keys[left], keys[right])
      let models = (
        names.text(first.model) ?? "\u{10FFFF}", names.text(second.model) ?? "\u{10FFFF}"
      )
      if models.0 != models.1 { return precedes(models.0, models.1) }
      if first.meter != second.meter { return first.meter < second.meter }
      if first.unitPrice != second.unitPrice {
        return (first.unitPrice ?? .zero) < (second.unitPrice ?? .zero)
      }
      return first.provider < second.provider
    }
    table.rows = order.map { place in
      let (key, line) = (keys[place], lines[place])
      let isToken = key.meter.tokenClass != nil
      let isUnpriced = key.unitPrice == nil && isToken
      return [
        ReportValue(names.text(key.model)), ReportValue(names.text(key.provider)),
        .text(key.meter.name), .count(line.quantity),
        .text(isToken ? "1,000,000 tokens" : "1"),
        (key.unitPrice?.times(isToken ? 1_000_000 : 1)).map { .money($0) } ?? .absent,
        .money(line.cost), .count(isUnpriced ? line.quantity : 0), .boolean(!isUnpriced),
      ]
    }
    table.totals = table.columns.map { _ in .absent }
    table.totals[6] = .money(total.rated.total)
    table.totals[7] = .count(total.rated.unpricedTokens)
    table.totals[8] = .boolean(total.rated.unpricedTokens == 0)
  }
}

extension UsageSum {
  /// How much of what a meter charges for was used.
  func quantity(of meter: PriceMeter) -> Int64 {
    if let tokenClass = meter.tokenClass { return quantities[tokenClass] }
    return meter.countedUnit.map { quantities[$0] } ?? counts.requests
  }
}

extension RatedUsage {
  /// What a meter's part cost.
  func cost(of meter: PriceMeter) -> Money {
    if let tokenClass = meter.tokenClass { return self[tokenClass] }
    return meter.countedUnit.map { self[$0] } ?? requestCost
  }
}
