/// What one query may use, so that no query takes the machine from the others.
public struct QueryLimits: Sendable {
  /// Groups of one `stats`. A million take a few hundred megabytes.
  public var groupsMax = 1_000_000
  /// Values that `pct` and `count_distinct` hold together.
  public var heldValuesMax = 20_000_000
  /// Spans whose reversal is remembered while a scan looks for their entries.
  public var reversalsMax = 2_000_000
  /// Steps of one match of a regular expression: milliseconds, not minutes.
  public var matchStepsMax: UInt32 = 100_000

  /// Rows of an answer whose query has no `limit`; nil for all. The Logs API says 10,000.
  public var defaultRows: Int?
  /// Bytes that rows, groups and values may take together, by estimate.
  public var memoryBytesMax = 2 << 30

  /// Asked again and again; a query that is to end does so with an error. Nil: never.
  public var shouldEnd: (@Sendable () -> Bool)?

  /// Throws if the query is to end.
  func checkEnd() throws(QueryError) {
    if shouldEnd?() ?? false {
      throw QueryError(
        "the query was ended: it takes too long, or nobody waits for it", at: SourceRange(0, 0),
        hint: "filter to fewer rows, or ask for a shorter period")
    }
  }

  public init() {}
}
