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
  private var places: [Key: Int] = [:]
  private var keys: [Key] = []
  private var sums: [UsageSum] = []
  private var tenants: [Set<NameID>] = []
  private var allTenants: Set<NameID> = []
  /// By row, whose usage came last.
  private var lastTenants: [NameID] = []

  mutating func add(_ group: RatedGroup) throws {
    let key = Key(bucket: group.bucket, tier: group.tier, feature: group.dimensions.feature)
    let place = places.place(of: key, next: sums.count)
    if place == sums.count {
      keys.append(key)
      sums.append(UsageSum())
      tenants.append([])
      lastTenants.append(.none)
    }
    try sums[place].add(group.sum)
    try total.add(group.sum)
    let tenant = group.dimensions.tenant
    // Usage of a tenant comes together: most of it adds nobody new.
    if tenant.isPresent, lastTenants[place] != tenant {
      lastTenants[place] = tenant
      tenants[place].insert(tenant)
      allTenants.insert(tenant)
    }
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    let rowKeys = keys.map { key in
      RowKey(
        bucketStart: names.bucketStart(key.bucket), first: names.tiers.text(key.tier),
        second: names.text(key.feature))
    }
    let order = rowOrder(rowKeys, costs: sums.map(\.rated.total))
    let usage = UsageColumns(for: sums)
    table.columns = bucketColumns(table.bucket)
    table.columns += [
      ReportColumn("tier", title: "Tier", kind: .text, absentText: ReportFilters.none),
      ReportColumn("feature", title: "Feature", kind: .text, absentText: ReportFilters.none),
      ReportColumn(
        "tenants", title: "Tenants", kind: .count, role: .distinctCount, priority: 1),
    ]
    table.columns += usage.countColumns + usage.tokenColumns + usage.costColumns
    table.columns += [
      ReportColumn(
        "cost_per_tenant", title: "Cost per tenant", kind: .money, role: .quotient, priority: 2),
      ReportColumn(
        "cost_per_request", title: "Cost per request", kind: .money, role: .quotient,
        priority: 2),
    ]
    table.rows = order.map { place in
      keyValues(rowKeys[place], table.bucket)
        + values(sums[place], tenants: tenants[place].count, usage)
    }
    table.totals = table.bucket == nil ? [] : [.absent]
    table.totals += [.absent, .absent] + values(total, tenants: allTenants.count, usage)
    table.matrix = MatrixLayout(rowColumn: "feature", columnColumn: "tier", valueColumn: "cost")
  }

  private func values(_ sum: UsageSum, tenants: Int, _ usage: UsageColumns) -> [ReportValue] {
    var values: [ReportValue] = [.count(Int64(tenants))]
    usage.append(sum, to: &values)
    values.append(quotient(sum.rated.total, Int64(tenants)))
    values.append(quotient(sum.rated.total, sum.counts.requests))
    return values
  }

  /// The cost of one, to 18 digits half to even; absent where there is none to share it.
  private func quotient(_ cost: Money, _ count: Int64) -> ReportValue {
    cost.divided(by: count).map { .money($0) } ?? .absent
  }
}
