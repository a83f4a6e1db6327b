public import CostModel

/// Compares bills with the metered cost of the same time, by model and what was used of it.
///
/// The rows' differences add up to the difference of the totals exactly.
public func makeReconciliation(
  _ request: ReconcileRequest, reader: LedgerReader
) throws -> ReportTable {
  try makeReconciliation(request, source: reader)
}

func makeReconciliation(
  _ request: ReconcileRequest, source: some UsageSource
) throws -> ReportTable {
  let question = try BillQuestion(
    request.bills, book: request.priceBook, period: request.period, source: source)
  let (book, period) = (question.book, question.period)
  let usage = try MeteredUsage(
    period, book: book, registry: try source.registeredTenants(), isByDay: request.isByDay,
    source: source)
  let reconciliation = try Reconciliation(request, usage: usage)

  var table = ReportTable(
    name: "reconcile", title: "Bill against metered cost", period: period, currency: book.currency,
    priceBook: PriceBookStamp(book))
  table.filters = request.bills.map {
    ReportFilter(name: "bill", value: "\($0.fileName) (\($0.format.rawValue))")
  }
  table.filters.append(ReportFilter(name: "tolerance", value: request.tolerance.description))
  try fill(&table, reconciliation, request)
  try addReasons(to: &table, book: book, source: source)
  return table
}

private func reconciledColumns(isByDay: Bool) -> [ReportColumn] {
  let days = isByDay ? [ReportColumn("day", title: "Day", kind: .text)] : []
  return days + [
    ReportColumn("model", title: "Model", kind: .text, absentText: "(not named)"),
    ReportColumn("meter", title: "What", kind: .text),
    ReportColumn("status", title: "Status", kind: .text),
    ReportColumn("billed", title: "Billed", kind: .money, role: .cost),
    ReportColumn("metered", title: "Metered", kind: .money, role: .cost),
    ReportColumn(
      "difference", title: "Difference", kind: .money,
      role: .difference(of: "billed", minus: "metered")),
    ReportColumn("billed_quantity", title: "Billed quantity", kind: .count, priority: 2),
    ReportColumn("metered_quantity", title: "Metered quantity", kind: .count, priority: 2),
    ReportColumn("by_price", title: "By price", kind: .money, priority: 3),
    ReportColumn("by_quantity", title: "By quantity", kind: .money, priority: 3),
  ]
}

private func fill(
  _ table: inout ReportTable, _ reconciliation: Reconciliation, _ request: ReconcileRequest
) throws {
  table.columns = reconciledColumns(isByDay: request.isByDay)
  let rows = try reconciliation.rows.map { key, row in
    guard let difference = row.difference else {
      throw ReportError.tooLarge("a difference of costs")
    }
    return (key: key, row: row, difference: difference)
  }.sorted { left, right in
    if left.key.day != right.key.day { return (left.key.day ?? .max) < (right.key.day ?? .max) }
    let sizes = (left.difference.units.magnitude, right.difference.units.magnitude)
    if sizes.0 != sizes.1 { return sizes.0 > sizes.1 }
    return precedes(left.key.sortText, right.key.sortText)
  }
  var billed = Money.zero
  var metered = Money.zero
  var counts: [ReconciledStatus: Int64] = [:]
  for (key, row, difference) in rows {
    let status = row.status(key, tolerance: request.tolerance)
    counts[status, default: 0] += 1
    billed = try billed.adding(row.billed ?? .zero, figure: "the sum of the bill")
    metered = try metered.adding(row.metered ?? .zero, figure: "the sum of costs")
    var values: [ReportValue] = []
    if request.isByDay {
      values.append(
        key.day.map { .text(CivilDate(dayNumber: Int($0)).description) } ?? .absent)
    }
    values.append(key.model.map { .text($0) } ?? .absent)
    values.append(.text(key.meter?.name ?? key.service))
    values.append(.text(status.rawValue))
    values += [.money(row.billed ?? .zero), .money(row.metered ?? .zero), .money(difference)]
    values.append(row.wholeQuantity.map { .count($0) } ?? .absent)
    values.append(.count(row.meteredQuantity))
    values += [row.priceEffect, row.quantityEffect].map { $0.map { .money($0) } ?? .absent }
    table.rows.append(values)
  }
  let blanks = table.columns.prefix { $0.kind == .text }.map { _ in ReportValue.absent }
  let difference = billed.subtracting(metered) ?? .zero
  table.totals = blanks + [.money(billed), .money(metered), .money(difference)]
  table.totals += [.absent, .absent, .absent, .absent]
  let told = ReconciledStatus.allCases.compactMap { status in
    counts[status].map { "\(grouped($0)) \(status.rawValue)" }
  }
  table.note =
    rows.isEmpty ? "Neither the bill nor the ledger holds anything." : told.joined(separator: ", ")
}

/// Adds what the ingest and the price book know about usage that cannot match a bill.
private func addReasons(
  to table: inout ReportTable, book: PriceBook, source: some UsageSource
) throws {
  var request = ReportRequest(name: .costPerTenant, period: table.period)
  request.priceBook = book
  let report = try makeReport(request, source: source)
  table.findings = report.findings.filter { !$0.isNote }
  table.coverage = report.coverage
  let coverage = report.coverage ?? Coverage()
  for (count, kind, text) in [
    (coverage.refusedSpans, "refused_spans", "spans that could not be read are not metered"),
    (
      coverage.suppressedTokens, "suppressed_tokens",
      "tokens that a second span repeated are metered once"
    ),
    (coverage.duplicateSpans, "duplicate_spans", "spans that came again are metered once"),
  ] where count != 0 {
    table.findings.append(ReportFinding(kind: kind, count: count, message: text))
  }
}

extension Reconciliation.Key {
  fileprivate var sortText: String {
    "\(model ?? "\u{10FFFF}")\u{0}\(meter?.name ?? "")\u{0}\(service)"
  }
}
