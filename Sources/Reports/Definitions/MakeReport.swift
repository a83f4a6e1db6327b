public import CostModel

/// Answers a report's question from a ledger.
///
/// Money is exact: usage is rated from rollups, and from its entries wherever a price, tier, status
/// or period changes inside of an hour or a price depends on more than rollups keep.
public func makeReport(_ request: ReportRequest, reader: LedgerReader) throws -> ReportTable {
  try makeReport(request, source: reader)
}

func makeReport(_ request: ReportRequest, source: some UsageSource) throws -> ReportTable {
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
  var groups: [RatedGroup] = []
  var reading = ReadingFindings()
  if let held, let covered = coveredPeriod(request.period, held: held) {
    (groups, reading) = try readGroups(request, covered: covered, book: book, source: source)
  }
  let total = try request.name.definition.fill(&table, with: groups)
  try addCoverage(to: &table, request, groups, total, source: source)
  table.findings += reading.reported
  if groups.isEmpty { table.note = try emptyNote(request, held: held, source: source) }
  return table
}

/// The part of a period that can hold usage, in whole days where the period allows; nil if none.
private func coveredPeriod(_ period: Period, held: Range<Int32>) -> Period? {
  guard !held.isEmpty else { return nil }
  let firstMidnight = Int64(Hour(number: held.lowerBound).day) * 24
  let lastMidnight = (Int64(Hour(number: held.upperBound - 1).day) + 1) * 24
  let from = max(period.from, firstMidnight * Hour.nanoseconds)
  let to = min(period.to, lastMidnight * Hour.nanoseconds)
  return from < to ? Period(from: from, to: to, zone: period.zone) : nil
}

private func readGroups(
  _ request: ReportRequest, covered: Period, book: PriceBook, source: some UsageSource
) throws -> ([RatedGroup], ReadingFindings) {
  let registry = try source.registeredTenants()
  let bucketStarts = request.bucket?.starts(in: covered) ?? []
  let range = covered.from..<covered.to
  var cuts = bucketStarts + registry.boundaries(in: range)
  cuts += Rater(book: book, name: { _ in nil }).boundaries(in: range)
  let slices = TimeSlices(from: covered.from, to: covered.to, cuts: cuts)
  let filter = try DimensionFilter(request.filters, source: source)
  var collector = UsageCollector(slices: slices, filter: filter)
  try collector.collect(from: source)
  var rating = UsageRating(
    request: request, slices: slices, bucketStarts: bucketStarts, book: book, registry: registry,
    source: source)
  let groups = try rating.rate(collector.groups, source: source)
  return (groups, rating.findings)
}

/// Adds coverage, and findings and counters of the ingest for the hours of the period.
private func addCoverage(
  to table: inout ReportTable, _ request: ReportRequest, _ groups: [RatedGroup],
  _ total: UsageSum, source: some UsageSource
) throws {
  let tokens = total.quantities.totalTokens
  var attributed: Int64 = 0
  var measured: Int64 = 0
  for group in groups {
    let tokens = group.sum.quantities.totalTokens
    if group.tenant != nil { attributed = attributed.addingClamped(tokens) }
    if group.isMeasured { measured = measured.addingClamped(tokens) }
  }
  table.coverage.pricedShare = Coverage.share(tokens &- total.rated.unpricedTokens, of: tokens)
  table.coverage.attributedShare = Coverage.share(attributed, of: tokens)
  table.coverage.measuredShare = Coverage.share(measured, of: tokens)

  let hours = request.period.hours
  let isRelevant = relevance(request, groups, source: source)
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
  _ request: ReportRequest, _ groups: [RatedGroup], source: some UsageSource
) -> (NameID) -> Bool {
  guard !request.filters.list.isEmpty else { return { _ in true } }
  let tenants = Set(groups.compactMap(\.tenant))
  let isOneTenants =
    request.filters.tenant != nil && request.filters.tenant != ReportFilters.unattributed
  return { id in
    guard let tenant = source.text(id) else { return !isOneTenants }
    return tenants.contains(tenant)
  }
}
