/// `sort [by] expression [asc|desc], …`: orders rows, naturally and stably.
struct SortCommand: QueryCommand, Equatable {
  static let keywords = ["sort"]
  static let syntax = "sort expression [asc|desc], …"
  static let meaning = "orders the rows; ascending unless it says desc"

  struct Key: Hashable {
    var expression: Expression
    var isDescending: Bool
  }

  let keys: [Key]

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    // Published queries write `sort by`, too.
    _ = try parser.take(keyword: "by")
    var keys: [Key] = []
    repeat {
      guard keys.count < Parser.itemsMax else { throw parser.expected("fewer sort keys") }
      let expression = try parser.expression("a field to sort by")
      let isDescending = try parser.take(keyword: "desc")
      if !isDescending { _ = try parser.take(keyword: "asc") }
      keys.append(Key(expression: expression, isDescending: isDescending))
    } while try parser.take(.comma)
    self.keys = keys
  }

  var printed: String {
    let texts = keys.map { $0.expression.printed + ($0.isDescending ? " desc" : " asc") }
    return "sort " + texts.joined(separator: ", ")
  }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    var planned: [SortKey] = []
    for key in keys {
      planned.append(
        SortKey(
          expression: try builder.planKey(key.expression, for: "sort"),
          isDescending: key.isDescending))
    }
    builder.sort(planned)
  }
}
