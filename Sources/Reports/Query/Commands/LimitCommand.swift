/// `limit [any] n`: at most n rows.
struct LimitCommand: QueryCommand, Equatable {
  static let keywords = ["limit"]
  static let syntax = "limit number"
  static let meaning = "keeps the first so many rows"

  /// More rows than anyone holds in memory; what runs out before says so.
  static let countMax = 1_000_000_000

  let count: Int
  /// Whether it does not matter which rows.
  let isAny: Bool

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    isAny = try parser.take(keyword: "any")
    guard case .number(let digits) = parser.token.kind, let count = Int(digits) else {
      throw parser.expected("a whole number after 'limit'")
    }
    guard (1...Self.countMax).contains(count) else {
      throw QueryError("limit takes 1 to \(Self.countMax) rows", at: parser.token.range)
    }
    self.count = count
    try parser.advance()
  }

  var printed: String { isAny ? "limit any \(count)" : "limit \(count)" }

  func plan(into builder: inout PlanBuilder) { builder.limit(count) }
}
