/// `filter condition`: keeps the rows for which the condition holds.
struct FilterCommand: QueryCommand, Equatable {
  static let keywords = ["filter", "where", "filterindex"]
  static let syntax = "filter condition"
  static let meaning = "keeps the rows for which the condition holds"

  let condition: Expression

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    condition = try parser.expression("a condition")
  }

  var printed: String { "filter \(condition.printed)" }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    try builder.filter(condition)
  }
}
