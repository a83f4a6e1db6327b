internal import CostModel

/// How a query was answered: what was read, and why.
public struct QueryExplanation: Hashable, Sendable {
  /// Sums by month, day and hour that were read.
  public var monthSums: Int64 = 0
  public var daySums: Int64 = 0
  public var hourSums: Int64 = 0
  /// Hours of which entries were read.
  public var entryHours = 0
  /// Entries in the blocks that were read.
  public var entries: Int64 = 0
  /// Why entries were read, where sums were not enough; nil where they were.
  public var obstacle: String?
  /// The query in canonical form.
  public var query = ""
  /// What filters said about whole blocks: names of columns.
  public var skipping: [String] = []

  /// Sums of any kind that were read.
  public var sums: Int64 { monthSums + daySums + hourSums }

  /// A few lines for people.
  public var text: String {
    var lines = ["query    \(query)"]
    let sums = [
      monthSums > 0 ? "\(counted(monthSums, "sum")) by month" : nil,
      daySums > 0 ? "\(counted(daySums, "sum")) by day" : nil,
      hourSums > 0 ? "\(counted(hourSums, "sum")) by hour" : nil,
    ].compactMap { $0 }
    let read = sums + ["\(grouped(entries)) entries of \(counted(Int64(entryHours), "hour"))"]
    lines.append("read     \(read.joined(separator: ", "))")
    if let obstacle {
      lines.append("entries  because \(obstacle)")
    } else {
      lines.append("sums     give the same answer: the ledger keeps all that the query asks for")
    }
    if !skipping.isEmpty {
      lines.append("skipped  blocks without the wanted \(skipping.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Feeds a run from sums where they give the same answer, and from entries where they do not.
struct QueryReading {
  private let plan: QueryPlan
  private let options: QueryOptions
  private let cuts: [Int64]
  private let eligibility: SumEligibility
  private(set) var explanation = QueryExplanation()

  /// `cuts` are the instants at which a price, a tier or a status changes.
  init(_ plan: QueryPlan, options: QueryOptions, cuts: [Int64]) {
    self.plan = plan
    self.options = options
    self.cuts = cuts
    var eligibility = SumEligibility(plan)
    if options.reading == .entries { eligibility.obstacle = "entries were asked for" }
    if options.scope.tiers != nil { eligibility.needsRating = true }
    self.eligibility = eligibility
    explanation.obstacle = eligibility.obstacle
  }

  /// Feeds a run with all usage of its period, of which the source holds `hours`.
  mutating func feed(
    _ run: inout QueryRun, from source: some EntrySource, hours: Range<Int32>,
    progress: (QueryProgress) throws -> Void
  ) throws {
    // Whole days, so that what is read does not tell when others' usage began.
    let days = (Hour(number: hours.lowerBound).day, Hour(number: hours.upperBound &- 1).day &+ 1)
    let from = max(run.period.from, Hour(number: days.0 &* 24).startNanoseconds)
    let to = min(run.period.to, Hour(number: days.1 &* 24).startNanoseconds)
    guard from < to, !hours.isEmpty else { return }
    var selection = try BlockSelection(plan) { try source.ids($0, $1) }
    if let tenants = options.scope.tenants { try narrow(&selection, tenants, source) }
    explanation.skipping = selection.wanted.keys.map { "\($0)" }.sorted()
    var entryHours = [hours]
    if eligibility.obstacle == nil {
      let slices = TimeSlices(from: from, to: to, cuts: eligibility.needsRating ? cuts : [])
      if let rest = try feedSums(&run, slices, source) { entryHours = rest }
    }
    let before = run.scanned
    try run.scan(source, hours: entryHours, selection: selection, progress: progress)
    explanation.entryHours += entryHours.reduce(0) { $0 + $1.count }
    explanation.entries += run.scanned - before
  }

  private func narrow(
    _ selection: inout BlockSelection, _ tenants: Set<String>, _ source: some EntrySource
  ) throws {
    var ids: Set<Int64> = []
    for tenant in tenants.sorted() {
      guard let found = try source.ids(.tenant, tenant) else { return }
      ids.formUnion(found.map { Int64($0.rawValue) })
    }
    selection.wanted[.tenant] = selection.wanted[.tenant].map { $0.intersection(ids) } ?? ids
  }

  /// Feeds what sums hold, and gives the hours that must be read from entries; nil where the source
  /// keeps no sums.
  private mutating func feedSums(
    _ run: inout QueryRun, _ slices: TimeSlices, _ source: some EntrySource
  ) throws -> [Range<Int32>]? {
    if !slices.entryHours.isEmpty {
      explanation.obstacle = "the period, a price or a tier cuts an hour"
    }
    var rest = slices.entryHours
    for part in parts(slices) {
      guard let unfit = try feed(part, &run, source) else {
        explanation.obstacle = "no sums are kept"
        return nil
      }
      rest += unfit
    }
    return rest.sorted { $0.lowerBound < $1.lowerBound }
  }

  /// Hours whose sums are read at once.
  fileprivate enum Part {
    case month(Range<Int32>)
    case days(Range<Int32>)
    case hours(Range<Int32>)
  }

  private func parts(_ slices: TimeSlices) -> [Part] {
    guard eligibility.allowsDays else {
      return (slices.dayHours + slices.hours).map { .hours($0) }
    }
    let days = slices.dayHours.flatMap { days -> [Part] in
      guard eligibility.allowsMonths else { return [.days(days)] }
      return slices.months(in: days).map { $0.isMonth ? .month($0.hours) : .days($0.hours) }
    }
    return days + slices.hours.map { .hours($0) }
  }

  /// Feeds the sums of a part, and gives the hours that must be read from entries; nil where the
  /// source keeps no sums.
  private mutating func feed(
    _ part: Part, _ run: inout QueryRun, _ source: some EntrySource
  ) throws -> [Range<Int32>]? {
    var sums: [RollupRow] = []
    let (pricing, scope) = (run.pricing, options.scope)
    func take(_ sum: RollupRow) {
      if scope.isRestricted, pricing?.isInScope(sum, scope) != true { return }
      sums.append(sum)
    }
    let bucket: Int32
    switch part {
    case .month(let hours):
      guard try source.monthSums(from: hours.lowerBound, take) else {
        return try feed(.days(hours), &run, source)
      }
      bucket = Int32(hours.count)
    case .days(let hours):
      guard try source.sums(hours: hours, grain: .day, take) else { return nil }
      bucket = 24
    case .hours(let hours):
      guard try source.sums(hours: hours, grain: .hour, take) else { return nil }
      bucket = 1
    }
    let pieces = SummedRows.pieces(of: sums, countMax: QueryRun.batchRows)
    let unfit = unfit(pieces, run)
    if !unfit.isEmpty {
      // Days are finer where some of a month cannot be rated as a whole.
      if case .month(let hours) = part { return try feed(.days(hours), &run, source) }
      explanation.obstacle = "a price depends on more than sums keep"
    }
    explanation.note(part, sums: Int64(sums.count))
    try run.add(sums: pieces.filter { !unfit.contains($0.hour) })
    return unfit.sorted().map { $0..<$0 + bucket }
  }

  /// The hours, days or month of which some sum cannot be rated as a whole.
  private func unfit(_ pieces: [SummedRows], _ run: QueryRun) -> Set<Int32> {
    guard eligibility.needsRating, let pricing = run.pricing else { return [] }
    return Set(pieces.filter(pricing.needsEntries).map(\.hour))
  }
}

extension QueryExplanation {
  fileprivate mutating func note(_ part: QueryReading.Part, sums: Int64) {
    switch part {
    case .month: monthSums += sums
    case .days: daySums += sums
    case .hours: hourSums += sums
    }
  }
}
