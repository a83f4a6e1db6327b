internal import CostModel

extension PrintedTable {
  /// A cell as people read it; `row` is nil for the totals.
  func text(_ column: Int, row index: Int?) -> String {
    let row = index.map { rows[$0] } ?? totals
    let description = table.columns[column]
    guard row.indices.contains(column) else { return "" }
    switch row[column] {
    case .absent: return absentText(column, row: index)
    case .text(let text): return text
    case .instant(let instant):
      return description.kind == .moment ? momentText(instant) : instantText(instant)
    case .count(let number): return grouped(number)
    case .money(let amount):
      let text = NumberText.money(amount, digits: printedDigits[column])
      return isComplete(row, column) || !description.canBeLowerBound ? text : "≥ " + text
    case .share(let millionths):
      guard description.kind == .share else {
        return NumberText.percent(tenThousandths: millionths / 100)
      }
      guard let index else { return rows.isEmpty ? "" : totalPercentage }
      return NumberText.percent(tenThousandths: percentages[index])
    case .boolean(let flag): return flag ? "yes" : "no"
    case .duration(let nanoseconds): return NumberText.duration(nanoseconds)
    }
  }

  /// What stands for an absent value; a row that stands for others has names of its own.
  func absentText(_ column: Int, row: Int?) -> String {
    guard let row, table.othersCounts[row] == nil else { return "" }
    return table.columns[column].absentText
  }

  private var totalPercentage: String {
    NumberText.percent(tenThousandths: percentages.reduce(0, +))
  }

  /// The digits with which costs are printed, and so all sums of them.
  var costDigits: Int? {
    (table.index(of: "cost") ?? table.columns.firstIndex { $0.role == .cost })
      .flatMap { printedDigits[$0] }
  }

  /// Whether any total means something.
  var hasTotals: Bool { totals.contains { $0 != .absent } }

  /// The cells of the last row, which begins with a word where no figure stands there.
  var totalTexts: [String] {
    var texts = columns.map { text($0, row: nil) }
    if let first = columns.first, !table.columns[first].kind.isNumeric { texts[0] = "Total" }
    return texts
  }

  /// A point in time in the report's time zone, to the second.
  func momentText(_ nanoseconds: Int64) -> String {
    let second = (nanoseconds - (nanoseconds < 0 ? Instant.second - 1 : 0)) / Instant.second
    let offset = table.period.zone.offsetSeconds(atSecond: second)
    let text = Instant.rfc3339(second * Instant.second, offsetSeconds: offset)
    return "\(text.prefix(10)) \(text.dropFirst(11))"
  }

  /// A bucket's start in the report's time zone: a date, or date and time for hours.
  func instantText(_ nanoseconds: Int64) -> String {
    guard table.bucket == .hour else { return table.period.zone.date(at: nanoseconds).description }
    let offset = table.period.zone.offsetSeconds(atSecond: nanoseconds / Instant.second)
    let text = Instant.rfc3339(nanoseconds, offsetSeconds: offset)
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))\(text.dropFirst(19))"
  }

  /// Whether all tokens of a row (or of the totals) are priced.
  func isComplete(_ row: [ReportValue]) -> Bool {
    guard let completeColumn, row.indices.contains(completeColumn) else { return true }
    return row[completeColumn] != .boolean(false)
  }

  /// The same of one column, which may say so itself.
  private func isComplete(_ row: [ReportValue], _ column: Int) -> Bool {
    guard let own = table.index(of: table.columns[column].name + "_complete") else {
      return isComplete(row)
    }
    return row[own] != .boolean(false)
  }
}

extension ReportColumn {
  /// Whether unpriced tokens make the amount a lower bound.
  fileprivate var canBeLowerBound: Bool {
    switch role {
    case .cost, .quotient, .other, .distinctCount, .alarm: !isGiven
    case .costPart, .difference: false
    }
  }
}
