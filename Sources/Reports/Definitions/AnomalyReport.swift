internal import CostModel

/// Tenants' days that cost far more than the days before.
///
/// A day is compared with the tenant's own 28 days before it, days without usage included as soon
/// as the tenant was there: it is out of pattern if it costs more than three times their median and
/// lies more than five times their median deviation above it, and if it is at least a twentieth of
/// what all tenants together cost on an average day of the period.
struct AnomalyReport: ReportDefinition {
  static let trailingDays = 28
  /// Fewer days make no pattern.
  static let daysNeeded = 7

  private struct Day: Hashable {
    var tenant: NameID
    var start: Int64
  }

  private(set) var total = UsageSum()
  private var days: [NameID: [Int32: UsageSum]] = [:]
  private var earlierDays: [NameID: [Int32: Money]] = [:]

  func bucket(_ request: ReportRequest) -> Bucket? { .day }

  func earlierPeriod(_ request: ReportRequest) -> Period? {
    let first = request.period.firstDay
    return Period(
      first: first.adding(days: -Self.trailingDays), last: first.adding(days: -1),
      zone: request.period.zone)
  }

  mutating func addEarlier(_ group: RatedGroup) throws {
    let known = earlierDays[group.dimensions.tenant]?[group.bucket] ?? .zero
    earlierDays[group.dimensions.tenant, default: [:]][group.bucket] = try known.adding(
      group.sum.rated.total, figure: "a day's cost")
  }

  mutating func add(_ group: RatedGroup) throws {
    try days[group.dimensions.tenant, default: [:]][group.bucket, default: UsageSum()].add(
      group.sum)
    try total.add(group.sum)
  }

  func fill(_ table: inout ReportTable, names: ReportNames) throws {
    table.columns = Self.columns
    table.keepsColumnOrder = true
    let starts = names.earlierBucketStarts + names.bucketStarts
    let average = total.rated.total.units / Int128(max(1, names.bucketStarts.count))
    var found: [(key: RowKey, sum: UsageSum, usual: Money)] = []
    for (tenant, sums) in days where tenant.isPresent {
      var costs = Array(repeating: Money.zero, count: starts.count)
      for (bucket, cost) in earlierDays[tenant] ?? [:] { costs[Int(bucket)] = cost }
      let offset = names.earlierBucketStarts.count
      for (bucket, sum) in sums { costs[offset + Int(bucket)] = sum.rated.total }
      guard let firstUse = costs.firstIndex(where: { $0 != .zero }) else { continue }
      for (bucket, sum) in sums {
        let place = offset + Int(bucket)
        let pattern = costs[max(firstUse, place - Self.trailingDays)..<max(firstUse, place)]
        guard pattern.count >= Self.daysNeeded, sum.rated.total.units * 20 >= average,
          let usual = Self.usual(pattern, exceededBy: sum.rated.total)
        else { continue }
        found.append(
          (RowKey(bucketStart: starts[place], names: [names.text(tenant)]), sum, usual))
      }
    }
    let order = rowOrder(found.map(\.key), costs: found.map(\.sum.rated.total))
    var shown = UsageSum()
    var usual = Money.zero
    for place in order {
      table.rows.append(Self.values(found[place].key, found[place].sum, found[place].usual))
      try shown.add(found[place].sum)
      usual = try usual.adding(found[place].usual, figure: "the sum of costs")
    }
    table.totals = Self.values(RowKey(bucketStart: 0, names: [nil]), shown, usual)
    table.totals[0] = .absent
    table.totals[table.totals.count - 2] = .absent
    if table.rows.isEmpty, total.counts.requests != 0 {
      table.note =
        "No tenant's day is out of its pattern. A day needs \(Self.daysNeeded) days before it."
    }
  }

  /// The median of a pattern, if a cost is far above it.
  private static func usual(_ pattern: ArraySlice<Money>, exceededBy cost: Money) -> Money? {
    let median = median(pattern.map(\.units))
    let deviation = Self.median(pattern.map { ($0.units - median).magnitudeClamped })
    guard cost.units / 3 > median, (cost.units - median) / 5 > deviation else { return nil }
    return Money(units: median)
  }

  private static func median(_ values: [Int128]) -> Int128 {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[(sorted.count - 1) / 2]
  }

  private static let columns: [ReportColumn] = [
    ReportColumn("period_start", title: "Day", kind: .instant), .tenant,
    ReportColumn("requests", title: "Requests", kind: .count, priority: 1),
    ReportColumn("tokens", title: "Tokens", kind: .count, priority: 1),
    ReportColumn("cost", title: "Cost", kind: .money, role: .cost),
    ReportColumn("usual_cost", title: "Usual cost", kind: .money, role: .cost),
    ReportColumn("usual_ratio", title: "Of the usual", kind: .ratio, role: .quotient),
    ReportColumn("cost_complete", title: "Cost complete", kind: .boolean, priority: 9),
  ]

  private static func values(_ key: RowKey, _ sum: UsageSum, _ usual: Money) -> [ReportValue] {
    [
      .instant(key.bucketStart), ReportValue(key.first), .count(sum.counts.requests),
      .count(sum.quantities.totalTokens), .money(sum.rated.total), .money(usual),
      .ratio(sum.rated.total, of: usual), .boolean(sum.rated.unpricedTokens == 0),
    ]
  }
}

extension Int128 {
  /// The distance from zero, as a signed number.
  fileprivate var magnitudeClamped: Int128 { Int128(clamping: magnitude) }
}
