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
]

/// The command of a keyword in lower case.
func queryCommand(named keyword: String) -> (any QueryCommand.Type)? {
  queryCommands.first { $0.keywords.contains(keyword) }
}

/// CloudWatch's commands that are not there yet, each with what to use instead.
let unsupportedCommands: [String: String] = [
  "parse": "entries have plain fields: meter query --fields lists them",
  "dedup": "use stats latest(…) by the fields that should be unique",
  "unnest": "entries hold no lists",
  "pattern": "group by a field: stats count(*) by outcome",
  "anomaly": "compare buckets: stats sum(cost) by bin(1d)",
  "diff": "run the query for both periods, with --from and --to",
  "unmask": "entries hold nothing that is masked",
  "filterindex": "use filter",
  "source": "SOURCE stands only at the beginning of a query",
  "lookup": "the registry's tier is in the field 'tier'",
  "join": "entries hold all fields; leave the join out",
  "addtotals": "meter report prints totals",
  "fillmissing": "empty buckets are left out for now",
  "filldown": "use coalesce()",
  "accum": "export as CSV and add up there",
]
