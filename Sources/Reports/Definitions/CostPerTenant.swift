internal import CostModel

/// What each tenant costs: a row a tenant and effective tier.
struct CostPerTenant: ReportDefinition {
  private struct Key: Hashable {
    var bucket: Int32
    var tier: Int32
    var tenant: NameID
  }

  let usesFeature = false
  private(set) var total = UsageSum()
  private var places: [Key: Int] = [:]
  private var keys: [Key] = []
  private var sums: [UsageSum] = []

  mutating func add(_ group: RatedGroup) throws {
    let key = Key(bucket: group.bucket, tier: group.tier, tenant: group.dimensions.tenant)
    let place = places.place(of: key, next: sums.count)
    if place == sums.count {
      keys.append(key)
      sums.append(UsageSum())
    }
    try sums[place].add(group.sum)
    try total.add(group.sum)
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    let rowKeys = keys.map { key in
      RowKey(
        bucketStart: names.bucketStart(key.bucket), first: names.text(key.tenant),
        second: names.tiers.text(key.tier))
    }
    let order = rowOrder(rowKeys, costs: sums.map(\.rated.total))
    let usage = UsageColumns(for: sums)
    table.columns = bucketColumns(table.bucket)
    table.columns += [
      ReportColumn(
        "tenant", title: "Tenant", kind: .text, absentText: ReportFilters.unattributed),
      ReportColumn("tier", title: "Tier", kind: .text, absentText: ReportFilters.none),
    ]
    table.columns += usage.countColumns + usage.tokenColumns + usage.costColumns
    table.columns.append(ReportColumn("share", title: "Share", kind: .share, priority: 1))
    let shares = millionths(of: order.map { sums[$0].rated.total })
    table.rows = zip(order, shares).map { place, share in
      var values = keyValues(rowKeys[place], table.bucket)
      usage.append(sums[place], to: &values)
      values.append(.share(share))
      return values
    }
    table.totals = (table.bucket == nil ? [] : [.absent]) + [.absent, .absent]
    usage.append(total, to: &table.totals)
    table.totals.append(.share(shares.reduce(0, +)))
  }
}
