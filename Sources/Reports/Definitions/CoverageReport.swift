internal import CostModel

/// How much of each model's usage has a price, a tenant, and was counted by the provider.
struct CoverageReport: ReportDefinition {
  private struct Key: Hashable {
    var bucket: Int32
    var provider: NameID
    var model: NameID
  }

  /// Tokens that are covered in some way.
  private struct Tokens {
    var attributed: Int64 = 0
    var measured: Int64 = 0

    mutating func add(_ group: RatedGroup) {
      let tokens = group.sum.quantities.totalTokens
      if group.dimensions.tenant.isPresent { attributed = attributed.addingClamped(tokens) }
      if group.dimensions.isMeasured { measured = measured.addingClamped(tokens) }
    }
  }

  private(set) var total = UsageSum()
  private var totalTokens = Tokens()
  private var rows = KeyedSums<Key>()
  private var tokens: [Tokens] = []

  mutating func add(_ group: RatedGroup) throws {
    let dimensions = group.dimensions
    let key = Key(bucket: group.bucket, provider: dimensions.provider, model: dimensions.model)
    let place = try rows.add(group.sum, to: key)
    try total.add(group.sum)
    if place == tokens.count { tokens.append(Tokens()) }
    tokens[place].add(group)
    totalTokens.add(group)
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    let rowKeys = rows.keys.map { key in
      RowKey(
        bucketStart: names.bucketStart(key.bucket), first: names.text(key.provider),
        second: names.text(key.model))
    }
    table.columns = bucketColumns(table.bucket) + Self.columns
    table.rows = rowOrder(rowKeys, costs: rows.costs).map { place in
      keyValues(rowKeys[place], table.bucket) + Self.values(rows.sums[place], tokens[place])
    }
    table.totals = (table.bucket == nil ? [] : [.absent]) + [.absent, .absent]
    table.totals += Self.values(total, totalTokens)
  }

  private static let columns: [ReportColumn] = [
    .name("provider", title: "Provider"), .name("model", title: "Model"),
    ReportColumn("requests", title: "Requests", kind: .count, priority: 3),
    ReportColumn("metered_requests", title: "Metered requests", kind: .count, priority: 4),
    ReportColumn("errors", title: "Errors", kind: .count, priority: 5),
    ReportColumn("tokens", title: "Tokens", kind: .count),
    ReportColumn("priced_tokens", title: "Priced tokens", kind: .count, priority: 2),
    ReportColumn("unpriced_tokens", title: "Unpriced tokens", kind: .count, priority: 1),
    ReportColumn("attributed_tokens", title: "Attributed tokens", kind: .count, priority: 2),
    ReportColumn("measured_tokens", title: "Measured tokens", kind: .count, priority: 2),
    .ratio("priced_ratio", title: "Priced", of: "priced_tokens", by: "tokens"),
    .ratio("attributed_ratio", title: "Attributed", of: "attributed_tokens", by: "tokens"),
    .ratio("measured_ratio", title: "Measured", of: "measured_tokens", by: "tokens"),
    ReportColumn("cost", title: "Cost", kind: .money, role: .cost),
    ReportColumn("cost_complete", title: "Cost complete", kind: .boolean, priority: 9),
  ]

  private static func values(_ sum: UsageSum, _ tokens: Tokens) -> [ReportValue] {
    let all = sum.quantities.totalTokens
    let priced = all &- sum.rated.unpricedTokens
    return [
      .count(sum.counts.requests), .count(sum.counts.meteredRequests), .count(sum.counts.errors),
      .count(all), .count(priced), .count(sum.rated.unpricedTokens), .count(tokens.attributed),
      .count(tokens.measured), .ratio(priced, of: all), .ratio(tokens.attributed, of: all),
      .ratio(tokens.measured, of: all), .money(sum.rated.total),
      .boolean(sum.rated.unpricedTokens == 0),
    ]
  }
}
