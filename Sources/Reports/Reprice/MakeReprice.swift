public import CostModel

/// What the same usage costs now and would have cost otherwise, side by side.
///
/// Both sides are exact. The rows' differences add up to the total's; with the same book, tiers and
/// models every difference is zero.
public func makeReprice(_ request: RepriceRequest, reader: LedgerReader) throws -> ReportTable {
  try makeReprice(request, source: reader)
}

func makeReprice(_ request: RepriceRequest, source: some UsageSource) throws -> ReportTable {
  let adopted = try source.adoptedPriceBook()
  let before = request.bookBefore ?? adopted ?? .builtIn
  let after = request.bookAfter ?? before
  for book in [before, after] {
    if let adopted, adopted.currency != book.currency {
      throw ReportError.otherCurrency(given: book.currency, ledger: adopted.currency)
    }
  }
  if before.currency != after.currency {
    throw ReportError.otherCurrency(given: after.currency, ledger: before.currency)
  }
  let registry = try source.registeredTenants()
  let changedRegistry = request.tiersAfter.map { registry.replacingTiers(by: $0) } ?? registry
  let needsFeature =
    request.axes.contains(.feature) || request.replacements.contains { $0.feature != nil }
  let reading = try PeriodUsage(
    request.period, filters: request.filters, books: [before, after],
    registries: [registry, changedRegistry], models: request.replacements.map(\.model),
    keepsFeature: needsFeature, source: source)
  var repricing = Repricing(
    request, before: try PricingView(book: before, registry: registry, source: source),
    after: try PricingView(
      book: after, registry: changedRegistry, replacements: request.replacements, source: source))
  try repricing.add(reading, source: source)
  var table = try repricedTable(request, before, after, repricing)
  table.findings = try notes(request, after, source: source)
  return table
}

/// What is said of replacements that replace nothing, or by what nobody can price.
private func notes(
  _ request: RepriceRequest, _ book: PriceBook, source: some UsageSource
) throws -> [ReportFinding] {
  let features = Set(try source.names(.feature).map(\.text)).union([ReportFilters.none])
  return try request.replacements.flatMap { replacement in
    var notes: [ReportFinding] = []
    func note(_ kind: String, _ message: String) {
      notes.append(ReportFinding(kind: kind, count: 1, message: message, isNote: true))
    }
    if let feature = replacement.feature, !features.contains(feature) {
      let near = didYouMean(feature, among: features.sorted(by: precedes))
      note(
        "unknown_feature", "no usage has the feature '\(feature)'" + (near.map { "; \($0)" } ?? ""))
    }
    var usage = QuotedUsage()
    usage.context.model = replacement.model
    usage.context.instantNanoseconds = request.period.to - 1
    usage.quantities[.input] = 1
    if let reason = try book.quote(usage).parts.compactMap(\.unpricedReason).first {
      let miss = book.nearMiss(usage.context, reason: reason, classes: [.input])
      note(
        "unpriced_replacement",
        "\(book.name) has no price for the model '\(replacement.model)': \(miss.text)")
    }
    return notes
  }
}

private func repricedTable(
  _ request: RepriceRequest, _ before: PriceBook, _ after: PriceBook, _ repricing: Repricing
) throws -> ReportTable {
  var table = ReportTable(
    name: "reprice", title: "What the same usage would have cost", period: request.period,
    currency: before.currency, priceBook: PriceBookStamp(before))
  table.filters = request.filters.list + changes(request, before, after)
  table.columns = request.axes.map(column) + figureColumns
  let names = repricing.rows.keys.sorted { left, right in
    for (left, right) in zip(left, right) where left != right {
      guard let left else { return false }
      guard let right else { return true }
      return precedes(left, right)
    }
    return false
  }
  var rows: [(names: [String?], values: [ReportValue], size: UInt128)] = []
  for key in names {
    guard let row = repricing.rows[key] else { continue }
    let values = try figures(row)
    let difference = values[4].money ?? .zero
    rows.append((key, values, difference.units.magnitude))
  }
  // The sort is stable: equal differences stay in the order of their names.
  rows.sort { $0.size > $1.size }
  table.rows = rows.map { row in
    row.names.map { $0.map { .text($0) } ?? .absent } + row.values
  }
  table.totals = request.axes.map { _ in .absent } + (try figures(repricing.total))
  let total = repricing.total
  var coverage = Coverage()
  coverage.pricedShare = Coverage.share(
    total.tokens &- max(total.before.unpricedTokens, total.after.unpricedTokens),
    of: total.tokens)
  coverage.attributedShare = Coverage.share(repricing.attributedTokens, of: total.tokens)
  coverage.measuredShare = Coverage.share(repricing.measuredTokens, of: total.tokens)
  table.coverage = coverage
  if table.rows.isEmpty { table.note = "The ledger holds no such usage in this period." }
  return table
}

private func column(_ axis: RepriceAxis) -> ReportColumn {
  ReportColumn(
    axis.rawValue, title: axis.rawValue.prefix(1).uppercased() + axis.rawValue.dropFirst(),
    kind: .text,
    absentText: axis == .tenant ? ReportFilters.unattributed : ReportFilters.none)
}

private let figureColumns = [
  ReportColumn("requests", title: "Requests", kind: .count, priority: 2),
  ReportColumn("tokens", title: "Tokens", kind: .count, priority: 3),
  ReportColumn("cost_before", title: "Cost before", kind: .money, role: .cost),
  ReportColumn("cost_after", title: "Cost after", kind: .money, role: .cost),
  ReportColumn(
    "difference", title: "Difference", kind: .money,
    role: .difference(of: "cost_after", minus: "cost_before")),
  ReportColumn(
    "change", title: "Change", kind: .ratio, role: .quotient, absentText: "–", priority: 1),
  ReportColumn(
    "unpriced_tokens_before", title: "Unpriced tokens before", kind: .count, priority: 1),
  ReportColumn("unpriced_tokens", title: "Unpriced tokens", kind: .count, priority: 1),
  ReportColumn("cost_complete", title: "Cost complete", kind: .boolean, priority: 9),
]

private func figures(_ row: Repricing.Row) throws -> [ReportValue] {
  guard let difference = row.after.cost.subtracting(row.before.cost) else {
    throw ReportError.tooLarge("a difference of costs")
  }
  return [
    .count(row.requests), .count(row.tokens), .money(row.before.cost), .money(row.after.cost),
    .money(difference), .ratio(difference, of: row.before.cost),
    .count(row.before.unpricedTokens), .count(row.after.unpricedTokens),
    .boolean(row.before.unpricedTokens == 0 && row.after.unpricedTokens == 0),
  ]
}

/// What differs on the other side, as filters: they stand above the figures in every format.
private func changes(
  _ request: RepriceRequest, _ before: PriceBook, _ after: PriceBook
) -> [ReportFilter] {
  var changes: [ReportFilter] = []
  if before.sha256 != after.sha256 {
    let text = "\(after.name), as of \(after.asOf), sha256 \(after.sha256.prefix(12))"
    changes.append(ReportFilter(name: "prices after", value: text))
  }
  if let tiers = request.tiersAfter {
    let text = "of \(counted(Int64(tiers.tenants.count), "tenant")) as the file states"
    changes.append(ReportFilter(name: "tiers after", value: text))
  }
  if !request.replacements.isEmpty {
    let text = request.replacements.map(\.text).joined(separator: ", ")
    changes.append(ReportFilter(name: "models after", value: text))
  }
  if changes.isEmpty { changes.append(ReportFilter(name: "after", value: "nothing differs")) }
  return changes
}

extension PriceBookStamp {
  init(_ book: PriceBook) { self.init(name: book.name, asOf: book.asOf, sha256: book.sha256) }
}
