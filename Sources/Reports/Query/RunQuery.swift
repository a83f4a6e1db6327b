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

  /// Whether fields in money may be asked for.
  public var showsMoney = true

  /// What a credential's scope allows.
  public init(_ scope: Scope) {
    self.init(tenants: scope.tenant.map { [$0] }, tiers: scope.tier.map { [$0] })
    showsMoney = scope.showsMoney
  }

  /// All usage.
  public static let all = QueryScope()

  /// Whether entries are left out.
  var isRestricted: Bool { tenants != nil || tiers != nil }
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
  /// What the answer is read from. The answer does not depend on it.
  public var reading = Reading.fastest
  /// What tenants pay, for `charge` and `margin`.
  public var charges: ChargeBook?
  /// The instant as which usage is taken from the ledger; nil: as it is.
  public var knownAt: Int64?

  /// What an answer is read from.
  public enum Reading: Sendable {
    /// Sums by hour and day where they give the same answer, else entries.
    case fastest
    case entries
  }

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
  var options = options
  if options.charges == nil, program.plan.needsCharges { options.charges = try reader.chargeBook() }
  // Beyond what the ledger holds there is nothing to scan, however long the period.
  let held = try reader.heldHours() ?? 0..<0
  func answer(from source: some EntrySource) throws -> QueryResult {
    try runQuery(
      program, source: source, hours: held, period: period, book: book, registry: registry,
      options: options, progress: progress)
  }
  if let instant = options.knownAt {
    return try answer(from: KnownEntries(reader, at: instant, lanes: options.partitions))
  }
  return try answer(from: LedgerEntries(reader: reader, lanes: options.partitions))
}

/// Runs a query over the entries of any source, which holds usage of `hours`.
public func runQuery(
  _ program: QueryProgram, source: some EntrySource, hours: Range<Int32>, period: Period,
  book: PriceBook, registry: TenantRegistry, options: QueryOptions = QueryOptions(),
  progress: (QueryProgress) throws -> Void = { _ in }
) throws -> QueryResult {
  try inQuery(program) {
    if !options.scope.showsMoney { try program.plan.refuseMoney() }
    if options.scope.isRestricted { try program.plan.refuseMargin() }
    if options.charges == nil { try program.plan.refuseCharges() }
    let everything = Int64.min..<Int64.max
    let cuts =
      Rater(book: book, name: { _ in nil }).boundaries(in: everything)
      + registry.boundaries(in: everything)
    var reading = QueryReading(program.plan, options: options, cuts: cuts)
    func read(_ period: Period) throws -> QueryRun {
      var run = QueryRun(program.plan, options: options, period: period, cuts: cuts) {
        EntryPricing(
          book: book, charges: options.charges, registry: registry, name: source.text)
      } table: {
        TextTable(name: source.text)
      }
      try reading.feed(
        &run, from: source, hours: period.hours.clamped(to: hours), progress: progress)
      return run
    }
    var run = try read(period)
    var result: QueryResult
    if let comparison = program.plan.comparison {
      var earlier = try read(comparison.window.earlier(than: period))
      result = try run.finish(comparedTo: &earlier)
    } else {
      result = try run.finish()
    }
    result.explanation = reading.explanation
    result.explanation.query = program.printed
    return result
  }
}

/// Runs a query over lines of log groups; the program was read for lines.
///
/// Throws a `QueryError` with its place in the query, or what the source throws. `progress` is
/// called after every batch; throwing from it ends the query.
public func runQuery(
  _ program: QueryProgram, lines: some LogLineSource, period: Period,
  options: QueryOptions = QueryOptions(),
  progress: (QueryProgress) throws -> Void = { _ in }
) throws -> QueryResult {
  try inQuery(program) {
    var run = QueryRun(program.plan, options: options, period: period)
    try run.scan(lines, progress: progress)
    guard let comparison = program.plan.comparison else { return try run.finish() }
    let before = comparison.window.earlier(than: period)
    var earlier = QueryRun(program.plan, options: options, period: before)
    try earlier.scan(lines, progress: progress)
    return try run.finish(comparedTo: &earlier)
  }
}

/// Errors get the query that they belong to.
private func inQuery(
  _ program: QueryProgram, _ body: () throws -> QueryResult
) throws -> QueryResult {
  do {
    return try body()
  } catch let error as QueryError {
    throw error.inQuery(program.source)
  }
}
