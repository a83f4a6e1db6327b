/// `stats aggregate [as name], … [by key [as name], …]`: one row for each group.
struct StatsCommand: QueryCommand, Equatable {
  static let keywords = ["stats"]
  static let syntax = "stats aggregate [as name], … [by expression [as name], …]"
  static let meaning = "one row for each group, with its aggregates"

  let aggregates: [NamedItem]
  let keys: [NamedItem]
  let range: SourceRange

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    range = keyword.range
    aggregates = try parser.items("an aggregate such as count(*) or sum(cost)")
    keys = try parser.take(keyword: "by") ? parser.items("a field to group by") : []
    if parser.token.keyword == "offset" {
      throw QueryError(
        "'offset' is not supported", at: parser.token.range,
        hint: "diff previousDay puts the groups of another period beside these")
    }
  }

  var printed: String {
    let by = keys.isEmpty ? "" : " by " + keys.map(\.printed).joined(separator: ", ")
    return "stats " + aggregates.map(\.printed).joined(separator: ", ") + by
  }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    var planner = GroupPlanner(keys: keys)
    try planner.planKeys(&builder)
    for item in aggregates { try planner.plan(item, &builder) }
    try builder.group(planner.outputs, planner.plan, at: range)
  }
}
