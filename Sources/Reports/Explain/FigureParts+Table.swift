internal import CostModel

extension FigureParts {
  /// The parts as rows, dearest first, each with its price line and why that line was chosen.
  func explanation(
    of column: ReportColumn, in report: ReportTable, source: some UsageSource
  ) -> Explanation {
    var table = ReportTable(explaining: column, of: report)
    let isMoney = parts.keys.contains { $0.match != nil } || column.kind == .money
    let tellsWhy = !isMoney && parts.keys.contains { $0.reason != nil }
    table.columns = Self.columns(isMoney: isMoney)
    if tellsWhy {
      table.columns.append(ReportColumn("why", title: "Why there is no price", kind: .text))
    }
    let rows = parts.map { key, part in
      (key: key, part: part, names: names(key, source), price: explanations[key])
    }.sorted { left, right in
      if left.part.cost != right.part.cost { return left.part.cost > right.part.cost }
      if left.part.quantity != right.part.quantity {
        return left.part.quantity > right.part.quantity
      }
      let keys = (
        left.names.joined(separator: "\u{0}") + "\u{0}\(left.price?.lineIndex ?? 0)",
        right.names.joined(separator: "\u{0}") + "\u{0}\(right.price?.lineIndex ?? 0)"
      )
      return precedes(keys.0, keys.1)
    }
    table.rows = rows.map { row in
      var values: [ReportValue] = row.names.map { $0.isEmpty ? .absent : .text($0) }
      values.append(.count(row.part.quantity))
      if tellsWhy { values.append(ReportValue(row.key.reason?.text)) }
      guard isMoney else { return values }
      values.append(row.price.map { .text($0.priceText) } ?? .absent)
      values.append(row.price.map { .text($0.unitPrice.description) } ?? .absent)
      values.append(.money(row.part.cost))
      let line = row.price?.line
      values.append(line.map { .text("\($0.fileName):\($0.lineNumber)") } ?? .absent)
      values.append(.text(row.price?.reason ?? row.key.reason?.text ?? ""))
      return values
    }
    table.totals = Self.nameColumns.map { _ in .absent } + [.count(total.quantity)]
    if isMoney { table.totals += [.absent, .absent, .money(total.cost), .absent, .absent] }
    if tellsWhy { table.totals.append(.absent) }
    let count = counted(Int64(parts.count), "part")
    let arithmetic = isMoney ? ", each quantity × unit price." : "."
    table.note = parts.isEmpty ? "There is no such usage: no parts." : count + arithmetic
    return Explanation(table: table, isProved: false, digits: 0)
  }

  private static let nameColumns = [
    ReportColumn("meter", title: "What", kind: .text),
    ReportColumn("model", title: "Model", kind: .text, absentText: ReportFilters.none),
    ReportColumn(
      "provider", title: "Provider", kind: .text, absentText: ReportFilters.none, priority: 3),
    ReportColumn("region", title: "Region", kind: .text, priority: 5),
    ReportColumn("service_tier", title: "Service tier", kind: .text, priority: 4),
    ReportColumn(
      "tier", title: "Tier", kind: .text, absentText: ReportFilters.none, priority: 2),
  ]

  private static func columns(isMoney: Bool) -> [ReportColumn] {
    let columns =
      nameColumns + [ReportColumn("quantity", title: "Quantity", kind: .count)]
    guard isMoney else { return columns }
    return columns + [
      ReportColumn("stated_price", title: "Price", kind: .text, absentText: "none", priority: 3),
      ReportColumn("unit_price", title: "Price of one", kind: .text, absentText: "none"),
      ReportColumn("cost", title: "Cost", kind: .money, role: .cost),
      ReportColumn("price_line", title: "Price line", kind: .text, absentText: "none", priority: 1),
      ReportColumn("why", title: "Why this line", kind: .text, priority: 6),
    ]
  }

  private func names(_ key: Key, _ source: some UsageSource) -> [String] {
    [
      key.meter.name, source.text(key.model) ?? "", source.text(key.provider) ?? "",
      source.text(key.region) ?? "", source.text(key.serviceTier) ?? "", key.tier ?? "",
    ]
  }
}
