internal import CostModel

/// What each feature costs on each tier: a row a tier and feature, also laid out as a matrix.
struct FeatureCostPerTier: ReportDefinition {
  private struct Sum {
    var usage = UsageSum()
    var tenants: Set<String> = []

    mutating func add(_ group: RatedGroup) throws {
      try usage.add(group.sum)
      if let tenant = group.tenant { tenants.insert(tenant) }
    }
  }

  func fill(_ table: inout ReportTable, with groups: [RatedGroup]) throws -> UsageSum {
    var sums: [RowKey: Sum] = [:]
    var total = Sum()
    for group in groups {
      let bucketStart = table.bucket == nil ? 0 : group.bucketStart
      let key = RowKey(bucketStart: bucketStart, first: group.tier, second: group.feature)
      try sums[key, default: Sum()].add(group)
      try total.add(group)
    }
    let rows = sums.map { (key: $0.key, sum: $0.value) }.sorted {
      rowPrecedes(($0.key, $0.sum.usage.rated.total), ($1.key, $1.sum.usage.rated.total))
    }
    let usage = UsageColumns(for: rows.map(\.sum.usage))
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
    table.rows = rows.map { row in
      let names: [ReportValue] = [
        row.key.first.map { .text($0) } ?? .absent, row.key.second.map { .text($0) } ?? .absent,
      ]
      let bucket: [ReportValue] = table.bucket == nil ? [] : [.instant(row.key.bucketStart)]
      return bucket + names + values(row.sum, usage)
    }
    table.totals = table.bucket == nil ? [] : [.absent]
    table.totals += [.absent, .absent] + values(total, usage)
    table.matrix = MatrixLayout(rowColumn: "feature", columnColumn: "tier", valueColumn: "cost")
    return total.usage
  }

  private func values(_ sum: Sum, _ usage: UsageColumns) -> [ReportValue] {
    let cost = sum.usage.rated.total
    let tenants = Int64(sum.tenants.count)
    var values: [ReportValue] = [.count(tenants)]
    values += usage.countValues(sum.usage) + usage.tokenValues(sum.usage)
    values += usage.costValues(sum.usage)
    values.append(quotient(cost, tenants))
    values.append(quotient(cost, sum.usage.counts.requests))
    return values
  }

  /// The cost of one, to 18 digits half to even; absent where there is none to share it.
  private func quotient(_ cost: Money, _ count: Int64) -> ReportValue {
    cost.divided(by: count).map { .money($0) } ?? .absent
  }
}
