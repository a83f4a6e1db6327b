/// `filldown [field, …]`: an absent value becomes the last one above it that is there.
struct FillDownCommand: QueryCommand, Equatable {
  static let keywords = ["filldown"]
  static let syntax = "filldown [field, …]"
  static let meaning = "fills absent values with the last one above that is there"

  let fields: [FieldName]
  let range: SourceRange

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    fields = try parser.fieldNames()
    range = keyword.range.through(parser.lastRange)
  }

  var printed: String {
    (["filldown"] + [fields.map(\.printed).joined(separator: ", ")])
      .filter { !$0.isEmpty }.joined(separator: " ")
  }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    let names = fields.isEmpty ? builder.shownColumns.map(\.name) : fields.map(\.text)
    var columns: [Int] = []
    for name in names { columns.append(try builder.tableColumn(name, range)) }
    builder.transform(FillDown(columns: columns))
  }
}

private struct FillDown: TableTransform {
  var columns: [Int]

  func apply(_ table: inout QueryTable) {
    for column in columns {
      var last = QueryValue.null
      for row in 0..<table.count {
        if table.columns[column][row].isNull {
          table.columns[column][row] = last
        } else {
          last = table.columns[column][row]
        }
      }
    }
  }
}
