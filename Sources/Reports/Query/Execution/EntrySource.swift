public import CostModel

/// Where a query's entries come from: the ledger, or a test's memory.
///
/// One thread scans; what it is handed may be read by others.
public protocol EntrySource: Sendable {
  /// Hands over all entries of some hours, block by block, hours ascending. Blocks that hold none
  /// of `tenants` may be left out; nil for all.
  func scan(
    hours: Range<Int32>, tenants: Set<NameID>?, _ body: (any EntryRows) throws -> Void) throws
  /// Throws what went wrong while columns of blocks were read: their values were made up then.
  func checkRead() throws
  /// The text of a name; nil for `none`. Several threads may ask.
  func text(_ id: NameID) -> String?
  /// All ids of a text; nil where the source does not know.
  func ids(_ kind: NameKind, _ text: String) throws -> [NameID]?
  /// Hands over usage summed by hour or day; false where the source keeps no sums.
  func sums(
    hours: Range<Int32>, grain: RollupGrain, _ body: (RollupRow) throws -> Void
  ) throws -> Bool
  /// The same for the UTC month that begins at an hour; false where the month is not added up.
  func monthSums(from hour: Int32, _ body: (RollupRow) throws -> Void) throws -> Bool
}

extension EntrySource {
  public func checkRead() throws {}

  public func ids(_ kind: NameKind, _ text: String) throws -> [NameID]? { nil }

  public func sums(
    hours: Range<Int32>, grain: RollupGrain, _ body: (RollupRow) throws -> Void
  ) throws -> Bool { false }

  public func monthSums(from hour: Int32, _ body: (RollupRow) throws -> Void) throws -> Bool {
    false
  }
}

/// A block of entries of one hour, by columns. One thread at a time reads it.
public protocol EntryRows: Sendable {
  /// Entries, reversals included.
  var count: Int { get }
  /// How many of them are reversals.
  var reversalCount: Int { get }
  /// The hour of all of them, counted from 1970 UTC.
  var hour: Int32 { get }
  /// All values of a column.
  func values(_ column: EntryColumn) -> [Int64]
  /// All values of one place of `Quantities`.
  func values(slot: Int) -> [Int64]
  /// The values of a column in some rows.
  func values(_ column: EntryColumn, rows: Range<Int>) -> [Int64]
  /// The values of a place of `Quantities` in some rows.
  func values(slot: Int, rows: Range<Int>) -> [Int64]
  /// Hands over the stretches of rows that have one value in a column, in their order.
  func forEachRun(_ column: EntryColumn, _ body: (_ value: Int64, _ rows: Range<Int>) -> Void)
  /// The stretches of rows that have one of some values in a column, ascending.
  func stretches(of wanted: Set<Int64>, in column: EntryColumn) -> [Range<Int>]
  /// One value of a column.
  func value(_ column: EntryColumn, _ row: Int) -> Int64
  /// One value of a place of `Quantities`.
  func value(slot: Int, _ row: Int) -> Int64
  /// Smallest and largest value of a column.
  func range(_ column: EntryColumn) -> ClosedRange<Int64>
  /// Smallest and largest value of a place of `Quantities`.
  func range(slot: Int) -> ClosedRange<Int64>
  /// One entry.
  func entry(_ row: Int) -> Entry
  /// One entry without times, ids, session and user.
  func usageEntry(_ row: Int) -> Entry
  /// Where each row stands for several calls: how many. Nil where rows are entries.
  var callCounts: [UsageCounts]? { get }
}

extension EntryRows {
  public var callCounts: [UsageCounts]? { nil }
  public var reversalCount: Int {
    values(.flags).count { $0 & Int64(EntryFlags.reversal.rawValue) != 0 }
  }
  public func usageEntry(_ row: Int) -> Entry { entry(row) }
  public func values(_ column: EntryColumn, rows: Range<Int>) -> [Int64] {
    Array(values(column)[rows])
  }
  public func values(slot: Int, rows: Range<Int>) -> [Int64] { Array(values(slot: slot)[rows]) }

  public func forEachRun(
    _ column: EntryColumn, _ body: (_ value: Int64, _ rows: Range<Int>) -> Void
  ) {
    let values = values(column)
    var first = 0
    for row in values.indices.dropFirst() where values[row] != values[first] {
      body(values[first], first..<row)
      first = row
    }
    if first < values.count { body(values[first], first..<values.count) }
  }

  public func stretches(of wanted: Set<Int64>, in column: EntryColumn) -> [Range<Int>] {
    var found: [Range<Int>] = []
    forEachRun(column) { value, rows in if wanted.contains(value) { found.append(rows) } }
    return found
  }

  public func value(_ column: EntryColumn, _ row: Int) -> Int64 { values(column)[row] }
  public func value(slot: Int, _ row: Int) -> Int64 { values(slot: slot)[row] }

  public func range(_ column: EntryColumn) -> ClosedRange<Int64> { Self.range(values(column)) }
  public func range(slot: Int) -> ClosedRange<Int64> { Self.range(values(slot: slot)) }

  private static func range(_ values: [Int64]) -> ClosedRange<Int64> {
    (values.min() ?? 0)...(values.max() ?? 0)
  }
}
