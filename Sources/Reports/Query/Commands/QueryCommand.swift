/// A command of the query language: how it is written, and what it adds to the plan.
///
/// Each command is one file of this folder and one line of `queryCommands`.
protocol QueryCommand: Sendable {
  /// Its names in lower case; the first is the one that is printed.
  static var keywords: [String] { get }
  /// How to write it, for help and errors.
  static var syntax: String { get }
  /// What it does, in one line.
  static var meaning: String { get }

  /// Reads what follows the keyword.
  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError)

  /// The command as text that parses to an equal command.
  var printed: String { get }

  func isEqual(to other: any QueryCommand) -> Bool

  /// Adds what the command does to a plan.
  func plan(into builder: inout PlanBuilder) throws(QueryError)
}

extension QueryCommand where Self: Equatable {
  func isEqual(to other: any QueryCommand) -> Bool { (other as? Self) == self }
}

/// The commands there are.
let queryCommands: [any QueryCommand.Type] = [
  FieldsCommand.self,
  DisplayCommand.self,
  FilterCommand.self,
  StatsCommand.self,
  SortCommand.self,
  LimitCommand.self,
  ParseCommand.self,
  DedupCommand.self,
  UnnestCommand.self,
  PatternCommand.self,
  DiffCommand.self,
  AddTotalsCommand.self,
  FillMissingCommand.self,
  FillDownCommand.self,
  AccumulateCommand.self,
  LookupCommand.self,
]

/// The command of a keyword in lower case.
func queryCommand(named keyword: String) -> (any QueryCommand.Type)? {
  queryCommands.first { $0.keywords.contains(keyword) }
}

/// CloudWatch's commands that are not there, each with what to use instead.
let unsupportedCommands: [String: String] = [
  "anomaly": "compare buckets: stats sum(cost) by bin(1d), or use diff",
  "unmask": "nothing is masked: use fields",
  "source": "SOURCE stands only at the beginning of a query",
  "join": "use lookup with a CSV table; entries hold all fields of a call",
  "autoregress": "use accum, or export as CSV",
  "logcompare": "use diff", "outlier": "sort desc and limit show the largest",
  "appendcols": "put both aggregates in one stats", "sessionize": "group by session",
  "cidrlookup": "use isIpInSubnet()",
  "countfrequent": "stats count(*) by field | sort desc | limit",
  "expand": "use unnest", "relevantfields": "meter query --fields lists all fields",
  "json": "use jsonParse(), and paths such as a.b.0",
  "extend": "this is not CloudWatch Logs Insights: use fields expression as name",
]
