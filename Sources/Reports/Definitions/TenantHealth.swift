internal import CostModel

/// How well each tenant is served: requests, errors, throttles, and how long calls took, by exact
/// percentiles of single calls; of long periods, and of days whose calls were removed, by the
/// histograms of days, which are exact within 1 %.
///
/// A percentile is the smallest duration that at least that part of the calls did not exceed.
struct TenantHealth: ReportDefinition {
  private struct Key: Hashable {
    var bucket: Int32
    var tenant: NameID
    var tier: Int32
  }

  /// The calls of a row.
  private struct Calls {
    var requests: Int64 = 0
    var errors: Int64 = 0
    var throttles: Int64 = 0
    var latencies: [Int64] = []
    var firstTokens: [Int64] = []
    /// Of days that were read as summaries.
    var latencyHistogram = DurationHistogram()
    var firstTokenHistogram = DurationHistogram()

    mutating func add(_ entry: Entry) {
      // The tokens of a metric are no call.
      if entry.flags.contains(.summed) { return }
      requests += entry.sign
      if entry.flags.contains(.error) { errors += entry.sign }
      if entry.flags.contains(.throttled) { throttles += entry.sign }
      guard !entry.isReversal else { return }
      latencies.append(entry.durationNanoseconds)
      if entry.timeToFirstTokenNanoseconds >= 0 {
        firstTokens.append(entry.timeToFirstTokenNanoseconds)
      }
    }

    mutating func add(_ row: DaySummaryRow) {
      requests += row.usage.counts.requests
      errors += row.usage.counts.errors
      throttles += row.throttles
      latencyHistogram.add(row.latency)
      firstTokenHistogram.add(row.timeToFirstToken)
    }

    mutating func add(_ other: Calls) {
      requests += other.requests
      errors += other.errors
      throttles += other.throttles
      latencies += other.latencies
      firstTokens += other.firstTokens
      latencyHistogram.add(other.latencyHistogram)
      firstTokenHistogram.add(other.firstTokenHistogram)
    }

    var values: [ReportValue] {
      [
        .count(requests), .count(errors), .ratio(errors, of: requests), .count(throttles),
        .ratio(throttles, of: requests),
      ] + TenantHealth.percentiles(latencies, latencyHistogram)
        + TenantHealth.percentiles(firstTokens, firstTokenHistogram)
    }
  }

  let entryPasses: Int? = 0
  let takesDaySummaries = true
  private var hasSummaries = false
  private(set) var total = UsageSum()
  private var places: [Key: Int] = [:]
  private var keys: [Key] = []
  private var calls: [Calls] = []

  mutating func add(_ entry: Entry, _ group: RatedGroup, names: ReportNames) throws {
    calls[place(of: group)].add(entry)
    try total.add(group.sum)
  }

  mutating func add(_ row: DaySummaryRow, _ group: RatedGroup) throws {
    hasSummaries = true
    calls[place(of: group)].add(row)
    try total.add(group.sum)
  }

  private mutating func place(of group: RatedGroup) -> Int {
    let key = Key(bucket: group.bucket, tenant: group.dimensions.tenant, tier: group.tier)
    let place = places.place(of: key, next: calls.count)
    if place == calls.count {
      keys.append(key)
      calls.append(Calls())
    }
    return place
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    table.columns = bucketColumns(table.bucket) + [.tenant, .tier] + Self.columns
    let rowKeys = keys.map { key in
      RowKey(
        bucketStart: names.bucketStart(key.bucket), first: names.text(key.tenant),
        second: names.tiers.text(key.tier))
    }
    let order = keys.indices.sorted { left, right in
      let (starts, requests) = (
        (rowKeys[left].bucketStart, rowKeys[right].bucketStart),
        (calls[left].requests, calls[right].requests)
      )
      if starts.0 != starts.1 { return starts.0 < starts.1 }
      if requests.0 != requests.1 { return requests.0 > requests.1 }
      return RowKey.precedes(rowKeys[left], rowKeys[right])
    }
    if hasSummaries {
      table.note = "Durations of whole days come from their histograms, exact within 1 %."
    }
    table.rows = order.map { keyValues(rowKeys[$0], table.bucket) + calls[$0].values }
    var all = Calls()
    for call in calls { all.add(call) }
    table.totals = (table.bucket == nil ? [] : [.absent]) + [.absent, .absent] + all.values
  }

  private static let columns: [ReportColumn] = {
    var columns = [
      ReportColumn("requests", title: "Requests", kind: .count),
      ReportColumn("errors", title: "Errors", kind: .count),
      .ratio("error_rate", title: "Error rate", of: "errors", by: "requests", priority: 1),
      ReportColumn("throttles", title: "Throttles", kind: .count, priority: 1),
      .ratio("throttle_rate", title: "Throttle rate", of: "throttles", by: "requests", priority: 3),
    ]
    for (name, title) in [("latency", "Latency"), ("ttft", "First token")] {
      for rank in ranks {
        columns.append(
          ReportColumn(
            "\(name)_p\(rank)", title: "\(title) p\(rank)", kind: .duration, role: .quotient,
            priority: rank == 90 ? 2 : 1))
      }
    }
    return columns
  }()

  private static let ranks = [50, 90, 99]

  /// Exact where all calls were read one by one.
  private static func percentiles(
    _ durations: [Int64], _ histogram: DurationHistogram
  ) -> [ReportValue] {
    if histogram.count == 0 {
      let sorted = durations.sorted()
      return ranks.map { rank in
        sorted.isEmpty ? .absent : .duration(sorted[(sorted.count * rank + 99) / 100 - 1])
      }
    }
    var all = histogram
    for duration in durations { all.add(duration) }
    return ranks.map { all.percentile($0).map { .duration($0) } ?? .absent }
  }
}
