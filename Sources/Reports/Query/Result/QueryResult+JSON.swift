internal import CostModel

extension QueryResult {
  /// One JSON object a row: numbers as numbers, money and instants as strings, no nulls left out.
  var ndjsonText: String {
    rows.map { row in
      let members = zip(columns, row).map { column, value in
        "\(JSONText.quoted(column.name)):\(Self.json(value))"
      }
      return "{\(members.joined(separator: ","))}\n"
    }.joined()
  }

  private static func json(_ value: QueryValue) -> String {
    value.jsonText
  }

  /// GetQueryResults' answer: every value a string, absent values left out.
  ///
  /// Numbers are rounded to 4 digits as there, but money never.
  var getQueryResultsJSON: [UInt8] {
    let cells = rows.enumerated().map { index, row in
      var cells = zip(columns, row).compactMap { column, value in
        value.roundedText.map { QueryResultsField(field: column.name, value: $0) }
      }
      if let pointers { cells.append(QueryResultsField(field: "@ptr", value: pointers[index])) }
      return cells
    }
    return queryResultsJSON(
      rows: cells, recordsMatched: statistics.recordsMatched,
      recordsScanned: statistics.recordsScanned, bytesScanned: statistics.bytesScanned)
  }
}

extension JSONText {
  /// A string literal.
  static func quoted(_ text: String) -> String { jsonText(text) }
}
