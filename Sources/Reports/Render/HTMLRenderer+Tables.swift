internal import CostModel

extension HTMLRenderer {
  /// All rows, with a heading that sorts and a last row of totals.
  mutating func writeTable(title: String = "All figures") {
    let title = HTMLText.escaped(title)
    html.raw("<section>\n<h2>\(title)</h2>\n")
    if table.columns.contains(where: { $0.kind == .money }) {
      html.raw("<p class=\"caption\">")
      html.text("Amounts in \(table.currency), tokens in exclusive classes.")
      html.raw("<span class=\"on-screen\"> The exact amount of a rounded one shows on hover.")
      html.raw("</span></p>\n")
    }
    html.raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\" ")
    html.raw("aria-label=\"\(title)\">\n<table class=\"figures\">\n<thead><tr>")
    for column in printed.columns {
      let isText = !table.columns[column].kind.isNumeric
      html.raw(isText ? "<th scope=\"col\" class=\"t\">" : "<th scope=\"col\">")
      html.text(table.columns[column].title)
      html.raw("</th>")
    }
    html.raw("</tr></thead>\n<tbody>\n")
    for row in printed.rows.indices { writeRow(row) }
    html.raw("</tbody>\n")
    if printed.hasTotals {
      html.raw("<tfoot><tr>")
      for (place, text) in printed.totalTexts.enumerated() {
        let isHeading = place == 0 && text == "Total"
        html.raw(isHeading ? "<th scope=\"row\" class=\"t\">" : "<td>")
        html.raw(HTMLText.escaped(text) + (isHeading ? "</th>" : "</td>"))
      }
      html.raw("</tr></tfoot>\n")
    }
    html.raw("</table>\n</div>\n</section>\n")
  }

  private mutating func writeRow(_ row: Int) {
    html.raw("<tr>")
    var hasRowHeading = false
    for column in printed.columns {
      let text = printed.text(column, row: row)
      switch table.columns[column].kind {
      case .text:
        let isAbsent = printed.rows[row][column] == .absent
        let tag = hasRowHeading ? "td" : "th scope=\"row\""
        html.raw("<\(tag) class=\"t\(isAbsent ? " absent" : "")\">")
        html.name(text)
        html.raw(hasRowHeading ? "</td>" : "</th>")
        hasRowHeading = true
      case .instant, .moment, .boolean:
        html.raw("<td class=\"t\">\(HTMLText.escaped(text))</td>")
      case .money:
        html.raw(exactTitle(row, column) + "\(HTMLText.escaped(text))</td>")
      case .duration:
        html.raw("<td\(seconds(row, column))>\(text)</td>")
      case .count, .share, .ratio:
        html.raw("<td>\(text)</td>")
      }
    }
    html.raw("</tr>\n")
  }

  /// The cell's opening tag, with the exact amount where the printed one is rounded.
  private func exactTitle(_ row: Int, _ column: Int) -> String {
    let isQuotient = table.columns[column].role == .quotient
    guard let exact = table.rows[row][column].money,
      isQuotient || exact != printed.rows[row][column].money
    else { return "<td>" }
    return "<td title=\"\(exact.description)\">"
  }

  /// The seconds of a duration, by which rows are sorted.
  private func seconds(_ row: Int, _ column: Int) -> String {
    guard case .duration(let nanoseconds) = table.rows[row][column] else { return "" }
    return " title=\"\(decimal(seconds: nanoseconds))\""
  }

  /// Feature by tier, each cell tinted by its part of the largest one.
  mutating func writeMatrix(_ matrix: MatrixView) {
    let title = "\(matrix.rowTitle) by \(matrix.columnTitle.lowercased())"
    html.raw("<section>\n<h2>\(HTMLText.escaped(title))</h2>\n<p class=\"caption\">")
    html.text("Cost in \(table.currency); the stronger a tint, the larger the amount.")
    html.raw("</p>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
    html.text(title)
    html.raw("\">\n<table class=\"matrix\">\n<thead><tr><th scope=\"col\" class=\"t\">")
    html.text(matrix.rowTitle)
    html.raw("</th>")
    for name in matrix.columnNames {
      html.raw("<th scope=\"col\">")
      html.name(name)
      html.raw("</th>")
    }
    html.raw("<th scope=\"col\">Total</th></tr></thead>\n<tbody>\n")
    let largest = matrix.cells.joined().compactMap { $0 }.max() ?? .zero
    for row in matrix.rowNames.indices {
      html.raw("<tr><th scope=\"row\" class=\"t\">")
      html.name(matrix.rowNames[row])
      html.raw("</th>")
      for column in matrix.columnNames.indices {
        let step = heatStep(matrix.cells[row][column] ?? .zero, largest: largest)
        html.raw("<td class=\"h\(step)\">\(matrix.text(row: row, column: column))</td>")
      }
      html.raw("<td class=\"sum\">\(matrix.rowTotalText(row))</td></tr>\n")
    }
    html.raw("</tbody>\n<tfoot><tr><th scope=\"row\" class=\"t\">Total</th>")
    for column in matrix.columnNames.indices {
      html.raw("<td>\(matrix.columnTotalText(column))</td>")
    }
    html.raw("<td>\(matrix.totalText)</td></tr></tfoot>\n</table>\n</div>\n</section>\n")
  }

  /// 0 for nothing, then 1 to 8 by the cell's part of the largest.
  private func heatStep(_ amount: Money, largest: Money) -> Int {
    guard amount.units > 0, largest.units > 0 else { return 0 }
    let eighth = largest.units / 8
    guard eighth > 0 else { return 8 }
    return Int(clamping: min(8, 1 + (amount.units - 1) / max(1, eighth)))
  }
}
