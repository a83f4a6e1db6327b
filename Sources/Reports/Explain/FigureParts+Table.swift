internal import CostModel

extension FigureParts {
  /// The parts as rows, dearest first, each with its price line and why that line was chosen.
  func explanation(
    of column: ReportColumn, in report: ReportTable, book: PriceBook, source: some UsageSource
  ) -> Explanation {
    var table = ReportTable(explaining: column, of: report)
    let isMoney = parts.keys.contains { $0.match != nil } || column.kind == .money
    table.columns = Self.columns(isMoney: isMoney)
    let rows = parts.map { key, part in
      (key: key, part: part, names: names(key, source), line: book.line(key.match))
    }.sorted { left, right in
      if left.part.cost != right.part.cost { return left.part.cost > right.part.cost }
      if left.part.quantity != right.part.quantity {
        return left.part.quantity > right.part.quantity
      }
      let keys = (
        left.names.joined(separator: "\u{0}") + "\u{0}\(left.line?.index ?? 0)",
        right.names.joined(separator: "\u{0}") + "\u{0}\(right.line?.index ?? 0)"
      )
      return precedes(keys.0, keys.1)
    }
    table.rows = rows.map { row in
      var values: [ReportValue] = row.names.map { $0.isEmpty ? .absent : .text($0) }
      values.append(.count(row.part.quantity))
      guard isMoney else { return values }
      values.append(row.key.match.map { .text($0.unitPrice.description) } ?? .absent)
      values.append(.money(row.part.cost))
      values.append(row.line.map { .text("\($0.fileName):\($0.lineNumber)") } ?? .absent)
      values.append(.text(why(row.key, row.line)))
      return values
    }
    table.totals = Self.nameColumns.map { _ in .absent } + [.count(total.quantity)]
    if isMoney { table.totals += [.absent, .money(total.cost), .absent, .absent] }
    let count = counted(Int64(parts.count), "part")
    table.note =
      parts.isEmpty ? "There is no such usage: no parts." : "\(count), each quantity × unit price."
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
      ReportColumn("unit_price", title: "Unit price", kind: .text, absentText: "none"),
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

  /// Why a line was chosen, or why there is none, in words.
  private func why(_ key: Key, _ line: PriceLine?) -> String {
    guard let match = key.match, let line else { return key.reason?.text ?? "" }
    var reasons = [match.step.name]
    if match.pricedAs != key.meter {
      reasons.append("no price for \(key.meter.name), so that of \(match.pricedAs.name)")
    }
    if match.isByModelAlone { reasons.append("provider not known; all agree") }
    reasons += line.conditionTexts
    return reasons.joined(separator: "; ")
  }
}

extension PriceBook {
  fileprivate func line(_ match: PriceMatch?) -> PriceLine? {
    guard let match, lines.indices.contains(match.lineIndex) else { return nil }
    return lines[match.lineIndex]
  }
}

extension PriceLine {
  /// What the line demands of usage, a clause each.
  var conditionTexts: [String] {
    var texts: [String] = []
    if let tenant { texts.append("tenant \(tenant)") }
    if let tenantTier { texts.append("tier \(tenantTier)") }
    if let serviceTier { texts.append("service tier \(serviceTier)") }
    if !regions.isEmpty { texts.append("region \(regions.joined(separator: ", "))") }
    if let threshold {
      texts.append("prompt \(threshold.isInclusive ? "≥" : ">") \(grouped(threshold.tokens))")
    }
    if let from { texts.append("from \(Instant.dateOrTime(from))") }
    if let to { texts.append("until \(Instant.dateOrTime(to))") }
    return texts
  }
}
