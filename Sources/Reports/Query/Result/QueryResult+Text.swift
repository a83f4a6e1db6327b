internal import CostModel

extension QueryResult {
  /// RFC 4180 with exact values; texts that a spreadsheet would take for formulas begin with `'`.
  var csvText: String {
    var bytes: [UInt8] = []
    CSVRenderer.append(record: columns.map { CSVRenderer.harmless($0.name) }, to: &bytes)
    for row in rows {
      let cells = row.map { value in
        if case .string(let text) = value { return CSVRenderer.harmless(text) }
        return value.shownText ?? ""
      }
      CSVRenderer.append(record: cells, to: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A table for a terminal: numbers to the right with their points in line, fractions to 4 digits,
  /// money exactly.
  var tableText: String {
    let areNumbers = numberColumns
    var cells = rows.map { row in
      row.indices.map { column in
        PlainText.shortened(shown(row[column], column: column), to: Self.cellWidthMax)
      }
    }
    for column in columns.indices where areNumbers[column] {
      Self.alignPoints(&cells, column: column)
    }
    return textTable(header: columns.map(\.name), cells, isNumeric: areNumbers) + "\n"
      + footerText + "\n"
  }

  /// Wider cells, such as `@message`, end in `…`; other formats give them whole.
  private static let cellWidthMax = 120

  /// Blanks behind shorter fractions, so that points stand below each other.
  private static func alignPoints(_ cells: inout [[String]], column: Int) {
    let fractions = cells.map { row in
      let text = row[column].utf8
      let point = text.firstIndex(of: UInt8(ascii: ".")) ?? text.endIndex
      return text.distance(from: point, to: text.endIndex)
    }
    let longest = fractions.max() ?? 0
    for row in cells.indices {
      cells[row][column] += String(repeating: " ", count: longest - fractions[row])
    }
  }

  /// How many rows there are, and how much was read for them.
  var footerText: String {
    let count = counted(Int64(rows.count), "row")
    let sums = explanation.sums
    if sums > 0, explanation.entries == 0 {
      return "\(count); \(counted(statistics.recordsMatched, "call")), from \(counted(sums, "sum"))"
    }
    let scanned =
      statistics.bytesOfLines > 0
      ? counted(statistics.recordsScanned, "line")
      : counted(statistics.recordsScanned, "entry", "entries")
    return "\(count); \(grouped(statistics.recordsMatched)) of \(scanned) matched"
  }
}

extension QueryValue {
  /// Whether the value is a number or money, not a text that states one.
  var isNumber: Bool {
    switch self {
    case .boolean, .integer, .decimal, .money, .double: true
    case .null, .string, .instant, .list, .map: false
    }
  }
}
