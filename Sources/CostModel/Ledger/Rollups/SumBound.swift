/// How far from 0 the sums in the tables of rollups are at most, as a row of `meta`: sums that are
/// far from the limits of a number can wait without a look at the row that they will be added to.
final class SumBound {
  private let select: SQLiteStatement
  private let store: SQLiteStatement

  private static let key = "sum bound"
  /// What sums, and those that wait for them, may come to.
  private static let limit: Int64 = 1 << 62

  init(_ connection: SQLiteConnection) throws {
    select = try connection.prepare("SELECT value FROM meta WHERE key = '\(Self.key)'")
    store = try connection.prepare(
      "INSERT OR REPLACE INTO meta (key, value) VALUES ('\(Self.key)', ?)")
  }

  /// Whether all sums surely fit when numbers of these magnitudes are added to them.
  func holds(adding waiting: Int64, _ more: Int64) throws -> Bool {
    Self.sum(Self.sum(try value(), waiting), more) < Self.limit
  }

  /// To be called before numbers of this magnitude are added to the tables.
  func raise(by magnitude: Int64) throws {
    try store.bind(1, Self.sum(try value(), magnitude))
    try store.run()
  }

  private func value() throws -> Int64 {
    defer { select.reset() }
    return try select.step() ? select.integer(0) : .max
  }

  private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
    let (sum, isOverflow) = left.addingReportingOverflow(right)
    return isOverflow ? .max : sum
  }

  /// Finds the bound that the sums of a file have, by looking at all of them.
  static func measure(_ connection: SQLiteConnection) throws {
    var bound: Int64 = 0
    let columns = LedgerSchema.countColumns + LedgerSchema.quantityColumns.map(\.name)
    for table in ["rollup_hour", "rollup_day"] {
      // The least number has no counterpart above 0, but one less than it has.
      let extremes = columns.map { "max(coalesce(max(\($0)), 0), -1 - coalesce(min(\($0)), 0))" }
      let largest = try connection.integer(
        "SELECT max(\(extremes.joined(separator: ", "))) FROM \(table)")
      bound = max(bound, sum(largest ?? .max, 1))
    }
    try SumBound(connection).store(bound)
  }

  private func store(_ bound: Int64) throws {
    try store.bind(1, bound)
    try store.run()
  }
}
