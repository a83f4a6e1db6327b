internal import CostModel

/// Rows as a table of plain text: a header, a rule, aligned columns; names are made harmless.
public func textTable(header: [String], _ rows: [[String]]) -> String {
  textTable(header: header, rows, isNumeric: header.map { _ in false })
}

/// Numeric columns are aligned to the right.
func textTable(header: [String], _ rows: [[String]], isNumeric: [Bool]) -> String {
  let cells = ([header] + rows).map { $0.map(PlainText.clean) }
  let widths = header.indices.map { column in
    cells.reduce(0) { max($0, PlainText.width($1[column])) }
  }
  var lines = cells.map { row in
    let padded = row.enumerated().map { column, text in
      let blanks = String(repeating: " ", count: widths[column] - PlainText.width(text))
      return isNumeric[column] ? blanks + text : text + blanks
    }
    let line = padded.joined(separator: "  ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
  lines.insert(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "), at: 1)
  return lines.joined(separator: "\n")
}
