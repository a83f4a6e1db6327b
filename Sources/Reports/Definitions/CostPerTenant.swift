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

  func fill(_ table: inout ReportTable, names: ReportNames) throws {
    var (rows, names) = (rows, names)
    if names.request.includesIdle { try addIdle(to: &rows, &names) }
    UsageRows(keyColumns: [.tenant, .tier]).fill(&table, rows, total: total) { key in
      RowKey(
        bucketStart: names.bucketStart(key.bucket), first: names.text(key.tenant),
        second: names.tiers.text(key.tier))
    }
  }

  /// Adds a row without usage for each tenant that the registry expects usage of in the period.
  private func addIdle(to rows: inout KeyedSums<Key>, _ names: inout ReportNames) throws {
    let request = names.request
    let present = Set(rows.keys.compactMap { names.text($0.tenant) })
    let last = max(request.period.from, request.period.to - 1)
    var idle: [NameID: String] = [:]
    for tenant in names.registry.tenants where !present.contains(tenant.id) {
      let statuses = [tenant.status(at: request.period.from), tenant.status(at: last)]
      guard statuses.contains(where: { $0?.isUsageExpected ?? true }) else { continue }
      if let wanted = request.filters.tenant, wanted != tenant.id { continue }
      if let scope = request.scope.tenant, scope != tenant.id { continue }
      let tier = tenant.tier(at: request.tiersAsOf ?? last)
      if let wanted = request.filters.tier, wanted != (tier ?? ReportFilters.none) { continue }
      if let scope = request.scope.tier, scope != tier { continue }
      // Ids from the end: no ledger has as many names.
      let id = NameID(rawValue: .max - UInt32(idle.count))
      idle[id] = tenant.id
      try rows.add(UsageSum(), to: Key(bucket: 0, tier: names.tiers.number(tier), tenant: id))
    }
    let text = names.text
    names.text = { idle[$0] ?? text($0) }
  }
}
