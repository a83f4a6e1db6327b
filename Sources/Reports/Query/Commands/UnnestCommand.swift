/// `unnest list into name`: a row for each element of a list; what is no list counts as one.
struct UnnestCommand: QueryCommand, Equatable {
  static let keywords = ["unnest"]
  static let syntax = "unnest list into name"
  static let meaning = "a row for each element of a list"

  let list: Expression
  let name: FieldName
  let range: SourceRange

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    list = try parser.expression("a list, such as jsonParse(@message)")
    guard try parser.take(keyword: "into") else { throw parser.expected("'into' and a name") }
    name = try parser.fieldName("a name after 'into'")
    range = keyword.range.through(parser.lastRange)
  }

  var printed: String { "unnest \(list.printed) into \(name.printed)" }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    let planned = try builder.plan(list)
    builder.expand(planned, as: name.text, range)
    builder.showAdded(name.text, range)
  }
}
