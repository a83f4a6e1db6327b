internal import CostModel

/// A report's rows as one format prints them: some of its columns, and money rounded so that what
/// is printed adds up.
///
/// The finest printed cells are rounded by largest remainder against the grand total; every other
/// figure is a sum of printed cells. Cost parts that are not printed share one hidden cell a row.
struct PrintedTable: Sendable {
  let table: ReportTable
  /// Places of the printed columns, in order.
  let columns: [Int]
  /// Digits after the point; nil means exact.
  let digits: Int?
  let quotientDigits: Int?
  private(set) var rows: [[ReportValue]]
  private(set) var totals: [ReportValue]
  /// Shares in ten-thousandths, which add up to 10,000 like their rows to the total.
  private(set) var percentages: [Int64]
  private let completeColumn: Int?

  init(_ table: ReportTable, columns: [Int], digits: Int?, quotientDigits: Int? = nil) {
    self.table = table
    self.columns = columns
    self.digits = digits
    self.quotientDigits = quotientDigits ?? digits
    rows = table.rows
    totals = table.totals
    percentages = []
    completeColumn = table.index(of: "cost_complete")
    percentages = roundedShares()
    if let digits { roundMoney(digits: digits) }
  }

  /// Every column, exact unless digits are asked for.
  static func exact(_ table: ReportTable, digits: Int?) -> PrintedTable {
    PrintedTable(table, columns: Array(table.columns.indices), digits: digits)
  }

  /// The columns `columns`, with digits fitted to the total unless they are asked for.
  static func rounded(_ table: ReportTable, columns: [Int], digits: Int?) -> PrintedTable {
    let total = table.value("cost", in: table.totals).money ?? .zero
    var largestQuotient = Money.zero
    for index in table.columns.indices where table.columns[index].role == .quotient {
      for row in table.rows { largestQuotient = max(largestQuotient, row[index].money ?? .zero) }
    }
    return PrintedTable(
      table, columns: columns, digits: digits ?? NumberText.fittingDigits(total),
      quotientDigits: digits ?? NumberText.fittingDigits(largestQuotient))
  }

  /// All columns in the order for people: names, then what it costs, then how that came about.
  static func orderedColumns(_ table: ReportTable) -> [Int] {
    let rank = { (column: ReportColumn) -> Int in
      if !column.kind.isNumeric && column.kind != .boolean { return 0 }
      if column.role == .cost { return 1 }
      if column.kind == .share { return 2 }
      return column.role == .quotient ? 3 : 4
    }
    return table.columns.indices.sorted { left, right in
      let ranks = (rank(table.columns[left]), rank(table.columns[right]))
      return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : left < right
    }
  }

  /// The columns worth printing for people: without those that are zero everywhere.
  static func interestingColumns(_ table: ReportTable) -> [Int] {
    orderedColumns(table).filter { index in
      let column = table.columns[index]
      if column.priority == 0 { return true }
      if column.kind == .boolean { return false }
      return table.rows.contains { row in
        switch row[index] {
        case .count(let number): number != 0
        case .money(let amount): amount != .zero
        default: true
        }
      }
    }
  }

  /// Whether all tokens of a row (or of the totals) are priced.
  func isComplete(_ row: [ReportValue]) -> Bool {
    guard let completeColumn, row.indices.contains(completeColumn) else { return true }
    return row[completeColumn] != .boolean(false)
  }

  private mutating func roundMoney(digits: Int) {
    let printed = Set(columns)
    let parts = table.columns.indices.filter { table.columns[$0].role == .costPart }
    let printedParts = parts.filter(printed.contains)
    let costColumn = table.columns.firstIndex { $0.role == .cost }
    var cells: [Money] = []
    for row in rows {
      var rest = costColumn.flatMap { row[$0].money } ?? .zero
      for part in printedParts {
        let amount = row[part].money ?? .zero
        cells.append(amount)
        rest = rest.subtracting(amount) ?? .zero
      }
      cells.append(rest)
    }
    guard let rounded = roundedCells(cells, digits: digits) else { return }
    let width = printedParts.count + 1
    for row in rows.indices {
      var sum = rounded[row * width + width - 1]
      for (place, part) in printedParts.enumerated() {
        let amount = rounded[row * width + place]
        rows[row][part] = .money(amount)
        sum = sum.adding(amount) ?? sum
      }
      if let costColumn { rows[row][costColumn] = .money(sum) }
    }
    for column in printedParts + [costColumn].compactMap({ $0 }) {
      let sum = rows.reduce(Money.zero) { $0.adding($1[column].money ?? .zero) ?? $0 }
      totals[column] = .money(sum)
    }
  }

  private func roundedShares() -> [Int64] {
    guard let column = table.columns.firstIndex(where: { $0.kind == .share }) else { return [] }
    let weights = rows.map { row -> Int128 in
      if case .share(let millionths) = row[column] { Int128(millionths) } else { 0 }
    }
    guard let parts = largestRemainder(10_000, weights: weights) else {
      return rows.map { _ in 0 }
    }
    return parts.map { Int64(clamping: $0) }
  }
}

extension PrintedTable {
  /// A cell as people read it; `row` is nil for the totals.
  func text(_ column: Int, row index: Int?) -> String {
    let row = index.map { rows[$0] } ?? totals
    let description = table.columns[column]
    guard row.indices.contains(column) else { return "" }
    switch row[column] {
    case .absent: return index == nil ? "" : description.absentText
    case .text(let text): return text
    case .instant(let instant): return instantText(instant)
    case .count(let number): return NumberText.count(number)
    case .money(let amount): return moneyText(amount, description, isComplete: isComplete(row))
    case .share:
      guard let index else { return rows.isEmpty ? "" : totalPercentage }
      return NumberText.percent(tenThousandths: percentages[index])
    case .boolean(let flag): return flag ? "yes" : "no"
    }
  }

  private var totalPercentage: String {
    NumberText.percent(tenThousandths: percentages.reduce(0, +))
  }

  private func moneyText(_ amount: Money, _ column: ReportColumn, isComplete: Bool) -> String {
    let printedDigits = column.role == .quotient ? quotientDigits : digits
    let text = NumberText.money(amount, digits: printedDigits)
    return isComplete || column.role == .costPart ? text : "≥ " + text
  }

  /// A bucket's start in the report's time zone: a date, or date and time for hours.
  func instantText(_ nanoseconds: Int64) -> String {
    guard table.bucket == .hour else { return table.period.zone.date(at: nanoseconds).description }
    let offset = table.period.zone.offsetSeconds(atSecond: nanoseconds / Instant.second)
    let text = Instant.rfc3339(nanoseconds, offsetSeconds: offset)
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))\(text.dropFirst(19))"
  }
}
