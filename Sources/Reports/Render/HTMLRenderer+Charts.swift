internal import CostModel

/// A bar of a chart: what it stands for, and its parts by number of the legend.
struct ChartBar: Sendable {
  var name: String
  var text: String
  var total: Money
  var segments: [(legend: Int, amount: Money)]
}

extension HTMLRenderer {
  /// More bars than this are added up into one.
  static let barsMax = 12
  /// More colours than this nobody can tell apart.
  static let legendMax = 7

  mutating func writeCharts() {
    if table.bucket != nil { writeTimeChart() }
    if table.matrix == nil {
      let parts = table.columns.indices.filter { column in
        table.columns[column].role == .costPart
          && (table.totals[column].money ?? .zero).units > 0
      }
      let legend = parts.map { table.columns[$0].title.replacing(" cost", with: "") }
      writeBars(
        title: "Cost per tenant", label: "tenant", legend: legend,
        bars: bars(named: "tenant") { row in
          parts.enumerated().map { ($0.offset, row[$0.element].money ?? .zero) }
        })
    } else {
      let features = largestNames("feature")
      let legend =
        features.count > Self.legendMax
        ? features.prefix(Self.legendMax - 1) + ["other features"] : features[...]
      let place = table.index(of: "feature") ?? 0
      let absent = table.columns[place].absentText
      writeBars(
        title: "Cost per tier", label: "tier", legend: Array(legend),
        bars: bars(named: "tier") { row in
          let name = if case .text(let text) = row[place] { text } else { absent }
          let number = legend.firstIndex(of: name) ?? legend.count - 1
          return [(number, self.table.value("cost", in: row).money ?? .zero)]
        })
    }
  }

  /// Names of a text column by descending cost.
  private func largestNames(_ column: String) -> [String] {
    bars(named: column) { _ in [] }.map(\.name)
  }

  /// Adds up rows by a text column; bars stand in descending cost.
  private func bars(
    named column: String, parts: ([ReportValue]) -> [(Int, Money)]
  ) -> [ChartBar] {
    guard let place = table.index(of: column), let cost = table.index(of: "cost") else {
      return []
    }
    var bars: [String: ChartBar] = [:]
    var lowerBounds: Set<String> = []
    for (index, row) in printed.rows.enumerated() {
      let name = printed.text(place, row: index)
      let bar = bars[name] ?? ChartBar(name: name, text: "", total: .zero, segments: [])
      let amount = row[cost].money ?? .zero
      bars[name] = adding(bar, amount, parts(table.rows[index]))
      if !printed.isComplete(row) { lowerBounds.insert(name) }
    }
    let sorted = bars.values.sorted {
      $0.total != $1.total ? $0.total > $1.total : precedes($0.name, $1.name)
    }
    return sorted.map { bar in
      var bar = bar
      let mark = lowerBounds.contains(bar.name) ? "≥ " : ""
      bar.text = mark + NumberText.money(bar.total, digits: printed.costDigits)
      return bar
    }
  }

  private func adding(_ bar: ChartBar, _ amount: Money, _ parts: [(Int, Money)]) -> ChartBar {
    var bar = bar
    bar.total = bar.total.adding(amount) ?? bar.total
    for (legend, part) in parts {
      if let known = bar.segments.firstIndex(where: { $0.legend == legend }) {
        bar.segments[known].amount = bar.segments[known].amount.adding(part) ?? part
      } else {
        bar.segments.append((legend, part))
      }
    }
    bar.segments.sort { $0.legend < $1.legend }
    return bar
  }

  /// At most `barsMax` bars: the last of more stands for the rest.
  private func shortened(_ bars: [ChartBar], label: String) -> [ChartBar] {
    guard bars.count > Self.barsMax else { return bars }
    let rest = bars.dropFirst(Self.barsMax - 1)
    var sum = rest.reduce(ChartBar(name: "", text: "", total: .zero, segments: [])) {
      adding($0, $1.total, $1.segments.map { ($0.legend, $0.amount) })
    }
    sum.name = "\(grouped(Int64(rest.count))) other \(label)s"
    let mark = rest.contains { $0.text.hasPrefix("≥") } ? "≥ " : ""
    sum.text = mark + NumberText.money(sum.total, digits: printed.costDigits)
    return bars.prefix(Self.barsMax - 1) + [sum]
  }

  private mutating func writeBars(
    title: String, label: String, legend: [String], bars: [ChartBar]
  ) {
    let bars = shortened(bars, label: label)
    guard let longest = bars.map(\.total).max(), longest.units > 0 else { return }
    html.raw("<section>\n<h2>\(HTMLText.escaped(title))</h2>\n<figure>\n<ol class=\"bars\">\n")
    for bar in bars { writeBar(bar, legend: legend, longest: longest) }
    html.raw("</ol>\n<figcaption><ul class=\"legend\">\n")
    for (number, name) in legend.enumerated() {
      html.raw("<li><svg width=\"10\" height=\"10\" aria-hidden=\"true\">")
      html.raw("<rect width=\"10\" height=\"10\" rx=\"2\" class=\"c\(number % 8)\"/></svg> ")
      html.name(name)
      html.raw("</li>\n")
    }
    html.raw("</ul></figcaption>\n</figure>\n</section>\n")
  }

  private mutating func writeBar(_ bar: ChartBar, legend: [String], longest: Money) {
    html.raw("<li><span class=\"name\">")
    html.name(bar.name)
    html.raw("</span><span class=\"value\">\(HTMLText.escaped(bar.text))</span>")
    html.raw("<svg class=\"bar\" width=\"100%\" height=\"14\" role=\"img\" aria-label=\"")
    html.text("\(bar.name): \(bar.text) \(table.currency)")
    html.raw("\">")
    var before = Money.zero
    for segment in bar.segments where segment.amount.units > 0 {
      let x = drawnPercentage(before, of: longest)
      let width = drawnPercentage(segment.amount, of: longest)
      html.raw(
        "<rect x=\"\(x)\" width=\"\(width)\" height=\"14\" class=\"c\(segment.legend % 8)\">")
      let amount = NumberText.money(segment.amount, digits: nil)
      let name = legend.indices.contains(segment.legend) ? legend[segment.legend] : ""
      html.element("title", "\(name): \(amount) \(table.currency)")
      html.raw("</rect>")
      before = before.adding(segment.amount) ?? before
    }
    html.raw("</svg></li>\n")
  }

  /// Cost over time: a column a bucket.
  private mutating func writeTimeChart() {
    guard let from = table.index(of: "period_start"), let cost = table.index(of: "cost") else {
      return
    }
    var columns: [(start: Int64, cost: Money)] = []
    for row in printed.rows {
      guard case .instant(let start) = row[from] else { continue }
      if columns.last?.start != start { columns.append((start, .zero)) }
      let sum = columns[columns.count - 1].cost
      columns[columns.count - 1].cost = sum.adding(row[cost].money ?? .zero) ?? sum
    }
    guard columns.count > 1, let highest = columns.map(\.cost).max(), highest.units > 0 else {
      return
    }
    html.raw("<section>\n<h2>Cost over time</h2>\n<figure class=\"time\">\n")
    html.raw("<p class=\"axis\">\(NumberText.money(highest, digits: printed.costDigits)) ")
    html.text(table.currency)
    html.raw("</p>\n<svg width=\"100%\" height=\"150\" role=\"img\" aria-label=\"")
    html.text("Cost by \(table.bucket?.rawValue ?? ""): the table below holds every figure")
    html.raw("\">")
    let whole = Money(units: Int128(columns.count) * 100)
    for (index, column) in columns.enumerated() {
      let x = drawnPercentage(Money(units: Int128(index) * 100 + 10), of: whole)
      let width = drawnPercentage(Money(units: 80), of: whole)
      let height = drawnPercentage(column.cost, of: highest)
      let y = drawnPercentage(highest.subtracting(column.cost) ?? .zero, of: highest)
      html.raw("<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" class=\"c0\">")
      let amount = NumberText.money(column.cost, digits: printed.costDigits)
      html.element("title", "\(printed.instantText(column.start)): \(amount) \(table.currency)")
      html.raw("</rect>")
    }
    html.raw("</svg>\n<figcaption class=\"axis ends\"><span>")
    html.text(printed.instantText(columns[0].start))
    html.raw("</span><span>")
    html.text(printed.instantText(columns[columns.count - 1].start))
    html.raw("</span></figcaption>\n</figure>\n</section>\n")
  }
}
