public import CostModel

/// What a query is read against: what its names may stand for, and what time it is.
public struct QueryEnvironment: Sendable {
  /// What the rows are.
  public enum Rows: Sendable {
    /// Entries of the ledger: names are fields that `meter query --fields` lists.
    case entries
    /// Lines of log groups: any name may be a field that is discovered in a line's JSON.
    case lines
  }

  public var rows: Rows
  /// What `now()` stands for.
  public var nowNanoseconds: Int64
  /// The period asked for: `queryStartTime()` and its kin.
  public var period: Period?
  /// What `lookup` finds, by name.
  public var tables: [String: LookupTable]

  /// An environment; without tables, `lookup` finds nothing.
  public init(
    rows: Rows = .entries, nowNanoseconds: Int64 = 0, period: Period? = nil,
    tables: [String: LookupTable] = [:]
  ) {
    self.rows = rows
    self.nowNanoseconds = nowNanoseconds
    self.period = period
    self.tables = tables
  }
}
