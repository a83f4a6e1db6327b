internal import CostModel

/// A report for a terminal: aligned columns without boxes, fitted to the width.
struct TerminalTable {
  private let table: ReportTable
  private let options: RenderOptions
  private let printed: PrintedTable
  /// Titles of columns that had no room.
  private let leftOut: [String]
  private static let gap = "  "
  private static let footerWidth = "Coverage".count

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
      leftOut.append(table.columns[columns[place]].title)
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
      // A title may stand on two lines.
      var width = TitleLines(printed.table.columns[column].title).width
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
      lines += labelled(fact.label, PlainText.clean(fact.value), width: labelWidth)
    }
    lines.append("")
    if let note = table.note { lines += wrapped(PlainText.clean(note)) }
    if table.note != nil, !printed.rows.isEmpty { lines.append("") }
    if !printed.rows.isEmpty { lines += tableLines() }
    if let matrix = MatrixView(printed), matrix.columnNames.count > 1 {
      lines += [""] + matrixLines(matrix)
    }
    for section in table.sections where !section.rows.isEmpty {
      lines += ["", bold(section.title)] + TerminalTable(section, options: options).tableLines()
    }
    lines += footer(summary)
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private func footer(_ summary: ReportSummary) -> [String] {
    var lines: [String] = []
    if let coverage = summary.coverage {
      lines += [""] + labelled("Coverage", coverage, width: Self.footerWidth)
    }
    if let leftOut = summary.leftOut {
      lines += labelled("Left out", leftOut, width: Self.footerWidth)
    }
    if let incomplete = summary.incomplete { lines += wrapped(incomplete) }
    if !summary.findings.isEmpty { lines += ["", bold("Findings")] }
    for finding in summary.findings {
      let count = grouped(finding.count)
      lines += wrapped("\(finding.kind) (\(count)): \(PlainText.clean(finding.message))", indent: 2)
    }
    if !leftOut.isEmpty {
      let names = leftOut.map { $0.prefix(1).lowercased() + $0.dropFirst() }
      let list = names.joined(separator: ", ")
      lines += [""] + wrapped("Not shown: \(list) (--wide shows every column)").map(dim)
    }
    return lines
  }

  /// A text behind its label; lines after the first stand below it.
  private func labelled(_ label: String, _ text: String, width: Int) -> [String] {
    let lines = wrapped(text, indent: width + Self.gap.count, hanging: 0)
    return [dim(label) + lines[0].dropFirst(label.count)] + lines.dropFirst()
  }

  /// Text in lines that fit the width, broken at spaces; lines after the first stand further in.
  private func wrapped(_ text: String, indent: Int = 0, hanging: Int = 2) -> [String] {
    var lines: [String] = []
    var line = String(repeating: " ", count: indent)
    let next = String(repeating: " ", count: indent + hanging)
    for word in text.split(separator: " ") {
      let hasWords = line.contains { $0 != " " }
      if hasWords, PlainText.width(line) + 1 + PlainText.width(String(word)) > options.widthColumns
      {
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
    let titles = columns.map { table.columns[$0].title }
    var cells: [[String]] = []
    for row in printed.rows.indices { cells.append(columns.map { printed.text($0, row: row) }) }
    cells.append(printed.totalTexts)
    let isNumeric = columns.map { table.columns[$0].kind.isNumeric }
    let lines = aligned(header: [titles], cells, isNumeric: isNumeric)
    let width = lines.dropFirst().first.map(PlainText.width) ?? 0
    guard !options.isWide, width > options.widthColumns else { return lines }
    return aligned(header: stacked(titles, over: cells), cells, isNumeric: isNumeric)
  }

  /// Titles on two lines, where they are wider than what stands below them.
  private func stacked(_ titles: [String], over cells: [[String]]) -> [[String]] {
    let lines = titles.indices.map { column -> TitleLines in
      let below = cells.map { PlainText.width(PlainText.clean($0[column])) }.max() ?? 0
      let title = titles[column]
      return PlainText.width(title) <= below
        ? TitleLines(upper: "", lower: title) : TitleLines(title)
    }
    return [lines.map(\.upper), lines.map(\.lower)].filter { $0.contains { !$0.isEmpty } }
  }

  private func matrixLines(_ matrix: MatrixView) -> [String] {
    let header = [matrix.rowTitle] + matrix.columnNames + ["Total"]
    var cells: [[String]] = []
    for row in matrix.rowNames.indices {
      let values = matrix.columnNames.indices.map { matrix.text(row: row, column: $0) }
      cells.append([matrix.rowNames[row]] + values + [matrix.rowTotalText(row)])
    }
    let totals = matrix.columnNames.indices.map { matrix.columnTotalText($0) }
    cells.append(["Total"] + totals + [matrix.totalText])
    let isNumeric = [false] + matrix.columnNames.map { _ in true } + [true]
    let lines = aligned(header: [header], cells, isNumeric: isNumeric)
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
  private func aligned(
    header: [[String]], _ cells: [[String]], isNumeric: [Bool]
  ) -> [String] {
    let nameWidthMax = Self.nameWidthMax(options)
    let clean = (header + cells).map { row in
      zip(row, isNumeric).map { cell, numeric in
        PlainText.shortened(
          PlainText.clean(cell), to: numeric ? max(24, nameWidthMax) : nameWidthMax)
      }
    }
    let widths = isNumeric.indices.map { column in
      clean.map { PlainText.width($0[column]) }.max() ?? 0
    }
    let printed = clean.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        if column > 0 { line += Self.gap }
        let padding = String(repeating: " ", count: max(0, widths[column] - PlainText.width(cell)))
        line += isNumeric[column] ? padding + cell : cell + padding
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
    let rule = dim(rule(widths))
    guard cells.last?.contains(where: { !$0.isEmpty && $0 != "Total" }) ?? false else {
      return printed.prefix(header.count).map(bold) + [rule]
        + printed.dropFirst(header.count).dropLast()
    }
    return printed.prefix(header.count).map(bold) + [rule]
      + printed.dropFirst(header.count).dropLast() + [rule] + printed.suffix(1).map(bold)
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

/// A column's title on two lines, parted where both are shortest; of one word, on the lower one.
private struct TitleLines {
  var upper: String
  var lower: String

  init(upper: String, lower: String) {
    self.upper = upper
    self.lower = lower
  }

  init(_ title: String) {
    let words = title.split(separator: " ")
    var best = TitleLines(upper: "", lower: title)
    for count in words.indices.dropFirst() {
      let parted = TitleLines(
        upper: words.prefix(count).joined(separator: " "),
        lower: words.dropFirst(count).joined(separator: " "))
      if parted.width < best.width { best = parted }
    }
    self = best
  }

  var width: Int { max(PlainText.width(upper), PlainText.width(lower)) }
}
