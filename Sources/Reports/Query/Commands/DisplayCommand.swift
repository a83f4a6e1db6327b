/// `display expression [as name], …`: shows only these columns; the last one decides.
struct DisplayCommand: QueryCommand, Equatable {
  static let keywords = ["display"]
  static let syntax = "display expression [as name], …"
  static let meaning = "shows only these columns"

  let items: [NamedItem]

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    items = try parser.items("a field or an expression")
  }

  var printed: String { "display " + items.map(\.printed).joined(separator: ", ") }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    try builder.display(items)
  }
}
