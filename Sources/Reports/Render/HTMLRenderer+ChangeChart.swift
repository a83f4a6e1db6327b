internal import CostModel

/// A row's change: to the right of a line what costs more than before, to the left what costs less.
private struct ChangeBar {
  var name: String
  var change: Money
  /// What the change is made of, in words.
  var parts: String

  var isRise: Bool { change.units > 0 }
  var size: Money { isRise ? change : Money.zero.subtracting(change) ?? .zero }
}

extension HTMLRenderer {
  /// The rows that changed most, if the report is about a difference and its parts; returns whether
  /// it is.
  mutating func writeChangeChart() -> Bool {
    guard let column = table.columns.firstIndex(where: \.isDifference),
      table.columns.indices.contains(column + 1), table.columns[column + 1].role == .costPart,
      let name = table.columns.firstIndex(where: { $0.kind == .text })
    else { return false }
    let all = changes(column, name)
    let bars = Array(all.prefix(Self.barsMax))
    guard !bars.isEmpty else { return true }
    let (rise, fall) = (Self.largest(bars, isRise: true), Self.largest(bars, isRise: false))
    let title = table.columns[name].title.lowercased()
    html.raw("<section>\n<h2>")
    html.text("\(table.columns[column].title) per \(title)")
    html.raw("</h2>\n<figure>\n<ol class=\"bars\">\n")
    for bar in bars { writeChange(bar, column, fall: fall, rise: rise) }
    html.raw("</ol>\n")
    if all.count > bars.count {
      html.element(
        "figcaption class=\"more\"", "Those that changed most, of \(grouped(Int64(all.count))).")
    }
    html.raw("</figure>\n</section>\n")
    return true
  }

  private func changes(_ column: Int, _ name: Int) -> [ChangeBar] {
    let parts = table.columns.indices.dropFirst(column + 1).prefix {
      table.columns[$0].role == .costPart
    }
    let bars = printed.rows.indices.compactMap { row -> ChangeBar? in
      guard let change = printed.rows[row][column].money, change != .zero else { return nil }
      let words = parts.map { part in
        "\(table.columns[part].title.lowercased()) \(printed.text(part, row: row))"
      }
      return ChangeBar(
        name: printed.text(name, row: row), change: change, parts: words.joined(separator: ", "))
    }
    return bars.enumerated().sorted {
      let sizes = ($0.element.size, $1.element.size)
      return sizes.0 != sizes.1 ? sizes.0 > sizes.1 : $0.offset < $1.offset
    }.map(\.element)
  }

  private static func largest(_ bars: [ChangeBar], isRise: Bool) -> Money {
    bars.first { $0.isRise == isRise }?.size ?? .zero
  }

  private mutating func writeChange(_ bar: ChangeBar, _ column: Int, fall: Money, rise: Money) {
    let amount = NumberText.money(bar.change, digits: printed.printedDigits[column])
    let text = (bar.isRise ? "+" : "") + amount
    let whole = fall.adding(rise) ?? rise
    let start = bar.isRise ? fall : fall.subtracting(bar.size) ?? .zero
    let zero = drawnPercentage(fall, of: whole)
    html.raw("<li><span class=\"name\">")
    html.name(bar.name)
    html.raw("</span><span class=\"value\">\(HTMLText.escaped(text))</span>")
    html.raw("<svg class=\"bar\" width=\"100%\" height=\"14\" role=\"img\" aria-label=\"")
    html.text("\(bar.name): \(text) \(table.currency), \(bar.parts)")
    html.raw("\"><rect x=\"\(drawnPercentage(start, of: whole))\" ")
    html.raw("width=\"\(drawnPercentage(bar.size, of: whole))\" height=\"14\" ")
    html.raw("class=\"\(bar.isRise ? "c4" : "c1")\">")
    html.element("title", "\(text) \(table.currency): \(bar.parts)")
    html.raw("</rect><line class=\"zero\" x1=\"\(zero)\" x2=\"\(zero)\" y1=\"0\" y2=\"14\"/>")
    html.raw("</svg></li>\n")
  }
}

extension ReportColumn {
  fileprivate var isDifference: Bool {
    if case .difference = role { true } else { false }
  }
}
