/// `dedup value, …`: of rows with equal values, the first; rows that lack one are all kept.
struct DedupCommand: QueryCommand, Equatable {
  static let keywords = ["dedup"]
  static let syntax = "dedup field, …"
  static let meaning = "of rows that agree in these, keeps the first"

  let keys: [Expression]

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    var keys: [Expression] = []
    repeat {
      guard keys.count < Parser.itemsMax else { throw parser.expected("fewer fields") }
      keys.append(try parser.expression("a field"))
    } while try parser.take(.comma)
    self.keys = keys
    if parser.token.kind == .symbol(.pipe), let next = try parser.peekKeyword(), next != "limit" {
      throw QueryError(
        "only limit may follow dedup, not '\(next)'", at: parser.token.range,
        hint: "move '\(next)' before dedup")
    }
  }

  var printed: String { "dedup " + keys.map(\.printed).joined(separator: ", ") }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    var planned: [PlannedExpression] = []
    for key in keys { planned.append(try builder.planKey(key, for: "dedup")) }
    builder.distinct(planned)
  }
}
