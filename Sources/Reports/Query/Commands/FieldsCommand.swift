/// `fields expression [as name], …`: shows columns and names values; several add up.
struct FieldsCommand: QueryCommand, Equatable {
  static let keywords = ["fields"]
  static let syntax = "fields expression [as name], …"
  static let meaning = "shows these columns, and names values for later commands"

  let items: [NamedItem]

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    items = try parser.items("a field or an expression")
  }

  var printed: String { "fields " + items.map(\.printed).joined(separator: ", ") }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    for item in items { try builder.define(item, isShown: true) }
  }
}
