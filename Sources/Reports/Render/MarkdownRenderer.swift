internal import CostModel

/// A report as Markdown (with the tables of GitHub's dialect), to be pasted into a page or a mail.
struct MarkdownRenderer {
  private let table: ReportTable
  private let printed: PrintedTable
  private let options: RenderOptions

  init(_ table: ReportTable, options: RenderOptions) {
    self.table = table
    self.options = options
    printed = .rounded(
      table, columns: PrintedTable.interestingColumns(table), digits: options.digits)
  }

  func render() -> [UInt8] {
    let summary = ReportSummary(table: table)
    var lines = ["# \(Self.escaped(table.title))", ""]
    for fact in summary.facts { lines.append("- **\(fact.label)**: \(Self.escaped(fact.value))") }
    if let coverage = summary.coverage {
      lines.append("- **Coverage**: \(Self.escaped(coverage))")
    }
    if let leftOut = summary.leftOut { lines.append("- **Left out**: \(Self.escaped(leftOut))") }
    lines.append("")
    if let note = table.note { lines += [Self.escaped(note), ""] }
    if !printed.rows.isEmpty { lines += tableLines() + [""] }
    if let matrix = MatrixView(printed), matrix.columnNames.count > 1 {
      lines += matrixLines(matrix) + [""]
    }
    for section in table.sections where !section.rows.isEmpty {
      lines += ["## \(Self.escaped(section.title))", ""]
      lines += MarkdownRenderer(section, options: options).tableLines() + [""]
    }
    if let incomplete = summary.incomplete { lines += [Self.escaped(incomplete), ""] }
    if !summary.findings.isEmpty {
      lines += ["## Findings", ""]
      for finding in summary.findings {
        let count = grouped(finding.count)
        let kind = Self.escaped(finding.kind)
        lines.append("- **\(kind)** (\(count)): \(Self.escaped(finding.message))")
      }
      lines.append("")
    }
    lines.removeLast()
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private func tableLines() -> [String] {
    let columns = printed.columns
    var lines = [line(columns.map { Self.escaped(table.columns[$0].title) })]
    lines.append(line(columns.map { table.columns[$0].kind.isNumeric ? "---:" : "---" }))
    for row in printed.rows.indices {
      lines.append(line(columns.map { Self.escaped(printed.text($0, row: row)) }))
    }
    if printed.hasTotals {
      lines.append(
        line(printed.totalTexts.map { $0.isEmpty ? "" : "**\(Self.escaped($0))**" }))
    }
    return lines
  }

  private func matrixLines(_ matrix: MatrixView) -> [String] {
    let title = "Cost by \(matrix.rowTitle.lowercased()) and \(matrix.columnTitle.lowercased())"
    var lines = ["## \(title)", ""]
    lines.append(line([matrix.rowTitle] + matrix.columnNames.map(Self.escaped) + ["Total"]))
    lines.append(line(["---"] + matrix.columnNames.map { _ in "---:" } + ["---:"]))
    for row in matrix.rowNames.indices {
      let cells = matrix.columnNames.indices.map { matrix.text(row: row, column: $0) }
      lines.append(
        line([Self.escaped(matrix.rowNames[row])] + cells + ["**\(matrix.rowTotalText(row))**"]))
    }
    let totals = matrix.columnNames.indices.map { "**\(matrix.columnTotalText($0))**" }
    lines.append(line(["**Total**"] + totals + ["**\(matrix.totalText)**"]))
    return lines
  }

  private func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }

  /// Text in which nothing is markup: no emphasis, link, HTML or table border, on one line.
  static func escaped(_ text: String) -> String {
    var result = ""
    let hasWebAddress = text.lowercased().contains("www.")
    for scalar in PlainText.clean(text).unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "~", "&", "@", "#", "$", "!", "^":
        result.append("\\")
      case ":" where text.contains("//"): result.append("\\")
      case "." where hasWebAddress: result.append("\\")
      default: break
      }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}
