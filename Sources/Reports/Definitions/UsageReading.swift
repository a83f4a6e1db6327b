internal import CostModel

/// What a report has read: the report itself, and what coverage and findings need beside it.
struct UsageReading {
  var report: any ReportDefinition
  var names: ReportNames
  private(set) var attributedTokens: Int64 = 0
  private(set) var measuredTokens: Int64 = 0
  private(set) var tenants: Set<NameID> = []
  private(set) var findings: ReadingFindings?
  private let request: ReportRequest
  private let book: PriceBook

  init(
    _ request: ReportRequest, book: PriceBook, registry: TenantRegistry, held: Range<Int32>?,
    source: some UsageSource
  ) {
    self.request = request
    self.book = book
    report = request.definition(ratedBy: book)
    names = ReportNames(text: { source.text($0) }, request: request)
    names.registry = registry
    names.held = held
    var rater = Rater(book: book) { source.text($0) }
    names.card = { rater.rateCard($0, tier: $1, at: $2) }
  }

  /// Reads the period, and the one before it if the report needs that.
  mutating func read(held: Range<Int32>, source: some UsageSource) throws {
    if let earlier = report.earlierPeriod(request),
      let covered = coveredPeriod(earlier, held: held)
    {
      let plan = try plan(covered, source: source)
      names.earlierBucketStarts = plan.bucketStarts
      _ = try readRollups(plan, source: source) { reading, group in
        try reading.report.addEarlier(group)
      }
    }
    guard let covered = coveredPeriod(request.period, held: held) else { return }
    let plan = try plan(covered, source: source)
    names.bucketStarts = plan.bucketStarts
    if let passes = report.entryPasses {
      try readEntries(plan, passes: passes, source: source)
    } else {
      findings = try readRollups(plan, source: source) { reading, group in
        try reading.report.add(group)
        reading.noteCoverage(group)
      }
    }
  }

  /// Buckets, and the stretches in which no price, tier or status changes.
  private struct Plan {
    var bucketStarts: [Int64]
    var slices: TimeSlices
  }

  private func plan(_ covered: Period, source: some UsageSource) throws -> Plan {
    let bucketStarts = report.bucket(request)?.starts(in: covered) ?? []
    let range = covered.from..<covered.to
    var cuts = bucketStarts + names.registry.boundaries(in: range)
    cuts += try source.priceChanges(of: book, in: range)
    return Plan(
      bucketStarts: bucketStarts,
      slices: TimeSlices(from: covered.from, to: covered.to, cuts: cuts))
  }

  private func rating(_ plan: Plan, source: some UsageSource) -> UsageRating {
    UsageRating(
      request: request, slices: plan.slices, bucketStarts: plan.bucketStarts, book: book,
      registry: names.registry, source: source, grouping: grouping, tiers: names.tiers)
  }

  private var grouping: UsageGrouping {
    UsageGrouping(
      keepsFeature: report.usesFeature, keepsAgent: report.usesAgent,
      keepsPrices: report.usesPrices)
  }

  private mutating func readRollups(
    _ plan: Plan, source: some UsageSource, _ body: (inout UsageReading, RatedGroup) throws -> Void
  ) throws -> ReadingFindings {
    var collector = UsageCollector(
      slices: plan.slices, filter: try DimensionFilter(request.filters, source: source),
      keepsFeature: grouping.keepsFeature, keepsAgent: grouping.keepsAgent)
    try collector.collect(from: source)
    var rating = rating(plan, source: source)
    try rating.rate(collector.groups, source: source) { group in try body(&self, group) }
    names.tiers = rating.tiers
    return rating.findings
  }

  private mutating func readEntries(_ plan: Plan, passes: Int, source: some UsageSource) throws {
    let accepts = try DimensionFilter(request.filters, source: source)
    var rating = rating(plan, source: source)
    let hours = Period(from: plan.slices.starts[0], to: plan.slices.end).hours
    let days =
      report.takesDaySummaries ? try source.summarisedDays(hours: plan.slices.dayHours) : []
    for hours in Self.hours(hours, without: days) {
      try readCalls(hours, passes: passes, accepts, &rating, source: source)
    }
    try readDays(days, plan, accepts, &rating, source: source)
    findings = rating.findings
  }

  private mutating func readCalls(
    _ hours: Range<Int32>, passes: Int, _ accepts: DimensionFilter, _ rating: inout UsageRating,
    source: some UsageSource
  ) throws {
    let entries = try NetEntries(hours: hours, source: source)
    for pass in 0..<passes {
      try entries.forEach { entry in
        guard accepts(entry.dimensions), rating.tier(of: entry, source: source) != nil else {
          return
        }
        report.look(at: entry, pass: pass)
      }
    }
    try entries.forEach { entry in
      guard accepts(entry.dimensions), let group = try rating.group(of: entry, source: source)
      else { return }
      names.tiers = rating.tiers
      try report.add(entry, group, names: names)
      noteCoverage(group)
    }
  }

  /// Reads whole days, each row as a group of its own.
  private mutating func readDays(
    _ days: [Int32], _ plan: Plan, _ accepts: DimensionFilter, _ rating: inout UsageRating,
    source: some UsageSource
  ) throws {
    for day in days {
      let start = Hour(number: day).startNanoseconds
      guard let slice = plan.slices.slice(containing: start) else { continue }
      _ = try source.scanDay(from: day) { row in
        guard accepts(row.usage.dimensions) else { return }
        let group = try rating.group(of: row.usage, slice: Int32(slice), source: source)
        names.tiers = rating.tiers
        guard let group else { return }
        try report.add(row, group)
        noteCoverage(group)
      }
    }
  }

  /// The hours that are left without some days.
  private static func hours(_ hours: Range<Int32>, without days: [Int32]) -> [Range<Int32>] {
    var left: [Range<Int32>] = []
    var first = hours.lowerBound
    for day in days {
      if first < day { left.append(first..<day) }
      first = day + 24
    }
    if first < hours.upperBound { left.append(first..<hours.upperBound) }
    return left
  }

  private mutating func noteCoverage(_ group: RatedGroup) {
    let tokens = group.sum.quantities.totalTokens
    if group.dimensions.isMeasured { measuredTokens = measuredTokens.addingClamped(tokens) }
    guard group.dimensions.tenant.isPresent else { return }
    attributedTokens = attributedTokens.addingClamped(tokens)
    tenants.insert(group.dimensions.tenant)
  }
}

/// The part of a period that can hold usage, in whole days where the period allows; nil if none.
func coveredPeriod(_ period: Period, held: Range<Int32>) -> Period? {
  guard !held.isEmpty else { return nil }
  let firstMidnight = Int64(Hour(number: held.lowerBound).day) * 24
  let lastMidnight = (Int64(Hour(number: held.upperBound - 1).day) + 1) * 24
  let from = max(period.from, firstMidnight * Hour.nanoseconds)
  let to = min(period.to, lastMidnight * Hour.nanoseconds)
  return from < to ? Period(from: from, to: to, zone: period.zone) : nil
}
