public import CostModel

/// Whose usage a person may see. It is applied in the scan, before anything is added up.
public struct QueryScope: Hashable, Sendable {
  /// Tenants; nil for all, the unattributed usage included.
  public var tenants: Set<String>?
  /// Effective tiers; nil for all.
  public var tiers: Set<String>?

  /// A scope of some tenants and tiers; nil does not restrict.
  public init(tenants: Set<String>? = nil, tiers: Set<String>? = nil) {
    self.tenants = tenants
    self.tiers = tiers
  }

  /// All usage.
  public static let all = QueryScope()
}

/// How far a query has come.
public struct QueryProgress: Sendable {
  /// Entries seen so far.
  public var rowsScanned: Int64
}

/// How a query runs.
public struct QueryOptions: Sendable {
  public var scope = QueryScope.all
  public var limits = QueryLimits()
  /// Lanes whose results are merged. The answer does not depend on it.
  public var partitions = 1

  public init() {}
}

/// Runs a query over the entries of a ledger.
///
/// Throws a `QueryError` with its place in the query, or what the ledger throws. `progress` is
/// called after every block; throwing from it ends the query.
public func runQuery(
  _ program: QueryProgram, reader: LedgerReader, period: Period, book: PriceBook,
  registry: TenantRegistry, options: QueryOptions = QueryOptions(),
  progress: (QueryProgress) throws -> Void = { _ in }
) throws -> QueryResult {
  // Beyond what the ledger holds there is nothing to scan, however long the period.
  let held = try reader.heldHours() ?? 0..<0
  let hours = period.hours.clamped(to: held)
  return try runQuery(
    program, source: LedgerEntries(reader: reader), hours: hours, period: period, book: book,
    registry: registry, options: options, progress: progress)
}

/// Runs a query over the entries of any source.
public func runQuery(
  _ program: QueryProgram, source: some EntrySource, hours: Range<Int32>, period: Period,
  book: PriceBook, registry: TenantRegistry, options: QueryOptions = QueryOptions(),
  progress: (QueryProgress) throws -> Void = { _ in }
) throws -> QueryResult {
  do {
    var run = QueryRun(program.plan, options: options, period: period) {
      EntryPricing(book: book, registry: registry, name: { source.text($0) })
    } table: {
      TextTable(name: { source.text($0) })
    }
    try run.scan(source, hours: hours, progress: progress)
    return try run.finish()
  } catch let error as QueryError {
    throw error.inQuery(program.source)
  }
}
