internal import CostModel

/// What each tier costs, with the number of its tenants.
struct TierSummary: ReportDefinition {
  private struct Key: Hashable {
    var bucket: Int32
    var tier: Int32
  }

  private(set) var total = UsageSum()
  private var rows = KeyedSums<Key>()
  private var tenants = TenantCounts()

  mutating func add(_ group: RatedGroup) throws {
    let place = try rows.add(group.sum, to: Key(bucket: group.bucket, tier: group.tier))
    try total.add(group.sum)
    tenants.add(group.dimensions.tenant, to: place)
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    UsageRows(keyColumns: [.tier], extraColumns: [.tenants] + TenantQuotients.columns).fill(
      &table, rows, total: total
    ) { key in
      RowKey(bucketStart: names.bucketStart(key.bucket), names: [names.tiers.text(key.tier)])
    } extra: { place in
      let count = place.map { tenants[$0] } ?? Int64(tenants.all.count)
      let sum = place.map { rows.sums[$0] } ?? total
      return [.count(count)] + TenantQuotients.values(sum, tenants: count)
    }
  }
}
