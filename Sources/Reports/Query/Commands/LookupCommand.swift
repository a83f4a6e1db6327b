internal import CostModel

/// `lookup table field [as value] OUTPUT field, …`: columns of a table, by an exact key.
struct LookupCommand: QueryCommand, Equatable {
  static let keywords = ["lookup"]
  static let syntax = "lookup table field [as value] OUTPUT field, …"
  static let meaning = "adds columns of a table, such as the registry 'tenants', by an exact key"

  let table: FieldName
  let tableRange: SourceRange
  let key: FieldName
  let keyRange: SourceRange
  let value: FieldName?
  let outputs: [FieldName]
  let range: SourceRange

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    tableRange = parser.token.range
    table = try parser.fieldName("the name of a table")
    keyRange = parser.token.range
    key = try parser.fieldName("a column of the table")
    value = try parser.take(keyword: "as") ? parser.fieldName("a field after 'as'") : nil
    guard try parser.take(keyword: "output") else { throw parser.expected("OUTPUT and columns") }
    outputs = try parser.fieldNames()
    guard !outputs.isEmpty else { throw parser.expected("columns after OUTPUT") }
    range = keyword.range.through(parser.lastRange)
  }

  var printed: String {
    let naming = value.map { " as \($0.printed)" } ?? ""
    let list = outputs.map(\.printed).joined(separator: ", ")
    return "lookup \(table.printed) \(key.printed)\(naming) OUTPUT \(list)"
  }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    let tables = builder.environment.tables
    guard let found = tables[table.text] else {
      throw QueryError(
        "there is no table '\(table.text)'", at: tableRange,
        hint: didYouMean(table.text, among: tables.keys.sorted()) ?? .tables(tables))
    }
    let keyColumn = try place(key.text, found, keyRange)
    let index = found.index(on: keyColumn)
    let operand = try builder.resolve((value ?? key).text, keyRange)
    for output in outputs {
      let column = try place(output.text, found, range)
      let function = QueryFunction(
        name: "lookup", syntax: Self.syntax, meaning: Self.meaning, values: 1...1,
        type: { _ in .string }
      ) { values, _ in
        guard let text = values[0].text, let row = index[text] else { return .null }
        let cell = found.rows[row][column]
        return cell.isEmpty ? .null : .string(cell)
      }
      builder.bind(
        output.text,
        PlannedExpression(.call(function, [operand], nil), type: .string, range: range),
        range)
      builder.showAdded(output.text, range)
    }
  }

  private func place(
    _ name: String, _ table: LookupTable, _ range: SourceRange
  ) throws(QueryError) -> Int {
    if let place = table.columns.firstIndex(of: name) { return place }
    throw QueryError(
      "the table '\(self.table.text)' has no column '\(name)'", at: range,
      hint: didYouMean(name, among: table.columns)
        ?? "its columns are \(table.columns.joined(separator: ", "))")
  }
}

extension String {
  fileprivate static func tables(_ tables: [String: LookupTable]) -> String {
    tables.isEmpty
      ? "meter query --table NAME=FILE gives the query a CSV table"
      : "tables are \(tables.keys.sorted().joined(separator: ", "))"
  }
}
