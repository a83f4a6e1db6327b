internal import CostModel

/// Each tenant's days against the plan of its tier: what is left, and when it was exceeded.
///
/// A limit is exceeded by the first call, in order of time, that brings a day's sum above it;
/// exactly the limit is within it. Nothing is enforced: others read this and decide.
struct QuotaReport: ReportDefinition {
  private struct Key: Hashable {
    var bucket: Int32
    var tenant: NameID
    var tier: Int32
  }

  private struct Call {
    var start: Int64
    var counts: UsageCounts
    var quantities: Quantities
  }

  let entryPasses: Int? = 0
  private let plans: PlanBook?
  private(set) var total = UsageSum()
  private var places: [Key: Int] = [:]
  private var keys: [Key] = []
  private var sums: [UsageSum] = []
  /// By row; empty where the tier has no plan.
  private var calls: [[Call]] = []
  private var last: Int64?

  init(_ request: ReportRequest) { plans = request.plans }

  func bucket(_ request: ReportRequest) -> Bucket? { .day }

  private func plan(_ tier: String?) -> TierPlan? {
    tier.flatMap { name in plans?.plans.first { $0.tier == name } }
  }

  mutating func add(_ entry: Entry, _ group: RatedGroup, names: ReportNames) throws {
    try total.add(group.sum)
    last = max(last ?? .min, entry.startNanoseconds)
    let key = Key(bucket: group.bucket, tenant: group.dimensions.tenant, tier: group.tier)
    let place = places.place(of: key, next: sums.count)
    if place == sums.count {
      keys.append(key)
      sums.append(UsageSum())
      calls.append([])
    }
    try sums[place].add(group.sum)
    if plan(names.tiers.text(group.tier)) != nil {
      calls[place].append(
        Call(
          start: entry.startNanoseconds, counts: group.sum.counts,
          quantities: group.sum.quantities))
    }
  }

  func fill(_ table: inout ReportTable, names: ReportNames) throws {
    guard let plans, !plans.plans.isEmpty else {
      throw ReportError.missing(
        report: "quota", what: "plans",
        hint: "name a file with --plans FILE, or \"plans\" in meter.json5")
    }
    table.columns = Self.columns
    table.keepsColumnOrder = true
    var exceeded = 0
    for place in ordered(names) {
      let tier = names.tiers.text(keys[place].tier)
      for limit in plan(tier)?.limits ?? [] {
        let used = limit.limit.used(sums[place].counts, sums[place].quantities)
        let instant = used > limit.allowed ? exceededAt(limit, calls[place]) : nil
        if used > limit.allowed { exceeded += 1 }
        table.rows.append([
          .instant(names.bucketStart(keys[place].bucket)),
          ReportValue(names.text(keys[place].tenant)), ReportValue(tier),
          .text(limit.limit.rawValue), .count(used), .count(limit.allowed),
          .count(max(0, limit.allowed - used)), .boolean(used > limit.allowed),
          instant.map { .instant($0) } ?? .absent,
        ])
      }
    }
    table.totals = table.columns.map { _ in .absent }
    table.exceededCount = exceeded
    note(&table)
  }

  private func note(_ table: inout ReportTable) {
    if let last {
      let second = last / Instant.second * Instant.second
      table.findings.append(
        ReportFinding(
          kind: "usage_until", count: 1,
          message:
            "the last call taken in began at \(Instant.rfc3339(second))",
          isNote: true))
    }
    if table.rows.isEmpty, total.counts.requests != 0 {
      table.note = "No tier of this period's usage has a plan."
    }
  }

  /// The instant of the call that brings the sum above the limit.
  private func exceededAt(_ limit: AllowedUse, _ calls: [Call]) -> Int64? {
    var (counts, quantities) = (UsageCounts(), Quantities())
    for call in calls.sorted(by: { $0.start < $1.start }) {
      guard counts.add(call.counts), quantities.add(call.quantities) else { return call.start }
      if limit.limit.used(counts, quantities) > limit.allowed { return call.start }
    }
    return nil
  }

  private func ordered(_ names: ReportNames) -> [Int] {
    let rowKeys = keys.map { key in
      RowKey(
        bucketStart: names.bucketStart(key.bucket), first: names.text(key.tenant),
        second: names.tiers.text(key.tier))
    }
    return keys.indices.sorted { RowKey.precedes(rowKeys[$0], rowKeys[$1]) }
  }

  private static let columns: [ReportColumn] = [
    ReportColumn("period_start", title: "Day", kind: .instant), .tenant, .tier,
    .name("limit", title: "Limit"),
    // Requests and tokens stand below each other: no sum of them means anything.
    ReportColumn("used", title: "Used", kind: .count, role: .distinctCount),
    ReportColumn("allowed", title: "Allowed", kind: .count, role: .distinctCount),
    ReportColumn(
      "remaining", title: "Remaining", kind: .count, role: .distinctCount, priority: 1),
    ReportColumn("exceeded", title: "Exceeded", kind: .boolean, role: .alarm),
    ReportColumn("exceeded_at", title: "Exceeded at", kind: .moment, role: .quotient),
  ]
}
