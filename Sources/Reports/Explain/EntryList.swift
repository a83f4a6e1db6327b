internal import CostModel

/// The entries behind a figure: one page of them, and the sum of all.
struct EntryList {
  private struct Row {
    var entry: Entry
    var tier: String?
    var quantity: Int64
    var cost: Money
  }

  private let figure: ExplainedFigure
  private let request: ReportRequest
  private let page: EntryPage
  private var view: PricingView
  private var rows: [Row] = []
  /// Entries of all pages, and what they add up to.
  private(set) var count: Int64 = 0
  private(set) var quantity: Int64 = 0
  private(set) var cost = Money.zero

  init(_ figure: ExplainedFigure, request: ReportRequest, page: EntryPage, view: PricingView) {
    self.figure = figure
    self.request = request
    self.page = page
    self.view = view
  }

  /// Reads all entries of the usage, in the ledger's order.
  mutating func read(
    _ reading: PeriodUsage, of row: ExplainedRow, source: some UsageSource
  ) throws {
    try reading.forEachEntry(source: source) { entry in
      guard row.contains(entry) else { return }
      let tier = view.tier(entry.dimensions, at: entry.startNanoseconds)
      if let wanted = request.filters.tier, wanted != (tier ?? ReportFilters.none) { return }
      let rated = try view.rate(entry, dimensions: entry.dimensions, tier: tier)
      let quantity = quantity(entry, rated)
      let cost = cost(rated)
      if !figure.isMoney && quantity == 0 { return }
      if page.places.contains(count) {
        rows.append(Row(entry: entry, tier: tier, quantity: quantity, cost: cost))
      }
      count += 1
      let (sum, overflow) = self.quantity.addingReportingOverflow(quantity)
      if overflow { throw ReportError.tooLarge("the sum of tokens") }
      self.quantity = sum
      self.cost = try self.cost.adding(cost, figure: "the sum of costs")
    }
  }

  private func cost(_ rated: RatedUsage) -> Money {
    guard case .money(let meters) = figure else { return .zero }
    guard let meters else { return rated.total }
    return meters.reduce(.zero) { sum, meter in sum.adding(rated[meter]) ?? sum }
  }

  private func quantity(_ entry: Entry, _ rated: RatedUsage) -> Int64 {
    switch figure {
    case .unpricedTokens: rated.unpricedTokens
    case .quantity(let meters):
      entry.sign &* meters.reduce(0) { $0 &+ entry.quantities[slot: $1.slot] }
    case .money, .tokens: entry.sign &* entry.quantities.totalTokens
    case .requests, .meteredRequests, .errors: figure.calls(UsageCounts(entry)) ?? 0
    case .monthlyFee: 0
    }
  }

  func explanation(
    of column: ReportColumn, in report: ReportTable, source: some UsageSource
  ) -> Explanation {
    var table = ReportTable(explaining: column, of: report)
    table.title = "The entries behind \(column.title.lowercased())"
    table.columns = Self.nameColumns
    table.columns.append(
      ReportColumn("quantity", title: figure.isMoney ? "Tokens" : column.title, kind: .count))
    if figure.isMoney {
      table.columns.append(ReportColumn("cost", title: "Cost", kind: .money, role: .cost))
    }
    table.rows = rows.map { values($0, source) }
    let pageQuantity = rows.reduce(Int64(0)) { $0 &+ $1.quantity }
    let pageCost = rows.reduce(Money.zero) { $0.adding($1.cost) ?? $0 }
    table.totals = Self.nameColumns.map { _ in .absent } + [.count(pageQuantity)]
    if figure.isMoney { table.totals.append(.money(pageCost)) }
    let size = Int64(page.size)
    let pages = max(1, count / size + (count % size == 0 ? 0 : 1))
    let sum = figure.isMoney ? NumberText.money(pageCost, digits: nil) : grouped(pageQuantity)
    let shown =
      page.number > pages
      ? "There is no page \(page.number): the last is \(pages)."
      : "Page \(page.number) of \(pages), which adds up to \(sum)."
    table.note = "\(shown) There are \(counted(count, "entry", "entries"))."
    return Explanation(table: table, isProved: false, digits: 0)
  }

  private static let nameColumns = [
    ReportColumn("start", title: "Start", kind: .text),
    ReportColumn("trace_id", title: "Trace", kind: .text, priority: 2),
    ReportColumn("span_id", title: "Span", kind: .text),
    ReportColumn(
      "tenant", title: "Tenant", kind: .text, absentText: ReportFilters.unattributed, priority: 1),
    ReportColumn("tier", title: "Tier", kind: .text, absentText: ReportFilters.none, priority: 6),
    ReportColumn(
      "feature", title: "Feature", kind: .text, absentText: ReportFilters.none, priority: 4),
    ReportColumn("session", title: "Session", kind: .text, priority: 5),
    ReportColumn("model", title: "Model", kind: .text, absentText: ReportFilters.none),
    ReportColumn("kind", title: "Entry", kind: .text, priority: 3),
  ]

  private func values(_ row: Row, _ source: some UsageSource) -> [ReportValue] {
    let entry = row.entry
    let trace = hexadecimal(entry.span.traceHigh) + hexadecimal(entry.span.traceLow)
    var values: [ReportValue] = [
      .text(Instant.rfc3339(entry.startNanoseconds)), .text(trace),
      .text(hexadecimal(entry.span.span)),
    ]
    values += [
      source.text(entry.dimensions.tenant), row.tier, source.text(entry.dimensions.feature),
      source.text(entry.session), source.text(entry.dimensions.model),
    ].map { $0.map { .text($0) } ?? .absent }
    values.append(.text(entry.isReversal ? "reversal" : "usage"))
    values.append(.count(row.quantity))
    if figure.isMoney { values.append(.money(row.cost)) }
    return values
  }
}
