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
    value.jsonNumber ?? value.text.map(JSONText.quoted) ?? "null"
  }

  /// GetQueryResults' answer: every value a string, absent values left out.
  ///
  /// Numbers are rounded to 4 digits as there, but money never.
  var getQueryResultsText: String {
    let results = rows.enumerated().map { index, row in
      var fields = zip(columns, row).compactMap { column, value in
        value.roundedText.map { Self.field(column.name, $0) }
      }
      if let pointers { fields.append(Self.field("@ptr", pointers[index])) }
      return "    [\(fields.joined(separator: ", "))]"
    }
    let list = results.isEmpty ? "[]" : "[\n\(results.joined(separator: ",\n"))\n  ]"
    return """
      {
        "queryLanguage": "CWLI",
        "results": \(list),
        "statistics": {
          "recordsMatched": \(statistics.recordsMatched).0,
          "recordsScanned": \(statistics.recordsScanned).0,
          "bytesScanned": \(statistics.bytesScanned).0,
          "estimatedRecordsSkipped": 0.0,
          "estimatedBytesSkipped": 0.0,
          "logGroupsScanned": 1.0
        },
        "status": "Complete"
      }

      """
  }

  private static func field(_ name: String, _ value: String) -> String {
    "{\"field\": \(JSONText.quoted(name)), \"value\": \(JSONText.quoted(value))}"
  }
}

extension JSONText {
  /// A string literal.
  static func quoted(_ text: String) -> String {
    var writer = JSONText()
    writer.string(text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
