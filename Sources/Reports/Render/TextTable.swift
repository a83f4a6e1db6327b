internal import CostModel

/// Rows as a table of plain text: a header, a rule, aligned columns; names are made harmless.
public func textTable(header: [String], _ rows: [[String]]) -> String {
  textTable(header: header, rows, isNumeric: header.map { _ in false })
}

/// Numeric columns are aligned to the right.
func textTable(header: [String], _ rows: [[String]], isNumeric: [Bool]) -> String {
  let records = [header] + rows
  var widths = header.map { _ in 0 }
  for record in records {
    for (column, cell) in record.enumerated() {
      widths[column] = max(widths[column], PlainText.width(PlainText.clean(cell)))
    }
  }
  var text: [UInt8] = []
  for (number, record) in records.enumerated() {
    if number > 0 { text.append(UInt8(ascii: "\n")) }
    for (column, cell) in record.enumerated() {
      if column > 0 { appendBlanks(2, to: &text) }
      let cell = PlainText.clean(cell)
      let room = widths[column] - PlainText.width(cell)
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
