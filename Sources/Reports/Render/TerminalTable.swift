internal import CostModel

/// A report for a terminal: aligned columns without boxes, fitted to the width.
struct TerminalTable {
  private let table: ReportTable
  private let options: RenderOptions
  private let printed: PrintedTable
  /// Names of columns that had no room.
  private let leftOut: [String]
  private static let gap = "  "

  init(_ table: ReportTable, options: RenderOptions) {
    self.table = table
    self.options = options
    var columns =
      options.isWide
      ? PrintedTable.orderedColumns(table) : PrintedTable.interestingColumns(table)
    var printed = PrintedTable.rounded(table, columns: columns, digits: options.digits)
    var leftOut: [String] = []
    let widths = Self.widths(printed, nameWidthMax: Self.nameWidthMax(options))
    var width = columns.reduce(0) { $0 + widths[$1] + Self.gap.count }
    // The least important columns give way first, the rightmost of equally important ones.
    while !options.isWide, width > options.widthColumns,
      let last = columns.max(by: { table.columns[$0].priority < table.columns[$1].priority }),
      table.columns[last].priority > 0
    {
      let priority = table.columns[last].priority
      guard let place = columns.lastIndex(where: { table.columns[$0].priority == priority })
      else { break }
      width -= widths[columns[place]] + Self.gap.count
      leftOut.append(table.columns[columns[place]].name)
      columns.remove(at: place)
    }
    if !leftOut.isEmpty {
      printed = PrintedTable.rounded(table, columns: columns, digits: options.digits)
    }
    self.printed = printed
    self.leftOut = leftOut.reversed()
  }

  private static func nameWidthMax(_ options: RenderOptions) -> Int {
    options.isWide ? 2_000 : max(12, min(40, options.widthColumns / 3))
  }

  private static func widths(_ printed: PrintedTable, nameWidthMax: Int) -> [Int] {
    printed.table.columns.indices.map { column in
      var width = PlainText.width(printed.table.columns[column].title)
      for row in printed.rows.indices {
        width = max(width, PlainText.width(PlainText.clean(printed.text(column, row: row))))
      }
      width = max(width, PlainText.width(printed.text(column, row: nil)))
      return printed.table.columns[column].kind == .text ? min(width, nameWidthMax) : width
    }
  }

  func render() -> [UInt8] {
    let summary = ReportSummary(table: table)
    var lines = [bold(table.title)]
    let facts = summary.facts
    let labelWidth = facts.map { $0.label.count }.max() ?? 0
    for fact in facts {
      let padding = String(repeating: " ", count: labelWidth - fact.label.count)
      lines.append(dim(fact.label) + padding + Self.gap + PlainText.clean(fact.value))
    }
    lines.append("")
    if let note = table.note { lines += wrapped(PlainText.clean(note)) }
    if !printed.rows.isEmpty { lines += tableLines() }
    if let matrix = MatrixView(printed), matrix.columnNames.count > 1 {
      lines += [""] + matrixLines(matrix)
    }
    lines += footer(summary)
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private func footer(_ summary: ReportSummary) -> [String] {
    var lines = ["", dim("Coverage") + Self.gap + summary.coverage]
    if let leftOut = summary.leftOut { lines.append(dim("Left out") + Self.gap + leftOut) }
    if let incomplete = summary.incomplete { lines += wrapped(incomplete) }
    if !table.findings.isEmpty { lines += ["", bold("Findings")] }
    for finding in table.findings {
      let count = NumberText.count(finding.count)
      lines += wrapped("\(finding.kind) (\(count)): \(PlainText.clean(finding.message))", indent: 2)
    }
    if !leftOut.isEmpty {
      let names = leftOut.joined(separator: ", ")
      lines += [""] + wrapped("Without \(names): --wide shows them.").map(dim)
    }
    return lines
  }

  /// Text in lines that fit the width, broken at spaces; lines after the first stand further in.
  private func wrapped(_ text: String, indent: Int = 0) -> [String] {
    var lines: [String] = []
    var line = String(repeating: " ", count: indent)
    let next = String(repeating: " ", count: indent + 2)
    for word in text.split(separator: " ") {
      let hasWords = line.contains { $0 != " " }
      if hasWords, PlainText.width(line) + 1 + PlainText.width(String(word)) > options.widthColumns {
        lines.append(line)
        line = next + word
      } else {
        line += hasWords ? " \(word)" : String(word)
      }
    }
    return lines + [line]
  }

  private func tableLines() -> [String] {
    let columns = printed.columns
    var cells = [columns.map { table.columns[$0].title }]
    for row in printed.rows.indices { cells.append(columns.map { printed.text($0, row: row) }) }
    var total = columns.map { printed.text($0, row: nil) }
    if !total.isEmpty { total[0] = "Total" }
    cells.append(total)
    return aligned(cells, isNumeric: columns.map { table.columns[$0].kind.isNumeric })
  }

  private func matrixLines(_ matrix: MatrixView) -> [String] {
    var cells = [[matrix.rowTitle] + matrix.columnNames + ["Total"]]
    for row in matrix.rowNames.indices {
      let values = matrix.columnNames.indices.map { matrix.text(row: row, column: $0) }
      cells.append([matrix.rowNames[row]] + values + [matrix.rowTotalText(row)])
    }
    let totals = matrix.columnNames.indices.map { matrix.columnTotalText($0) }
    cells.append(["Total"] + totals + [matrix.totalText])
    let lines = aligned(cells, isNumeric: [false] + matrix.columnNames.map { _ in true } + [true])
    // The third line is the first of the rows: it carries no colour, and all are equally wide.
    let width = lines.dropFirst(2).first.map(PlainText.width) ?? 0
    let names = "\(matrix.rowTitle.lowercased()) and \(matrix.columnTitle.lowercased())"
    guard options.isWide || width <= options.widthColumns else {
      return [dim("The matrix of \(names) is wider than the terminal: --wide shows it.")]
    }
    return [bold("Cost by \(names)")] + lines
  }

  /// Lines of a header, rows and a last row of totals; figures end, and so their points stand, in
  /// one column.
  private func aligned(_ cells: [[String]], isNumeric: [Bool]) -> [String] {
    let nameWidthMax = Self.nameWidthMax(options)
    let clean = cells.map { row in
      zip(row, isNumeric).map { cell, numeric in
        numeric ? PlainText.shortened(PlainText.clean(cell), to: max(24, nameWidthMax))
          : PlainText.shortened(PlainText.clean(cell), to: nameWidthMax)
      }
    }
    let widths = isNumeric.indices.map { column in
      clean.map { PlainText.width($0[column]) }.max() ?? 0
    }
    var lines: [String] = []
    for (index, row) in clean.enumerated() {
      var line = ""
      for (column, cell) in row.enumerated() {
        if column > 0 { line += Self.gap }
        let padding = String(repeating: " ", count: max(0, widths[column] - PlainText.width(cell)))
        line += isNumeric[column] ? padding + cell : cell + padding
      }
      while line.hasSuffix(" ") { line.removeLast() }
      let isEdge = index == 0 || index == clean.count - 1
      if index == clean.count - 1 {
        lines.append(dim(rule(widths)))
      }
      lines.append(isEdge ? bold(line) : line)
      if index == 0 { lines.append(dim(rule(widths))) }
    }
    return lines
  }

  private func rule(_ widths: [Int]) -> String {
    widths.map { String(repeating: "─", count: $0) }.joined(separator: Self.gap)
  }

  private func bold(_ text: String) -> String { colour(text, "1") }
  private func dim(_ text: String) -> String { colour(text, "2") }
  private func colour(_ text: String, _ code: String) -> String {
    options.usesColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
