internal import CostModel

/// Rows as a table of plain text: a header, a rule, aligned columns; names are made harmless.
public func textTable(header: [String], _ rows: [[String]]) -> String {
  textTable(header: header, rows, isNumeric: header.map { _ in false })
}

/// Numeric columns are aligned to the right.
func textTable(header: [String], _ rows: [[String]], isNumeric: [Bool]) -> String {
  let cells = ([header] + rows).map { $0.map(PlainText.clean) }
  let cellWidths = cells.map { $0.map(PlainText.width) }
  let widths = header.indices.map { column in cellWidths.reduce(0) { max($0, $1[column]) } }
  var text: [UInt8] = []
  for (number, row) in cells.enumerated() {
    if number > 0 { text.append(UInt8(ascii: "\n")) }
    for (column, cell) in row.enumerated() {
      if column > 0 { appendBlanks(2, to: &text) }
      let room = widths[column] - cellWidths[number][column]
      if isNumeric[column] { appendBlanks(room, to: &text) }
      text.append(contentsOf: cell.utf8)
      if !isNumeric[column] { appendBlanks(room, to: &text) }
    }
    while text.last == UInt8(ascii: " ") { text.removeLast() }
    if number == 0 {
      let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
      text.append(contentsOf: "\n\(rule)".utf8)
    }
  }
  return String(decoding: text, as: UTF8.self)
}

private func appendBlanks(_ count: Int, to text: inout [UInt8]) {
  text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
}
