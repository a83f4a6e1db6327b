public import CostModel

/// How a figure came about: its parts, and whether they add up to it.
public struct Explanation: Sendable {
  /// The parts as rows; the check is the table's note.
  public var table: ReportTable
  /// Whether the parts add up to the figure of the report, to the last digit.
  public var isProved: Bool
  /// Digits after the point that print all amounts exactly.
  public var digits: Int
}

/// Takes a figure of a report apart, into price lines and arithmetic or into entries.
///
/// The figure is made by the report and its parts by another way, so that their sum is a check.
public func makeExplanation(
  _ request: ExplainRequest, reader: LedgerReader
) throws -> Explanation {
  var request = request
  request.report = try request.report.withCharges(of: reader)
  if let instant = request.report.knownAt {
    return try makeExplanation(request, source: KnownSource(reader, at: instant))
  }
  return try makeExplanation(request, source: reader)
}

func makeExplanation(
  _ request: ExplainRequest, source: some UsageSource
) throws -> Explanation {
  let name = request.report.name
  if ExplainedFigure.unexplained.contains(name) {
    throw ExplainError.noSum(request.column, report: name.rawValue, sums: [])
  }
  let report = try makeReport(request.report, source: source)
  guard let column = report.columns.first(where: { $0.name == request.column }) else {
    throw ExplainError.noColumn(
      request.column, report: report.name, known: report.columns.map(\.name))
  }
  guard let figure = ExplainedFigure(column: request.column, of: name) else {
    if let parts = ExplainedFigure.parts(ofDerived: request.column) {
      throw ExplainError.derived(request.column, from: parts)
    }
    let sums = report.columns.map(\.name).filter { ExplainedFigure(column: $0, of: name) != nil }
    throw ExplainError.noSum(request.column, report: report.name, sums: sums)
  }
  var (explanation, sum) = try takeApart(figure, column, of: report, request, source: source)
  let rows = request.rows.map { ReportFilter(name: $0.column, value: $0.value) }
  explanation.table.filters.insert(contentsOf: rows, at: 1)
  let stated = try figureValue(report, column, request.rows, isMoney: figure.isMoney)
  explanation.isProved = stated == sum
  let check =
    stated == sum
    ? "which is \(request.column) of the report \(report.name), to the last digit."
    : "but \(request.column) of the report \(report.name) is \(text(stated)): this is a fault of "
      + "the program; please report it."
  explanation.table.note = [
    // It says where usage is, or which name may have been meant.
    report.rows.isEmpty ? report.note : nil, explanation.table.note,
    "They add up to \(text(sum)), \(check)",
  ].compactMap(\.self).joined(separator: " ")
  explanation.digits = exactDigits(explanation.table)
  return explanation
}

/// The parts of a figure, read anew, and what they add up to.
private func takeApart(
  _ figure: ExplainedFigure, _ column: ReportColumn, of report: ReportTable,
  _ request: ExplainRequest, source: some UsageSource
) throws -> (explanation: Explanation, sum: ReportValue) {
  let row = try ExplainedRow(request, source: source)
  let book = try request.report.priceBook ?? source.adoptedPriceBook() ?? .builtIn
  let view = try PricingView(
    book: book, registry: try source.registeredTenants(), tiers: request.report.tiers,
    tiersAsOf: request.report.tiersAsOf, source: source)
  let reading = try PeriodUsage(
    request.report.period, filters: request.report.filters, books: [book],
    registries: [view.registry],
    cuts: figure == .monthlyFee ? Bucket.month.starts(in: request.report.period) : [],
    keepsFeature: false, source: source)
  if figure == .monthlyFee {
    guard request.page == nil else { throw ExplainError.noEntries(request.column) }
    let fees = FeeParts(request.report, reading: reading, view: view)
    return (fees.explanation(of: column, in: report), .money(try fees.total()))
  }
  if let page = request.page {
    var list = EntryList(figure, request: request.report, page: page, view: view)
    try list.read(reading, of: row, source: source)
    return (
      list.explanation(of: column, in: report, source: source),
      figure.isMoney ? .money(list.cost) : .count(list.quantity)
    )
  }
  var parts = FigureParts(figure, request: request.report, book: book, view: view)
  try parts.add(reading, of: row, source: source)
  return (
    parts.explanation(of: column, in: report, source: source),
    figure.isMoney ? .money(parts.total.cost) : .count(parts.total.quantity)
  )
}

/// A report's total, or the sum of the chosen rows; of nothing, it is nothing.
private func figureValue(
  _ report: ReportTable, _ column: ReportColumn, _ choices: [(column: String, value: String)],
  isMoney: Bool
) throws -> ReportValue {
  let nothing: ReportValue = isMoney ? .money(.zero) : .count(0)
  guard !choices.isEmpty else {
    let value = report.value(column.name, in: report.totals)
    return value == .absent ? nothing : value
  }
  for choice in choices where !report.columns.contains(where: { $0.name == choice.column }) {
    throw ExplainError.noRowColumn(
      choice.column, report: report.name, reports: ExplainedRow.reports(with: choice.column))
  }
  let rows = report.rows.filter { row in
    choices.allSatisfy { choice in
      let value = report.value(choice.column, in: row)
      return value == .text(choice.value)
        || value == .absent && choice.value == ReportFilters.none
    }
  }
  return try rows.reduce(nothing) { sum, row in
    switch (sum, report.value(column.name, in: row)) {
    case (.money(let sum), .money(let amount)):
      .money(try sum.adding(amount, figure: "the sum of costs"))
    case (.count(let sum), .count(let count)): .count(sum.addingClamped(count))
    case (let sum, _): sum
    }
  }
}

private func text(_ value: ReportValue) -> String {
  switch value {
  case .money(let amount): NumberText.money(amount, digits: nil)
  case .count(let count): grouped(count)
  default: "nothing"
  }
}

/// How many digits after the point print every amount of a table exactly; at least two.
private func exactDigits(_ table: ReportTable) -> Int {
  let amounts = (table.rows + [table.totals]).joined().compactMap(\.money)
  return NumberText.neededDigits(amounts, of: Money.fractionDigits)
}

extension ReportTable {
  /// The table of an explanation: about the same usage as the report it explains.
  init(explaining column: ReportColumn, of report: ReportTable) {
    self.init(
      name: "explain", title: "How \(column.title.lowercased()) came about", period: report.period,
      currency: report.currency, priceBook: report.priceBook)
    filters = [ReportFilter(name: "figure", value: "\(column.name) of \(report.name)")]
    filters += report.filters
    coverage = report.coverage
  }
}
