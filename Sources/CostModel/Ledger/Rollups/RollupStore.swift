/// Adds the usage of a commit to the hourly and daily rollups.
///
/// A commit's sums wait in a table of their own until there are many of them: a key that many
/// commits add to is then looked for once.
final class RollupStore {
  private let hours: RollupTable
  private let days: RollupTable
  private let pending: PendingSumTable
  private let bound: SumBound
  private let months: MonthSummaryStore
  private let dropDay: SQLiteStatement
  private let closes: [ClosedPeriod]

  /// Keys that a commit brings into the tables at least when too many wait.
  private static let settledAtLeast = 4_096

  init(_ connection: SQLiteConnection) throws {
    hours = RollupTable(connection, table: "rollup_hour", bucket: "hour")
    days = RollupTable(connection, table: "rollup_day", bucket: "day")
    pending = try PendingSumTable(connection)
    bound = try SumBound(connection)
    months = try MonthSummaryStore(connection)
    dropDay = try connection.prepare("DELETE FROM day_summary WHERE day = ?")
    closes = try ClosedPeriod.all(connection)
  }

  /// - Throws: `LedgerError` with reason `overflow`, naming the figure.
  func add(_ entries: [Entry]) throws {
    var sums = RollupAggregator(table: "rollup_hour")
    for entry in entries {
      try sums.add(
        RollupKey(bucket: entry.hour, dimensions: entry.dimensions), UsageCounts(entry),
        entry.quantities, sign: entry.sign)
    }
    try dropSummaries(ofDays: Set(sums.keys.map { Hour(number: $0.bucket).day }))
    let all = Array(sums.keys.indices)
    let magnitude = sums.magnitude(of: all)
    // As many go as come, and more, but not so many that a commit takes long.
    if try pending.totals().isFull { try settle(keys: max(2 * all.count, Self.settledAtLeast)) }
    if try bound.holds(adding: pending.totals().magnitude, magnitude) {
      try pending.append(sums, all[...], magnitude: magnitude)
    } else {
      // Only the tables can tell which sum it is that does not fit.
      try settle()
      try addToTables(sums, sums.order()[...])
    }
  }

  /// Brings sums that wait into the tables: all, or those of so many keys, oldest hours first.
  func settle(keys count: Int = .max) throws {
    let sums = try pending.sums()
    if sums.keys.isEmpty { return }
    let order = sums.order()
    try addToTables(sums, order.prefix(count))
    try pending.deleteAll()
    let left = order.dropFirst(count)
    if !left.isEmpty { try pending.append(sums, left, magnitude: sums.magnitude(of: left)) }
  }

  private func addToTables(_ sums: RollupAggregator, _ numbers: ArraySlice<Int>) throws {
    try bound.raise(by: sums.magnitude(of: numbers))
    try hours.add(sums, numbers) { closeNumber(ofDay: Hour(number: $0).day) }
    let days = try sums.byDay(numbers)
    try self.days.add(days, days.order()[...], closeNumber)
  }

  private func dropSummaries(ofDays days: Set<Int32>) throws {
    try months.invalidate(days: days)
    for day in days.sorted() {
      try dropDay.bind(1, day)
      try dropDay.run()
    }
  }

  /// How often a day was closed: what is added to it now is a correction after that close.
  private func closeNumber(ofDay day: Int32) -> UInt32 {
    closes.isEmpty ? 0 : closes.number(ofDay: day, posted: .max)
  }

  /// Summarises a month that has no summary yet. Returns whether there was one.
  func summariseMonth() throws -> Bool {
    try settle()
    return try months.summariseOne()
  }
}

/// One of the two tables. Most rows use few kinds of quantities, so there is a statement for each
/// set of them that occurs: a statement for all takes twice the time.
private final class RollupTable {
  /// Statements that are kept; a ledger has some ten sets, but senders decide.
  private static let statementLimit = 64

  private let connection: SQLiteConnection
  private let table: String
  private let bucket: String
  private let columns = LedgerSchema.quantityColumns
  private var statements: [UInt32: RollupUpsert] = [:]

  init(_ connection: SQLiteConnection, table: String, bucket: String) {
    self.connection = connection
    self.table = table
    self.bucket = bucket
  }

  /// Adds the sums of some keys, given by their numbers in the order of the table's key.
  func add(
    _ sums: RollupAggregator, _ numbers: ArraySlice<Int>, _ closeNumber: (Int32) -> UInt32
  ) throws {
    for number in numbers {
      let upsert = try upsert(for: sums.quantities[number])
      try upsert.run(
        sums.keys[number], closeNumber(sums.keys[number].bucket), sums.counts[number],
        sums.quantities[number])
    }
  }

  private func upsert(for quantities: Quantities) throws -> RollupUpsert {
    var used: UInt32 = 0
    for slot in 0..<Quantities.slotCount where quantities[slot: slot] != 0 { used |= 1 << slot }
    if let known = statements[used] { return known }
    if statements.count >= Self.statementLimit { statements = [:] }
    let usedColumns = columns.filter { used & (1 << $0.slot) != 0 }
    let upsert = RollupUpsert(
      try connection.prepare(sql(usedColumns.map(\.name))), slots: usedColumns.map(\.slot))
    statements[used] = upsert
    return upsert
  }

  private func sql(_ quantityColumns: [String]) -> String {
    let keys = [bucket] + LedgerSchema.dimensionColumns + ["close_number"]
    let sums = LedgerSchema.countColumns + quantityColumns
    let places = Array(repeating: "?", count: keys.count + sums.count).joined(separator: ", ")
    let updates = sums.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
    return """
      INSERT INTO \(table) (\((keys + sums).joined(separator: ", "))) VALUES (\(places))
      ON CONFLICT DO UPDATE SET \(updates)
      """
  }
}

/// The statement that adds to the rows which use certain places of `Quantities`.
private final class RollupUpsert {
  private let statement: SQLiteStatement
  private let slots: [Int]

  init(_ statement: consuming SQLiteStatement, slots: [Int]) {
    self.statement = statement
    self.slots = slots
  }

  func run(
    _ key: RollupKey, _ closeNumber: UInt32, _ counts: UsageCounts, _ quantities: Quantities
  ) throws {
    let key = key.columns
    for index in 0..<12 { try statement.bind(Int32(index + 1), key[index]) }
    try statement.bind(13, Int64(closeNumber))
    try statement.bind(14, counts.requests)
    try statement.bind(15, counts.meteredRequests)
    try statement.bind(16, counts.errors)
    var place: Int32 = 17
    for slot in slots {
      try statement.bind(place, quantities[slot: slot])
      place += 1
    }
    try statement.run()
  }
}
