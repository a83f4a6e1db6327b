internal import CostModel

extension HTMLRenderer {
  /// Room for the figures of the axis, and above and below the columns.
  private static let chartHeight = 190
  private static let plotTop = 12
  private static let plotHeight = 150

  /// A column a bucket, with an axis of round amounts and the first and last times below.
  mutating func writeTimeChart(_ measure: ChartMeasure) {
    guard table.bucket != nil,
      let from = table.columns.firstIndex(where: { $0.kind == .instant })
    else { return }
    var columns: [(start: Int64, amount: Money)] = []
    for row in printed.rows {
      guard case .instant(let start) = row[from] else { continue }
      if columns.last?.start != start { columns.append((start, .zero)) }
      let sum = columns[columns.count - 1].amount
      columns[columns.count - 1].amount = sum.adding(measure.amount(row)) ?? sum
    }
    // Rows that were sorted in another way say nothing about time.
    guard columns.count > 1, let highest = columns.map(\.amount).max(), highest.units > 0,
      zip(columns, columns.dropFirst()).allSatisfy({ $0.start < $1.start })
    else { return }
    let axis = ChartAxis(upTo: highest)
    html.raw("<section>\n<h2>")
    html.text("\(measure.title) by \(table.bucket?.rawValue ?? "")")
    html.raw("</h2>\n<figure class=\"time\">\n<svg width=\"100%\" ")
    html.raw("height=\"\(Self.chartHeight)\" role=\"img\" aria-label=\"")
    html.text(
      "\(measure.title) by \(table.bucket?.rawValue ?? ""), at most "
        + "\(measure.text(highest))\(measure.unit): the table below holds every figure")
    html.raw("\">\n")
    writeAxis(axis, measure)
    for (index, column) in columns.enumerated() {
      writeColumn(index, of: columns.count, column, axis, measure)
    }
    writeTimes(columns.map(\.start))
    html.raw("</svg>\n</figure>\n</section>\n")
  }

  private mutating func writeAxis(_ axis: ChartAxis, _ measure: ChartMeasure) {
    for tick in axis.ticks {
      let y = Self.plotTop + Self.plotHeight - height(tick, axis)
      html.raw("<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"\(y)\" y2=\"\(y)\"/>")
      guard tick != .zero else { continue }
      html.raw("<text class=\"tick\" x=\"0\" y=\"\(y - 3)\">")
      html.text(axisText(tick, measure) + (tick == axis.top ? measure.unit : ""))
      html.raw("</text>\n")
    }
  }

  /// A round amount needs no more digits than it has.
  private func axisText(_ amount: Money, _ measure: ChartMeasure) -> String {
    let text = measure.text(amount)
    guard text.contains(".") else { return text }
    var shortened = Substring(text)
    while shortened.hasSuffix("0") { shortened = shortened.dropLast() }
    if shortened.hasSuffix(".") { shortened = shortened.dropLast() }
    return String(shortened)
  }

  private mutating func writeColumn(
    _ index: Int, of count: Int, _ column: (start: Int64, amount: Money), _ axis: ChartAxis,
    _ measure: ChartMeasure
  ) {
    let height = height(column.amount, axis)
    let text = "\(printed.instantText(column.start)): \(measure.text(column.amount))"
    // The axis' figures have the first tenth of the width; a column leaves a fifth of its room.
    let room = 90_000 / count
    let x = 10_000 + room * index + room / 10
    html.raw("<g><rect class=\"hit\" x=\"\(thousandths(x))\" y=\"\(Self.plotTop)\" ")
    html.raw("width=\"\(thousandths(room * 4 / 5))\" height=\"\(Self.plotHeight)\"/>")
    html.raw("<rect class=\"c0\" x=\"\(thousandths(x))\" ")
    html.raw("y=\"\(Self.plotTop + Self.plotHeight - height)\" ")
    html.raw("width=\"\(thousandths(room * 4 / 5))\" height=\"\(height)\"/>")
    html.element("title", text + measure.unit)
    html.raw("</g>\n")
  }

  /// Some of the buckets' names below: first, last, and what has room between them.
  private mutating func writeTimes(_ starts: [Int64]) {
    let step = max(1, (starts.count + 4) / 5)
    let room = 90_000 / starts.count
    for index in stride(from: 0, to: starts.count, by: step) {
      let left = 10_000 + room * index + room / 10
      // A name that begins near the edge would be cut off there: it ends with its column instead.
      let isLast = left > 85_000
      let x = isLast ? left + room * 4 / 5 : left
      html.raw("<text class=\"tick time\" x=\"\(thousandths(x))\" ")
      if isLast { html.raw("text-anchor=\"end\" ") }
      html.raw("y=\"\(Self.plotTop + Self.plotHeight + 18)\">")
      html.text(printed.instantText(starts[index]))
      html.raw("</text>\n")
    }
  }

  private func height(_ amount: Money, _ axis: ChartAxis) -> Int {
    let units = max(0, amount.units) / max(1, axis.top.units / 1_000_000)
    let height = Int(clamping: units) * Self.plotHeight / 1_000_000
    return amount.units > 0 ? max(1, min(height, Self.plotHeight)) : 0
  }

  private func thousandths(_ number: Int) -> String {
    "\(number / 1_000).\(String(number % 1_000 + 1_000).dropFirst())%"
  }
}
