internal import CostModel

/// The lines of a price book, as a table for people.
struct PriceList {
  let text: String
  let lines: [PriceLine]

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
    self.lines = lines
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
    if lines.isEmpty, let hint = Self.hint(book, provider: provider, model: model) {
      printed.append(hint)
    }
    text = printed.joined(separator: "\n")
  }

  /// A name of the book that is near to one that has no lines.
  private static func hint(_ book: PriceBook, provider: String?, model: String?) -> String? {
    let wanted = [
      (provider, book.lines.flatMap(\.providers)), (model, book.lines.flatMap(\.models)),
    ]
    return wanted.compactMap { name, known in
      name.flatMap { didYouMean($0.lowercased(), among: Set(known).sorted()) }
    }.first
  }

  private static func row(_ line: PriceLine) -> [String] {
    // Prices are kept for one token or call; people know them by the unit of the book.
    var prices = line.prices.map { "\($0.meter.name) \(line.unit.stated($0.price))" }
    if let factor = line.factor { prices = ["times \(factor.value) (\(factor.kind))"] }
    if let notModelled = line.notModelled { prices.append("not modelled: \(notModelled)") }
    return [
      line.providers.joined(separator: ","), line.models.joined(separator: ","),
      line.conditions.joined(separator: " "),
      line.factor == nil ? line.unit.rawValue : "factor",
      prices.joined(separator: ", "),
    ]
  }
}
