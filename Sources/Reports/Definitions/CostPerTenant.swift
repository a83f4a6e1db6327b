internal import CostModel

/// What each tenant costs: a row a tenant and effective tier.
struct CostPerTenant: ReportDefinition {
  private struct Key: Hashable {
    var bucket: Int32
    var tier: Int32
    var tenant: NameID
  }

  private(set) var total = UsageSum()
  private var rows = KeyedSums<Key>()

  mutating func add(_ group: RatedGroup) throws {
    let key = Key(bucket: group.bucket, tier: group.tier, tenant: group.dimensions.tenant)
    try rows.add(group.sum, to: key)
    try total.add(group.sum)
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    UsageRows(keyColumns: [.tenant, .tier]).fill(&table, rows, total: total) { key in
      RowKey(
        bucketStart: names.bucketStart(key.bucket), first: names.text(key.tenant),
        second: names.tiers.text(key.tier))
    }
  }
}
