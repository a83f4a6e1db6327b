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

  /// A table for a terminal: numbers to the right, fractions to 4 digits, money exactly.
  var tableText: String {
    let cells = rows.map { row in
      row.enumerated().map { column, value in
        let text = value.roundedText ?? columns[column].absentText
        return PlainText.shortened(PlainText.clean(text), to: Self.cellWidthMax)
      }
    }
    let areNumbers = columns.indices.map { column in
      rows.contains { $0[column].isNumber }
        && rows.allSatisfy { $0[column].isNull || $0[column].isNumber }
    }
    return textTable(header: columns.map(\.name), cells, isNumeric: areNumbers) + "\n"
      + tableFooter
  }

  /// Wider cells, such as `@message`, end in `…`; other formats give them whole.
  private static let cellWidthMax = 120

  private var tableFooter: String {
    let scanned = counted(statistics.recordsScanned, "entry", "entries")
    return "\(counted(Int64(rows.count), "row")); \(grouped(statistics.recordsMatched)) of "
      + "\(scanned) matched\n"
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
