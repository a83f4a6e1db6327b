internal import CostModel

/// A query that has been read and checked, with the log groups that it asks.
struct LogsQuery: Sendable {
  let groups: [String]
  private let program: QueryProgram
  private let period: Period
  private let limits: QueryLimits
  private let caller: LogsCaller

  /// Rows of an answer where neither query nor request says how many: what AWS documents.
  private static let defaultRows = 10_000
  private static let rowsMax = 100_000

  /// - Parameters:
  ///   - groups: what the request names; nil where the query says it by SOURCE.
  ///   - limit: rows at most, where the query does not say how many.
  /// - Throws: `LogsException`, for a query that cannot be read with the place in it.
  init(
    _ text: String, groups named: [String]?, period asked: Period, limit: Int64?,
    caller: LogsCaller, service: LogsService
  ) throws {
    self.caller = caller
    var limits = QueryLimits()
    // Two queries run at a time, beside everything else that the server does.
    limits.memoryBytesMax = 512 << 20
    limits.defaultRows = limit.map(Int.init) ?? Self.defaultRows
    self.limits = limits
    let now = service.surroundings.nowNanoseconds()
    do {
      let source = try QueryProgram.logGroups(in: text)
      groups = try Self.groups(named, source, caller, service)
      period = Self.period(asked, source, now: now)
      let isUsage = groups.contains(LogsService.usageGroup)
      guard !isUsage || groups.count == 1 else {
        throw LogsException.invalid(
          "\(LogsService.usageGroup) holds entries, other groups hold lines: ask them one by one")
      }
      let registry = try LedgerReader(path: service.surroundings.ledger).tenantRegistry()
      let environment = QueryEnvironment(
        rows: isUsage ? .entries : .lines, nowNanoseconds: now, period: period,
        tables: [
          "tenants": LookupTable(registry: registry, atNanoseconds: now, scope: caller.scope)
        ])
      program = try QueryProgram(parsing: text, environment: environment)
      if isUsage && !caller.scope.showsMoney { try program.plan.refuseMoney() }
    } catch let error as QueryError {
      throw LogsException(error.inQuery(text))
    }
  }

  /// Asks the groups.
  ///
  /// - Parameter shouldEnd: asked again and again; true ends the query with an error.
  func run(
    _ service: LogsService, shouldEnd: @escaping @Sendable () -> Bool,
    _ progress: (QueryProgress) throws -> Void
  ) throws -> QueryResult {
    let reader = try LedgerReader(path: service.surroundings.ledger)
    var options = QueryOptions()
    options.limits = limits
    options.limits.shouldEnd = shouldEnd
    options.scope = QueryScope(caller.scope)
    let registry = try reader.tenantRegistry()
    var result: QueryResult
    if groups == [LogsService.usageGroup] {
      result = try runQuery(
        program, reader: reader, period: period, book: service.surroundings.priceBook(reader),
        registry: registry, options: options, progress: progress)
    } else {
      let lines = StoredLines(
        groups: groups.map { ($0, service.store(of: $0)) }, scope: caller.scope, registry: registry)
      result = try runQuery(
        program, lines: lines, period: period, options: options, progress: progress)
    }
    guard result.rows.count > Self.rowsMax else { return result }
    result.rows = Array(result.rows.prefix(Self.rowsMax))
    result.pointers = result.pointers.map { Array($0.prefix(Self.rowsMax)) }
    return result
  }

  // MARK: - Parts

  private static func groups(
    _ named: [String]?, _ source: LogGroupSelection?, _ caller: LogsCaller, _ service: LogsService
  ) throws -> [String] {
    guard let source else {
      guard let named else {
        throw LogsException.invalid(
          "A log group is missing: give logGroupName, logGroupNames or logGroupIdentifiers, or "
            + "begin the query with SOURCE '\(LogsService.usageGroup)'")
      }
      for group in named where try !service.hasGroup(group, caller) { throw LogsException.noGroup }
      return named
    }
    if named != nil {
      throw LogsException.invalid("Log groups are named by the request or by SOURCE, not by both")
    }
    let found =
      try source.names.filter { try service.hasGroup($0, caller) }
      + (source.prefixes.isEmpty ? [] : service.groups(caller).map(\.name))
      .filter { name in source.prefixes.contains { name.hasPrefix($0) } }
    guard !found.isEmpty else { throw LogsException.noGroup }
    return Array(Set(found)).sorted()
  }

  private static func period(
    _ asked: Period, _ source: LogGroupSelection?, now: Int64
  ) -> Period {
    func instant(_ seconds: Int64) -> Int64 { max(0, now + seconds * 1_000_000_000) }
    return Period(
      from: source?.startSeconds.map(instant) ?? asked.from,
      to: source?.endSeconds.map { instant($0) + 1_000_000 } ?? asked.to)
  }
}
