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
  let commands: [any QueryCommand]
  let plan: QueryPlan

  /// Reads a query and checks every name in it.
  ///
  /// `nowNanoseconds` is what `now()` stands for.
  public init(parsing source: String, nowNanoseconds: Int64 = 0) throws(QueryError) {
    self.source = source
    commands = try Parser.parse(source)
    do {
      var builder = PlanBuilder(nowNanoseconds: nowNanoseconds)
      for command in commands { try command.plan(into: &builder) }
      plan = try builder.finish()
    } catch {
      throw error.inQuery(source)
    }
  }

  /// The query as text that parses to the same tree.
  public var printed: String { commands.map(\.printed).joined(separator: " | ") }
}
