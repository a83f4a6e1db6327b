internal import CostModel

/// How many tokens of each class were used, and what they cost: input, cache reads, reasoning …
struct TokenClasses: ReportDefinition {
  private(set) var total = UsageSum()
  private var sums: [Int32: UsageSum] = [:]

  mutating func add(_ group: RatedGroup) throws {
    try sums[group.bucket, default: UsageSum()].add(group.sum)
    try total.add(group.sum)
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    table.columns = bucketColumns(table.bucket)
    table.columns += [
      .name("class", title: "Class"),
      ReportColumn("tokens", title: "Tokens", kind: .count),
      ReportColumn("units", title: "Calls and units", kind: .count, priority: 1),
      ReportColumn("unpriced_tokens", title: "Unpriced tokens", kind: .count, priority: 2),
      ReportColumn("cost", title: "Cost", kind: .money, role: .cost),
      ReportColumn("cost_complete", title: "Cost complete", kind: .boolean, priority: 9),
      .share, .perMillion,
    ]
    let wanted = PriceMeter.all.filter { total.uses($0) }
    var rows: [(bucket: Int32, meter: PriceMeter, sum: UsageSum)] = []
    for bucket in sums.keys.sorted() {
      let sum = sums[bucket] ?? UsageSum()
      for meter in wanted where sum.uses(meter) { rows.append((bucket, meter, sum)) }
    }
    let shares = millionths(of: rows.map { $0.sum.rated.cost(of: $0.meter) })
    table.rows = zip(rows, shares).map { row, share in
      let start: [ReportValue] =
        table.bucket == nil ? [] : [.instant(names.bucketStart(row.bucket))]
      return start + [.text(row.meter.name)] + row.sum.values(row.meter, share: share)
    }
    let tokens = total.quantities.totalTokens
    let units = wanted.reduce(Int64(0)) { $0.addingClamped(total.units($1)) }
    table.totals = table.bucket == nil ? [.absent] : [.absent, .absent]
    table.totals += [
      .count(tokens), .count(units), .count(total.rated.unpricedTokens),
      .money(total.rated.total), .boolean(total.rated.unpricedTokens == 0),
      .share(shares.reduce(0, +)), .perMillion(total.rated.total, tokens),
    ]
  }
}

extension ReportColumn {
  /// What a million tokens cost.
  static var perMillion: ReportColumn {
    var column = quotient(
      "cost_per_million", title: "Cost per million tokens", by: "tokens", priority: 1)
    column.quotient?.per = 1_000_000
    return column
  }
}

extension ReportValue {
  /// What a million tokens cost, to 18 digits half to even.
  static func perMillion(_ cost: Money, _ tokens: Int64) -> ReportValue {
    guard tokens != 0, let million = cost.times(1_000_000) else { return .absent }
    return .quotient(million, tokens)
  }
}

extension UsageSum {
  fileprivate func units(_ meter: PriceMeter) -> Int64 {
    if meter == .request { return rated.requestCost == .zero ? 0 : counts.requests }
    return meter.countedUnit.map { quantities[$0] } ?? 0
  }

  /// Whether anything of a meter was used or charged.
  fileprivate func uses(_ meter: PriceMeter) -> Bool {
    meter.tokenClass.map { quantities[$0] != 0 } ?? (units(meter) != 0)
      || rated.cost(of: meter) != .zero
  }

  fileprivate func values(_ meter: PriceMeter, share: Int64) -> [ReportValue] {
    let tokens = meter.tokenClass.map { quantities[$0] } ?? 0
    let unpriced = meter.tokenClass.map { rated.unpriced($0) } ?? 0
    let cost = rated.cost(of: meter)
    return [
      .count(tokens), .count(units(meter)), .count(unpriced), .money(cost),
      .boolean(unpriced == 0), .share(share), .perMillion(cost, tokens),
    ]
  }
}
