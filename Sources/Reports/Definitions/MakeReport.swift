public import CostModel

/// Answers a report's question from a ledger.
///
/// Money is exact: usage is rated from rollups, and from its entries wherever a price, tier, status
/// or period changes inside of an hour or a price depends on more than rollups keep.
public func makeReport(_ request: ReportRequest, reader: LedgerReader) throws -> ReportTable {
  try makeReport(request, source: reader)
}

func makeReport(_ request: ReportRequest, source: some UsageSource) throws -> ReportTable {
  if !request.scope.isRestricted { return try makeTable(request, source: source) }
  var request = request
  // What a tier may see is decided by the effective tier, never by what telemetry claims.
  if request.scope.tier != nil { request.tiers = .effective }
  return try makeTable(request, source: ScopedSource(source, scope: request.scope))
}

private func makeTable(_ request: ReportRequest, source: some UsageSource) throws -> ReportTable {
  let adopted = try source.adoptedPriceBook()
  let book = request.priceBook ?? adopted ?? .builtIn
  if let adopted, adopted.currency != book.currency {
    throw ReportError.otherCurrency(given: book.currency, ledger: adopted.currency)
  }
  var table = ReportTable(
    name: request.name.rawValue, title: request.name.title, period: request.period,
    currency: book.currency,
    priceBook: PriceBookStamp(name: book.name, asOf: book.asOf, sha256: book.sha256))
  table.bucket = request.bucket
  table.filters = request.filters.list
  if request.tiers == .observed {
    table.filters.append(ReportFilter(name: "tiers", value: request.tiers.rawValue))
  }
  let held = try source.heldHours()
  var summary = UsageSummary(report: request.name.definition)
  if let held, let covered = coveredPeriod(request.period, held: held) {
    try read(request, covered: covered, book: book, source: source, into: &summary)
  }
  summary.report.fill(&table, names: summary.names(source))
  try addCoverage(to: &table, request, summary, source: source)
  table.findings += summary.findings?.reported(source: source) ?? []
  if let filter = request.scope.filter { table.filters.append(filter) }
  if !request.scope.showsMoney { table.removeMoney() }
  if table.rows.isEmpty { table.note = try emptyNote(request, held: held, source: source) }
  return table
}

/// What a report has read: the report itself, and what coverage and findings need beside it.
private struct UsageSummary {
  var report: any ReportDefinition
  var attributedTokens: Int64 = 0
  var measuredTokens: Int64 = 0
  var tenants: Set<NameID> = []
  var tiers = TierNames()
  var bucketStarts: [Int64] = []
  var findings: ReadingFindings?

  mutating func add(_ group: RatedGroup) throws {
    try report.add(group)
    let tokens = group.sum.quantities.totalTokens
    if group.dimensions.isMeasured { measuredTokens = measuredTokens.addingClamped(tokens) }
    guard group.dimensions.tenant.isPresent else { return }
    attributedTokens = attributedTokens.addingClamped(tokens)
    tenants.insert(group.dimensions.tenant)
  }

  func names(_ source: some UsageSource) -> ReportNames {
    ReportNames(text: { source.text($0) }, tiers: tiers, bucketStarts: bucketStarts)
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

private func read(
  _ request: ReportRequest, covered: Period, book: PriceBook, source: some UsageSource,
  into summary: inout UsageSummary
) throws {
  let registry = try source.registeredTenants()
  let bucketStarts = request.bucket?.starts(in: covered) ?? []
  let range = covered.from..<covered.to
  var cuts = bucketStarts + registry.boundaries(in: range)
  cuts += Rater(book: book, name: { _ in nil }).boundaries(in: range)
  let slices = TimeSlices(from: covered.from, to: covered.to, cuts: cuts)
  let filter = try DimensionFilter(request.filters, source: source)
  var collector = UsageCollector(
    slices: slices, filter: filter,
    keepsFeature: summary.report.usesFeature)
  try collector.collect(from: source)
  var rating = UsageRating(
    request: request, slices: slices, bucketStarts: bucketStarts, book: book, registry: registry,
    filter: filter, source: source)
  try rating.rate(collector.groups, source: source) { group in try summary.add(group) }
  summary.tiers = rating.tiers
  summary.bucketStarts = bucketStarts
  summary.findings = rating.findings
}

/// Adds coverage, and findings and counters of the ingest for the hours of the period.
private func addCoverage(
  to table: inout ReportTable, _ request: ReportRequest, _ summary: UsageSummary,
  source: some UsageSource
) throws {
  let total = summary.report.total
  let tokens = total.quantities.totalTokens
  table.coverage.pricedShare = Coverage.share(tokens &- total.rated.unpricedTokens, of: tokens)
  table.coverage.attributedShare = Coverage.share(summary.attributedTokens, of: tokens)
  table.coverage.measuredShare = Coverage.share(summary.measuredTokens, of: tokens)

  let hours = request.period.hours
  let isRelevant = relevance(request, summary.tenants)
  for counter in try source.counters(hours: hours) {
    guard request.filters.tenant == nil || isRelevant(counter.tenant) else { continue }
    switch counter.counter {
    case .suppressedTokens:
      table.coverage.suppressedTokens =
        table.coverage.suppressedTokens.addingClamped(counter.total)
    case .duplicateSpans:
      table.coverage.duplicateSpans = table.coverage.duplicateSpans.addingClamped(counter.total)
    case .refusedSpans:
      table.coverage.refusedSpans = table.coverage.refusedSpans.addingClamped(counter.total)
    case .spans, .suppressedSpans: break
    }
  }
  let findings = try source.findings(hours: hours).filter { isRelevant($0.tenant) }
  table.findings = ledgerFindings(findings, source: source)
}

/// Whether something that was found of a tenant belongs into the report: with filters, it must be
/// of a tenant that has rows; what is of no tenant belongs into every report but one tenant's.
private func relevance(
  _ request: ReportRequest, _ tenants: Set<NameID>
) -> (NameID) -> Bool {
  guard !request.filters.list.isEmpty else { return { _ in true } }
  let isOneTenants =
    request.filters.tenant != nil && request.filters.tenant != ReportFilters.unattributed
  return { id in id.isPresent ? tenants.contains(id) : !isOneTenants }
}
