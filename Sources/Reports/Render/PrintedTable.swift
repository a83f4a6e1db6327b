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
  private(set) var printedDigits: [Int?] = []
  private(set) var rows: [[ReportValue]]
  private(set) var totals: [ReportValue]
  /// Shares in ten-thousandths, which add up to 10,000 like their rows to the total.
  private(set) var percentages: [Int64]
  let completeColumn: Int?

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
    PrintedTable(table, columns: table.printedColumns, digits: digits)
  }

  /// The columns `columns`, with digits fitted to the total unless they are asked for, and then
  /// without zeros that end every cell of a column.
  static func rounded(_ table: ReportTable, columns: [Int], digits: Int?) -> PrintedTable {
    var total = Money.zero
    var largestQuotient = Money.zero
    for (index, column) in table.columns.enumerated() where column.kind == .money {
      if column.role == .quotient {
        for row in table.rows { largestQuotient = max(largestQuotient, row[index].money ?? .zero) }
      } else if table.totals.indices.contains(index) {
        total = max(total, table.totals[index].money ?? .zero)
      }
    }
    return PrintedTable(
      table, columns: columns, digits: digits ?? NumberText.fittingDigits(total),
      quotientDigits: digits ?? NumberText.fittingDigits(largestQuotient),
      dropsZeros: digits == nil)
  }

  /// All columns in the order for people: names, then what it costs, then how that came about.
  static func orderedColumns(_ table: ReportTable) -> [Int] {
    if table.chosenColumns != nil || table.keepsColumnOrder { return table.printedColumns }
    let rank = { (column: ReportColumn) -> Int in
      if !column.kind.isNumeric && column.kind != .boolean { return 0 }
      if column.isMainAmount { return 1 }
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
    if table.chosenColumns != nil { return table.printedColumns }
    return orderedColumns(table).filter { index in
      let column = table.columns[index]
      if column.priority == 0 { return true }
      if column.kind == .boolean { return false }
      return table.rows.contains { row in
        switch row[index] {
        case .count(let number): number != 0
        case .money(let amount): amount != .zero
        case .absent: column.kind == .text
        default: true
        }
      }
    }
  }

  /// Rounds the costs of all rows against the grand total, then the parts of each row against the
  /// row's printed cost; a difference is that of its printed sides. So a row reads the same
  /// whichever parts are printed beside it, and everything adds up both ways.
  private mutating func roundMoney(digits: Int) {
    for (column, description) in table.columns.enumerated() where description.isMainAmount {
      guard let rounded = roundedAmounts(column, digits: digits) else { continue }
      let parts = table.columns.indices.dropFirst(column + 1).prefix {
        table.columns[$0].role == .costPart
      }
      for row in rows.indices {
        let cells = parts.map { rows[row][$0].money ?? .zero }
        rows[row][column] = .money(rounded[row])
        for (part, amount) in zip(parts, roundedParts(cells, to: rounded[row], digits: digits)) {
          rows[row][part] = .money(amount)
        }
      }
      for column in [column] + parts where totals.indices.contains(column) {
        let sum = rows.reduce(Money.zero) { $0.adding($1[column].money ?? .zero) ?? $0 }
        if totals[column].money != nil { totals[column] = .money(sum) }
      }
    }
  }

  /// The printed amounts of a column, by row.
  private func roundedAmounts(_ column: Int, digits: Int) -> [Money]? {
    guard case .difference(let minuend, let subtrahend) = table.columns[column].role,
      let minuend = table.index(of: minuend), let subtrahend = table.index(of: subtrahend)
    else { return roundedCells(rows.map { $0[column].money ?? .zero }, digits: digits) }
    return rows.map { row in
      (row[minuend].money ?? .zero).subtracting(row[subtrahend].money ?? .zero) ?? .zero
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

extension ReportColumn {
  /// Whether the column's amounts are rounded on their own, and not as parts of others.
  fileprivate var isMainAmount: Bool {
    switch role {
    case .cost, .difference: true
    default: false
    }
  }
}
