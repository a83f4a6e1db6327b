internal import CostModel

/// A query that has been read and checked, with the log groups that it asks.
struct LogsQuery: Sendable {
  let groups: [String]
  private let program: QueryProgram
  private let caller: LogsCaller

  /// - Parameters:
  ///   - groups: what the request names; nil where the query says it by SOURCE.
  ///   - limit: rows at most, where the query does not say how many.
  init(
    _ text: String, groups: [String]?, limit: Int64?, caller: LogsCaller, service: LogsService
  ) throws {
    self.caller = caller
    self.groups = groups ?? [LogsService.usageGroup]
    do throws(QueryError) {
      program = try QueryProgram(
        parsing: text, nowNanoseconds: service.surroundings.nowNanoseconds())
      if !caller.scope.showsMoney { try program.plan.refuseMoney() }
    } catch {
      throw LogsException(error.source.isEmpty ? error.inQuery(text) : error)
    }
    for group in self.groups where try !service.hasGroup(group) { throw LogsException.noGroup }
  }

  /// Asks the groups.
  func run(
    _ period: Period, _ service: LogsService, _ progress: (QueryProgress) throws -> Void
  ) throws -> QueryResult {
    let reader = try LedgerReader(path: service.surroundings.ledger)
    var options = QueryOptions()
    options.scope = QueryScope(caller.scope)
    return try runQuery(
      program, reader: reader, period: period, book: service.surroundings.priceBook(reader),
      registry: reader.tenantRegistry(), options: options, progress: progress)
  }
}
