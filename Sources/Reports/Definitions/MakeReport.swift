public import CostModel

/// Answers a report's question from a ledger.
///
/// Money is exact: usage is rated from rollups, and from its entries wherever a price, tier, status
/// or period changes inside of an hour or a price depends on more than rollups keep.
public func makeReport(_ request: ReportRequest, reader: LedgerReader) throws -> ReportTable {
  let request = try request.withCharges(of: reader)
  if let instant = request.knownAt {
    return try makeReport(request, source: KnownSource(reader, at: instant))
  }
  return try makeReport(request, source: reader)
}

func makeReport(_ request: ReportRequest, source: some UsageSource) throws -> ReportTable {
  if !request.scope.isRestricted { return try makeTable(request, source: source) }
  var request = request
  // What a tier may see is decided by the effective tier, never by what telemetry claims.
  if request.scope.tier != nil { request.tiers = .effective }
  return try makeTable(request, source: ScopedSource(source, scope: request.scope))
}

private func makeTable(_ request: ReportRequest, source: some UsageSource) throws -> ReportTable {
  if !request.scope.showsMoney && (request.name.isAboutMoney || request.focus != nil) {
    throw ReportError.needsMoney(report: request.focus == nil ? request.name.rawValue : "FOCUS")
  }
  let book = try reportBook(request, source: source)
  var table = ReportTable(
    name: request.name.rawValue, title: request.name.title, period: request.period,
    currency: book.currency,
    priceBook: PriceBookStamp(name: book.name, asOf: book.asOf, sha256: book.sha256))
  table.filters = request.filters.list
  if request.tiers == .observed {
    table.filters.append(ReportFilter(name: "tiers", value: request.tiers.rawValue))
  }
  if let instant = request.tiersAsOf {
    table.filters.append(ReportFilter(name: "tiers_as_of", value: Instant.dateOrTime(instant)))
  }
  let held = try source.heldHours()
  var reading = UsageReading(
    request, book: book, registry: try source.registeredTenants(), held: held, source: source)
  table.bucket = reading.report.bucket(request)
  if let held { try reading.read(held: held, source: source) }
  try reading.report.fill(&table, names: reading.names)
  try addCoverage(to: &table, request, reading, source: source)
  table.findings += reading.findings?.reported(source: source) ?? []
  if let filter = request.scope.filter { table.filters.append(filter) }
  if !request.scope.showsMoney { table.removeMoney() }
  try table.arrange(request.arrangement)
  if table.rows.isEmpty, table.note == nil {
    table.note = try emptyNote(request, held: held, source: source)
  }
  return table
}

/// The book that rates a report.
func reportBook(_ request: ReportRequest, source: some UsageSource) throws -> PriceBook {
  let adopted = try source.adoptedPriceBook()
  let book = request.priceBook ?? adopted ?? .builtIn
  if let adopted, adopted.currency != book.currency {
    throw ReportError.otherCurrency(given: book.currency, ledger: adopted.currency)
  }
  return book
}

/// Adds coverage, and findings and counters of the ingest for the hours of the period.
private func addCoverage(
  to table: inout ReportTable, _ request: ReportRequest, _ reading: UsageReading,
  source: some UsageSource
) throws {
  let total = reading.report.total
  let tokens = total.quantities.totalTokens
  var coverage = Coverage()
  coverage.pricedShare = Coverage.share(tokens &- total.rated.unpricedTokens, of: tokens)
  coverage.attributedShare = Coverage.share(reading.attributedTokens, of: tokens)
  coverage.measuredShare = Coverage.share(reading.measuredTokens, of: tokens)

  let hours = request.period.hours
  let isRelevant = relevance(request, reading.tenants)
  for counter in try source.counters(hours: hours) {
    guard request.filters.tenant == nil || isRelevant(counter.tenant) else { continue }
    coverage.add(counter)
  }
  table.coverage = coverage
  let findings = try source.findings(hours: hours).filter { isRelevant($0.tenant) }
  table.findings += ledgerFindings(findings, source: source)
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
