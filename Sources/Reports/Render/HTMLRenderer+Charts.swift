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
    if writeChangeChart() { return }
    guard let measure = ChartMeasure(printed) else { return }
    writeTimeChart(measure)
    if table.matrix == nil {
      guard let name = table.columns.first(where: { $0.kind == .text }) else { return }
      let parts = table.columns.indices.dropFirst(measure.column + 1).prefix { column in
        table.columns[column].role == .costPart
      }.filter { (table.totals[$0].money ?? .zero).units > 0 }
      let legend = parts.map { table.columns[$0].title.replacing(" cost", with: "") }
      writeBars(
        title: "\(measure.title) per \(name.title.lowercased())", label: name.title.lowercased(),
        legend: legend, measure: measure,
        bars: bars(named: name.name, measure) { row in
          parts.isEmpty
            ? [(0, measure.amount(row))]
            : parts.enumerated().map { ($0.offset, row[$0.element].money ?? .zero) }
        })
    } else {
      let features = bars(named: "feature", measure) { _ in [] }.map(\.name)
      let legend =
        features.count > Self.legendMax
        ? features.prefix(Self.legendMax - 1) + ["other features"] : features[...]
      let place = table.index(of: "feature") ?? 0
      let absent = table.columns[place].absentText
      writeBars(
        title: "Cost per tier", label: "tier", legend: Array(legend), measure: measure,
        bars: bars(named: "tier", measure) { row in
          let name = if case .text(let text) = row[place] { text } else { absent }
          let number = legend.firstIndex(of: name) ?? legend.count - 1
          return [(number, measure.amount(row))]
        })
    }
  }

  /// Adds up rows by a text column; bars stand in descending order.
  private func bars(
    named column: String, _ measure: ChartMeasure, parts: ([ReportValue]) -> [(Int, Money)]
  ) -> [ChartBar] {
    guard let place = table.index(of: column) else { return [] }
    var bars: [String: ChartBar] = [:]
    var lowerBounds: Set<String> = []
    for (index, row) in printed.rows.enumerated() {
      let name = printed.text(place, row: index)
      let bar = bars[name] ?? ChartBar(name: name, text: "", total: .zero, segments: [])
      bars[name] = adding(bar, measure.amount(row), parts(table.rows[index]))
      if !printed.isComplete(row) { lowerBounds.insert(name) }
    }
    let sorted = bars.values.sorted {
      $0.total != $1.total ? $0.total > $1.total : precedes($0.name, $1.name)
    }
    return sorted.map { bar in
      var bar = bar
      bar.text = (lowerBounds.contains(bar.name) ? "≥ " : "") + measure.text(bar.total)
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
  private func shortened(
    _ bars: [ChartBar], label: String, _ measure: ChartMeasure
  ) -> [ChartBar] {
    guard bars.count > Self.barsMax else { return bars }
    let rest = bars.dropFirst(Self.barsMax - 1)
    var sum = rest.reduce(ChartBar(name: "", text: "", total: .zero, segments: [])) {
      adding($0, $1.total, $1.segments.map { ($0.legend, $0.amount) })
    }
    sum.name = "\(grouped(Int64(rest.count))) other \(label)s"
    let mark = rest.contains { $0.text.hasPrefix("≥") } ? "≥ " : ""
    sum.text = mark + measure.text(sum.total)
    return bars.prefix(Self.barsMax - 1) + [sum]
  }

  private mutating func writeBars(
    title: String, label: String, legend: [String], measure: ChartMeasure, bars: [ChartBar]
  ) {
    let bars = shortened(bars, label: label, measure)
    guard let longest = bars.map(\.total).max(), longest.units > 0 else { return }
    html.raw("<section>\n<h2>\(HTMLText.escaped(title))</h2>\n<figure>\n<ol class=\"bars\">\n")
    for bar in bars { writeBar(bar, legend: legend, measure: measure, longest: longest) }
    html.raw("</ol>\n")
    if !legend.isEmpty { writeLegend(legend) }
    html.raw("</figure>\n</section>\n")
  }

  private mutating func writeLegend(_ legend: [String]) {
    html.raw("<figcaption><ul class=\"legend\">\n")
    for (number, name) in legend.enumerated() {
      html.raw("<li><svg width=\"10\" height=\"10\" aria-hidden=\"true\">")
      html.raw("<rect width=\"10\" height=\"10\" rx=\"2\" class=\"c\(number % 8)\"/></svg> ")
      html.name(name)
      html.raw("</li>\n")
    }
    html.raw("</ul></figcaption>\n")
  }

  private mutating func writeBar(
    _ bar: ChartBar, legend: [String], measure: ChartMeasure, longest: Money
  ) {
    html.raw("<li><span class=\"name\">")
    html.name(bar.name)
    html.raw("</span><span class=\"value\">\(HTMLText.escaped(bar.text))</span>")
    html.raw("<svg class=\"bar\" width=\"100%\" height=\"14\" role=\"img\" aria-label=\"")
    html.text("\(bar.name): \(bar.text)\(measure.unit)")
    html.raw("\">")
    var before = Money.zero
    for segment in bar.segments where segment.amount.units > 0 {
      let x = drawnPercentage(before, of: longest)
      let width = drawnPercentage(segment.amount, of: longest)
      html.raw(
        "<rect x=\"\(x)\" width=\"\(width)\" height=\"14\" class=\"c\(segment.legend % 8)\">")
      let name = legend.indices.contains(segment.legend) ? legend[segment.legend] : bar.name
      let amount =
        legend.isEmpty ? bar.text : NumberText.money(segment.amount, digits: nil)
      html.element("title", "\(name): \(amount)\(measure.unit)")
      html.raw("</rect>")
      before = before.adding(segment.amount) ?? before
    }
    html.raw("</svg></li>\n")
  }
}
