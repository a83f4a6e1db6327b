extension QueryResult {
  /// RFC 4180 with exact values; texts that a spreadsheet would take for formulas begin with `'`.
  var csvText: String {
    var bytes: [UInt8] = []
    CSVRenderer.append(record: columns.map { CSVRenderer.harmless($0.name) }, to: &bytes)
    for row in rows {
      let cells = row.map { value in
        if case .string(let text) = value { return CSVRenderer.harmless(text) }
        return value.text ?? ""
      }
      CSVRenderer.append(record: cells, to: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A table for a terminal: numbers to the right, fractions to 4 digits, money exactly.
  var tableText: String {
    let header = columns.map { PlainText.clean($0.name) }
    let cells = rows.map { row in
      row.map { PlainText.shortened(PlainText.clean($0.roundedText ?? ""), to: Self.cellWidthMax) }
    }
    let widths = columns.indices.map { column in
      cells.reduce(PlainText.width(header[column])) { max($0, PlainText.width($1[column])) }
    }
    let areNumbers = columns.indices.map { column in
      !rows.isEmpty && rows.allSatisfy { $0[column].isNull || $0[column].isNumber }
    }
    func line(_ texts: [String]) -> String {
      let padded = texts.enumerated().map { column, text in
        let blanks = String(repeating: " ", count: widths[column] - PlainText.width(text))
        return areNumbers[column] ? blanks + text : text + blanks
      }
      let text = padded.joined(separator: "  ")
      return String(text.reversed().drop { $0 == " " }.reversed()) + "\n"
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") + "\n"
    return line(header) + rule + cells.map(line).joined() + tableFooter
  }

  /// Wider cells, such as `@message`, end in `…`; other formats give them whole.
  private static let cellWidthMax = 120

  private var tableFooter: String {
    let unit = rows.count == 1 ? "row" : "rows"
    return "\(rows.count) \(unit); \(statistics.recordsMatched) of "
      + "\(statistics.recordsScanned) entries matched\n"
  }
}

extension QueryValue {
  /// Whether the value is a number or money, not a text that states one.
  var isNumber: Bool {
    switch self {
    case .boolean, .integer, .decimal, .money, .double: true
    case .null, .string, .instant: false
    }
  }
}
