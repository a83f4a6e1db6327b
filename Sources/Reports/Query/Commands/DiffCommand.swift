/// `diff [previousDay|previousWeek|previousMonth]`: the groups before it, beside those of an
/// earlier period.
struct DiffCommand: QueryCommand, Equatable {
  static let keywords = ["diff"]
  static let syntax = "diff [previousDay | previousWeek | previousMonth]"
  static let meaning = "compares groups with the period before, as long as the one asked for"

  let window: PeriodComparison.Window
  let range: SourceRange

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    range = keyword.range
    var window = PeriodComparison.Window.preceding
    if let word = parser.token.keyword {
      let known = PeriodComparison.Window.allCases.first { $0.rawValue.lowercased() == word }
      guard let known else {
        throw parser.expected("previousDay, previousWeek or previousMonth")
      }
      window = known
      try parser.advance()
    }
    self.window = window
  }

  var printed: String { window == .preceding ? "diff" : "diff \(window.rawValue)" }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    try builder.compare(window, at: range)
  }
}
