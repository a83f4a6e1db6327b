internal import CostModel

/// A report's rows as one format prints them: some of its columns, and money rounded so that what
/// is printed adds up, to the same figures in every format.
struct PrintedTable: Sendable {
  let table: ReportTable
  /// Places of the printed columns, in order.
  let columns: [Int]
  /// Digits after the point to which money is rounded; nil means exact.
  let digits: Int?
  private let quotientDigits: Int?
  /// By column, the digits after the point that are printed: zeros at the end of all cells of a
  /// column say nothing.
  private var printedDigits: [Int?] = []
  private(set) var rows: [[ReportValue]]
  private(set) var totals: [ReportValue]
  /// Shares in ten-thousandths, which add up to 10,000 like their rows to the total.
  private(set) var percentages: [Int64]
  private let completeColumn: Int?

  init(
    _ table: ReportTable, columns: [Int], digits: Int?, quotientDigits: Int? = nil,
    dropsZeros: Bool = false
  ) {
    self.table = table
    self.columns = columns
    let digits = digits.map { min(max($0, 0), Money.fractionDigits) }
    self.digits = digits
    self.quotientDigits = quotientDigits ?? digits
    rows = table.rows
    totals = table.totals
    percentages = []
    completeColumn = table.index(of: "cost_complete")
    percentages = roundedShares()
    if let digits { roundMoney(digits: digits) }
    printedDigits = table.columns.indices.map { column in
      let digits = table.columns[column].role == .quotient ? self.quotientDigits : self.digits
      guard dropsZeros, let digits, table.columns[column].kind == .money else { return digits }
      let amounts = (rows + [totals]).lazy.compactMap { $0[column].money }
      return NumberText.neededDigits(amounts, of: digits)
    }
  }

  /// Every column, exact unless digits are asked for.
  static func exact(_ table: ReportTable, digits: Int?) -> PrintedTable {
    PrintedTable(table, columns: Array(table.columns.indices), digits: digits)
  }

  /// The columns `columns`, with digits fitted to the total unless they are asked for, and then
  /// without zeros that end every cell of a column.
  static func rounded(_ table: ReportTable, columns: [Int], digits: Int?) -> PrintedTable {
    let cost = table.columns.firstIndex { $0.role == .cost }
    let total = cost.flatMap { table.totals[$0].money } ?? .zero
    var largestQuotient = Money.zero
    for index in table.columns.indices where table.columns[index].role == .quotient {
      for row in table.rows { largestQuotient = max(largestQuotient, row[index].money ?? .zero) }
    }
    return PrintedTable(
      table, columns: columns, digits: digits ?? NumberText.fittingDigits(total),
      quotientDigits: digits ?? NumberText.fittingDigits(largestQuotient),
      dropsZeros: digits == nil)
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

  /// Rounds the costs of all rows against the grand total, then the parts of each row against the
  /// row's printed cost. So a row reads the same whichever parts are printed beside it, no cell
  /// moves by a whole last digit, and everything adds up both ways.
  private mutating func roundMoney(digits: Int) {
    guard let cost = table.columns.firstIndex(where: { $0.role == .cost }),
      let rounded = roundedCells(rows.map { $0[cost].money ?? .zero }, digits: digits)
    else { return }
    let parts = table.columns.indices.filter { table.columns[$0].role == .costPart }
    for row in rows.indices {
      let cells = parts.map { rows[row][$0].money ?? .zero }
      rows[row][cost] = .money(rounded[row])
      for (part, amount) in zip(parts, roundedParts(cells, to: rounded[row], digits: digits)) {
        rows[row][part] = .money(amount)
      }
    }
    for column in parts + [cost] {
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
    case .count(let number): return grouped(number)
    case .money(let amount):
      let text = NumberText.money(amount, digits: printedDigits[column])
      return isComplete(row) || description.role == .costPart ? text : "≥ " + text
    case .share:
      guard let index else { return rows.isEmpty ? "" : totalPercentage }
      return NumberText.percent(tenThousandths: percentages[index])
    case .boolean(let flag): return flag ? "yes" : "no"
    }
  }

  private var totalPercentage: String {
    NumberText.percent(tenThousandths: percentages.reduce(0, +))
  }

  /// The digits with which costs are printed, and so all sums of them.
  var costDigits: Int? {
    table.columns.firstIndex { $0.role == .cost }.flatMap { printedDigits[$0] }
  }

  /// A bucket's start in the report's time zone: a date, or date and time for hours.
  func instantText(_ nanoseconds: Int64) -> String {
    guard table.bucket == .hour else { return table.period.zone.date(at: nanoseconds).description }
    let offset = table.period.zone.offsetSeconds(atSecond: nanoseconds / Instant.second)
    let text = Instant.rfc3339(nanoseconds, offsetSeconds: offset)
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))\(text.dropFirst(19))"
  }
}
