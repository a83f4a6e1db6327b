internal import CostModel

/// The lines of a price book, as a table for people.
struct PriceList {
  let text: String

  /// Lists the lines that hold at an instant (nil: all), of one provider, of models that contain
  /// a text.
  init(_ book: PriceBook, provider: String?, model: String?, at instant: Int64?) {
    let wantedProvider = provider.map { canonicalProvider(of: $0) }
    let lines = book.lines.filter { line in
      let isInForce = instant.map { line.isInForce(at: $0) } ?? true
      let isProvider = wantedProvider.map { line.providers.contains($0) } ?? true
      let isModel =
        model.map { text in line.models.contains { $0.contains(text.lowercased()) } } ?? true
      return isInForce && isProvider && isModel
    }
    var rows = [["provider", "model", "conditions", "unit", "prices"]]
    rows += lines.map(Self.row)
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    var printed = rows.map { row in
      var cells: [String] = []
      for (column, cell) in row.enumerated() {
        let padding = column < 4 ? widths[column] - cell.count : 0
        cells.append(cell + String(repeating: " ", count: padding))
      }
      return cells.joined(separator: "  ")
    }
    printed.append("")
    printed.append(
      "\(lines.count) of \(counted(Int64(book.lines.count), "line")) of \(book.name), "
        + "as of \(book.asOf), in \(book.currency)")
    text = printed.joined(separator: "\n")
  }

  private static func row(_ line: PriceLine) -> [String] {
    // Prices are kept for one token or call; people know them by the unit of the book.
    let divisor = Int64(truncatingIfNeeded: line.unit.divisor)
    let prices = line.prices.map { "\($0.meter.name) \($0.price.times(divisor) ?? $0.price)" }
    return [
      line.providers.joined(separator: ","), line.models.joined(separator: ","),
      conditions(line).joined(separator: " "), line.unit.rawValue,
      prices.joined(separator: ", "),
    ]
  }

  private static func conditions(_ line: PriceLine) -> [String] {
    var found: [String] = []
    if !line.profiles.isEmpty { found.append("profile=\(line.profiles.joined(separator: ","))") }
    if let tenant = line.tenant { found.append("tenant=\(tenant)") }
    if let tier = line.tenantTier { found.append("tier=\(tier)") }
    if let tier = line.serviceTier { found.append("service_tier=\(tier)") }
    if !line.regions.isEmpty { found.append("region=\(line.regions.joined(separator: ","))") }
    if let threshold = line.threshold {
      found.append("input\(threshold.isInclusive ? "≥" : ">")\(threshold.tokens)")
    }
    if let from = line.from { found.append("from=\(Instant.dateOrTime(from))") }
    if let to = line.to { found.append("to=\(Instant.dateOrTime(to))") }
    return found
  }
}
