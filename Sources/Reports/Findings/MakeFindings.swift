public import CostModel

/// Everything in a period's data that a person should know: how often, how many tokens, how much
/// money is concerned, an example, and what to do.
public func makeFindings(_ request: FindingsRequest, reader: LedgerReader) throws -> ReportTable {
  try makeFindings(request, source: reader)
}

func makeFindings(_ request: FindingsRequest, source: some UsageSource) throws -> ReportTable {
  let book = try request.priceBook ?? source.adoptedPriceBook() ?? .builtIn
  let registry = try source.registeredTenants()
  var finder = try Finder(request, book: book, registry: registry, source: source)
  let usage = try PeriodUsage(
    request.period, filters: request.filters, books: [book], registries: [registry],
    keepsFeature: false, source: source)
  try finder.read(usage, source: source)
  try finder.addLedgerFindings(source: source)

  var table = ReportTable(
    name: "findings", title: "Findings", period: request.period, currency: book.currency,
    priceBook: PriceBookStamp(book))
  table.filters = request.filters.list
  if !request.kinds.isEmpty {
    let kinds = request.kinds.map(\.rawValue).joined(separator: ", ")
    table.filters.append(ReportFilter(name: "kinds", value: kinds))
  }
  table.columns = findingColumns
  let rows = finder.sums.sums.filter { key, sum in
    (request.kinds.isEmpty || request.kinds.contains(key.kind)) && sum.count != 0
  }.sorted { left, right in
    let costs = (left.value.cost ?? .zero, right.value.cost ?? .zero)
    if costs.0 != costs.1 { return costs.0 > costs.1 }
    if left.value.tokens != right.value.tokens { return left.value.tokens > right.value.tokens }
    if left.value.count != right.value.count { return left.value.count > right.value.count }
    return precedes(
      sortText(left.key, source), sortText(right.key, source))
  }
  table.rows = rows.map { values($0.key, $0.value, source) }
  table.totals = findingColumns.map { _ in .absent }
  if rows.isEmpty { table.note = "Nothing was found." }
  return table
}

private let findingColumns = [
  ReportColumn("finding", title: "Finding", kind: .text),
  ReportColumn("tenant", title: "Tenant", kind: .text, absentText: ReportFilters.unattributed),
  ReportColumn("model", title: "Model", kind: .text, priority: 1),
  ReportColumn("detail", title: "Detail", kind: .text, priority: 2),
  ReportColumn("count", title: "Count", kind: .count),
  ReportColumn("tokens", title: "Tokens", kind: .count, priority: 1),
  ReportColumn("at_stake", title: "At stake", kind: .money, absentText: "not known"),
  ReportColumn("at_stake_is", title: "Which is", kind: .text, priority: 4),
  ReportColumn("example", title: "Example", kind: .text, priority: 3),
  ReportColumn("meaning", title: "Meaning", kind: .text, priority: 6),
  ReportColumn("advice", title: "What to do", kind: .text, priority: 5),
]

private func values(
  _ key: FindingSums.Key, _ sum: FindingSums.Sum, _ source: some UsageSource
) -> [ReportValue] {
  return [
    .text(key.kind.rawValue), ReportValue(source.text(key.tenant)),
    ReportValue(source.text(key.model)), key.detail.isEmpty ? .absent : .text(key.detail),
    .count(sum.count), .count(sum.tokens), sum.cost.map { .money($0) } ?? .absent,
    sum.cost == nil ? .absent : .text(sum.costIs),
    ReportValue(sum.example.flatMap { $0 == SpanIdentity() ? nil : text($0) }),
    .text(explanation(key.kind)), .text(advice(key.kind)),
  ]
}

private func sortText(_ key: FindingSums.Key, _ source: some UsageSource) -> String {
  [
    key.kind.rawValue, source.text(key.tenant) ?? "", source.text(key.model) ?? "", key.detail,
  ].joined(separator: "\u{0}")
}
