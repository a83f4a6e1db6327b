internal import CostModel

/// What each tenant costs: a row a tenant and effective tier.
struct CostPerTenant: ReportDefinition {
  func fill(_ table: inout ReportTable, with groups: [RatedGroup]) throws -> UsageSum {
    var sums: [RowKey: UsageSum] = [:]
    var total = UsageSum()
    for group in groups {
      let bucketStart = table.bucket == nil ? 0 : group.bucketStart
      let key = RowKey(bucketStart: bucketStart, first: group.tenant, second: group.tier)
      try sums[key, default: UsageSum()].add(group.sum)
      try total.add(group.sum)
    }
    let rows = sums.map { (key: $0.key, sum: $0.value) }.sorted {
      rowPrecedes(($0.key, $0.sum.rated.total), ($1.key, $1.sum.rated.total))
    }
    let usage = UsageColumns(for: rows.map(\.sum))
    table.columns = bucketColumns(table.bucket)
    table.columns += [
      ReportColumn(
        "tenant", title: "Tenant", kind: .text, absentText: ReportFilters.unattributed),
      ReportColumn("tier", title: "Tier", kind: .text, absentText: ReportFilters.none),
    ]
    table.columns += usage.countColumns + usage.tokenColumns + usage.costColumns
    table.columns.append(ReportColumn("share", title: "Share", kind: .share, priority: 1))
    let shares = millionths(of: rows.map(\.sum.rated.total))
    table.rows = zip(rows, shares).map { row, share in
      var values: [ReportValue] = table.bucket == nil ? [] : [.instant(row.key.bucketStart)]
      values.append(row.key.first.map { .text($0) } ?? .absent)
      values.append(row.key.second.map { .text($0) } ?? .absent)
      values += usage.countValues(row.sum) + usage.tokenValues(row.sum)
      return values + usage.costValues(row.sum) + [.share(share)]
    }
    table.totals = (table.bucket == nil ? [] : [.absent]) + [.absent, .absent]
    table.totals += usage.countValues(total) + usage.tokenValues(total) + usage.costValues(total)
    table.totals.append(.share(shares.reduce(0, +)))
    return total
  }
}
