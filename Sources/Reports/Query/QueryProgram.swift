/// A query, read and checked: commands separated by `|`.
///
/// For example:
///
///     let program = try QueryProgram(parsing: "stats sum(cost) by tenant | sort sum(cost) desc")
///     let result = try runQuery(
///       program, reader: reader, period: period, book: book, registry: registry)
public struct QueryProgram: Sendable {
  /// The query as it was written.
  public let source: String
  /// The log groups that it names itself, by SOURCE.
  public let logGroups: LogGroupSelection?
  let commands: [any QueryCommand]
  let plan: QueryPlan

  /// Reads a query and checks every name in it.
  ///
  /// `nowNanoseconds` is what `now()` stands for.
  public init(parsing source: String, nowNanoseconds: Int64 = 0) throws(QueryError) {
    try self.init(
      parsing: source, environment: QueryEnvironment(nowNanoseconds: nowNanoseconds))
  }

  /// Reads a query and checks every name in it against what it will run over.
  public init(parsing source: String, environment: QueryEnvironment) throws(QueryError) {
    self.source = source
    (logGroups, commands) = try Parser.parseAll(source)
    do throws(QueryError) {
      if environment.rows == .entries, let logGroups, !logGroups.contains(LogGroupSelection.usage) {
        throw QueryError(
          "there is no log group '\((logGroups.names + logGroups.prefixes).first ?? "")'",
          at: logGroups.range, hint: "the ledger's usage is '\(LogGroupSelection.usage)'")
      }
      var builder = PlanBuilder(environment: environment)
      for command in commands { try command.plan(into: &builder) }
      plan = try builder.finish()
    } catch {
      throw error.inQuery(source)
    }
  }

  /// The log groups that a query names itself, by SOURCE, found without checking anything else.
  public static func logGroups(in source: String) throws(QueryError) -> LogGroupSelection? {
    try Parser.parseAll(source).groups
  }

  /// The query as text that parses to the same tree.
  public var printed: String {
    let texts = commands.map(\.printed)
    return ((logGroups.map { [$0.printed] } ?? []) + texts).joined(separator: " | ")
  }
}
