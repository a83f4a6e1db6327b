/// `accum field [as name]`: the running sum, row by row, in place or as a column of its own.
struct AccumulateCommand: QueryCommand, Equatable {
  static let keywords = ["accum"]
  static let syntax = "accum field [as name]"
  static let meaning = "the running sum, in the order of the rows"

  let field: FieldName
  let name: FieldName?
  let range: SourceRange

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    field = try parser.columnName("a field to add up")
    name = try parser.take(keyword: "as") ? parser.fieldName("a name after 'as'") : nil
    range = keyword.range.through(parser.lastRange)
  }

  var printed: String { "accum \(field.printed)" + (name.map { " as \($0.printed)" } ?? "") }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    let input = try builder.tableColumn(field.text, range)
    var output = input
    if let name {
      output = builder.addedColumn(name.text, type: builder.tableType(input), range)
    }
    builder.transform(RunningSum(input: input, output: output, range: range))
  }
}

private struct RunningSum: TableTransform {
  var input: Int
  var output: Int
  var range: SourceRange

  func apply(_ table: inout QueryTable) throws(QueryError) {
    var sum = ExactSum()
    for row in 0..<table.count {
      sum.add(table.columns[input][row], weight: 1)
      guard let value = sum.value else { throw .sumTooLarge(at: range) }
      table.columns[output][row] = value
    }
  }
}
