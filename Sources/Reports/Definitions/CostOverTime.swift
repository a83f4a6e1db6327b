internal import CostModel

/// What each day (or hour, week, month) costs, also those between that cost nothing.
struct CostOverTime: ReportDefinition {
  private(set) var total = UsageSum()
  private var sums: [Int32: UsageSum] = [:]

  func bucket(_ request: ReportRequest) -> Bucket? { request.bucket ?? .day }

  mutating func add(_ group: RatedGroup) throws {
    try sums[group.bucket, default: UsageSum()].add(group.sum)
    try total.add(group.sum)
  }

  func fill(_ table: inout ReportTable, names: ReportNames) throws {
    var rows = KeyedSums<Int32>()
    if let first = sums.keys.min(), let last = sums.keys.max() {
      for bucket in first...last { try rows.add(sums[bucket] ?? UsageSum(), to: bucket) }
    }
    UsageRows(keyColumns: []).fill(&table, rows, total: total) { bucket in
      RowKey(bucketStart: names.bucketStart(bucket), names: [])
    }
  }
}
