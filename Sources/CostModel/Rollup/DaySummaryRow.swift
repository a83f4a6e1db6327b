/// Usage of one day and one set of dimensions, and how long its calls took.
public struct DaySummaryRow: Sendable {
  /// What the day's rollup says; of all closes together.
  public var usage = RollupRow()
  /// Calls that failed because the provider's rate limit was hit.
  public var throttles: Int64 = 0
  public var latency = DurationHistogram()
  /// Times to the first token, of the calls that reported one.
  public var timeToFirstToken = DurationHistogram()

  public init() {}
}
