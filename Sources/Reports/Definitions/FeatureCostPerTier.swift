internal import CostModel

/// What each feature costs on each tier: a row a tier and feature, also laid out as a matrix.
struct FeatureCostPerTier: ReportDefinition {
  private struct Key: Hashable {
    var bucket: Int32
    var tier: Int32
    var feature: NameID
  }

  let usesFeature = true
  private(set) var total = UsageSum()
  private var rows = KeyedSums<Key>()
  private var tenants = TenantCounts()

  mutating func add(_ group: RatedGroup) throws {
    let key = Key(bucket: group.bucket, tier: group.tier, feature: group.dimensions.feature)
    let place = try rows.add(group.sum, to: key)
    try total.add(group.sum)
    tenants.add(group.dimensions.tenant, to: place)
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    let rowKeys = rows.keys.map { key in
      RowKey(
        bucketStart: names.bucketStart(key.bucket), first: names.tiers.text(key.tier),
        second: names.text(key.feature))
    }
    let order = rowOrder(rowKeys, costs: rows.costs)
    let usage = UsageColumns(for: rows.sums)
    table.columns = bucketColumns(table.bucket)
    table.columns += [.tier, .name("feature", title: "Feature"), .tenants]
    table.columns += usage.countColumns + usage.tokenColumns + usage.costColumns
    table.columns += TenantQuotients.columns
    table.rows = order.map { place in
      keyValues(rowKeys[place], table.bucket)
        + values(rows.sums[place], tenants: tenants[place], usage)
    }
    table.totals = table.bucket == nil ? [] : [.absent]
    table.totals += [.absent, .absent] + values(total, tenants: Int64(tenants.all.count), usage)
    table.matrix = MatrixLayout(rowColumn: "feature", columnColumn: "tier", valueColumn: "cost")
  }

  private func values(_ sum: UsageSum, tenants: Int64, _ usage: UsageColumns) -> [ReportValue] {
    var values: [ReportValue] = [.count(tenants)]
    usage.append(sum, to: &values)
    return values + TenantQuotients.values(sum, tenants: tenants)
  }
}

/// What a tier or feature costs one tenant, and one request.
enum TenantQuotients {
  static let columns: [ReportColumn] = [
    .quotient("cost_per_tenant", title: "Cost per tenant", by: "tenants"),
    .quotient("cost_per_request", title: "Cost per request", by: "requests"),
  ]

  static func values(_ sum: UsageSum, tenants: Int64) -> [ReportValue] {
    [
      .quotient(sum.rated.total, tenants), .quotient(sum.rated.total, sum.counts.requests),
    ]
  }
}

extension ReportColumn {
  static let tenants = ReportColumn(
    "tenants", title: "Tenants", kind: .count, role: .distinctCount, priority: 1)
}
