/// Adds the usage of a commit to the hourly and daily rollups.
final class RollupStore {
  private let hours: RollupTable
  private let days: RollupTable
  private let months: MonthSummaryStore
  private let dropDay: SQLiteStatement
  private let closes: [ClosedPeriod]

  init(_ connection: SQLiteConnection) throws {
    hours = RollupTable(connection, table: "rollup_hour", bucket: "hour")
    days = RollupTable(connection, table: "rollup_day", bucket: "day")
    months = try MonthSummaryStore(connection)
    dropDay = try connection.prepare("DELETE FROM day_summary WHERE day = ?")
    closes = try ClosedPeriod.all(connection)
  }

  /// - Throws: `LedgerError` with reason `overflow`, naming the figure.
  func add(_ entries: [Entry]) throws {
    var hourSums = RollupAggregator(table: "rollup_hour")
    for entry in entries {
      try hourSums.add(
        RollupKey(bucket: entry.hour, dimensions: entry.dimensions), UsageCounts(entry),
        entry.quantities, sign: entry.sign)
    }
    var daySums = RollupAggregator(table: "rollup_day")
    for number in hourSums.keys.indices {
      var key = hourSums.keys[number]
      key.bucket = Hour(number: key.bucket).day
      try daySums.add(key, hourSums.counts[number], hourSums.quantities[number], sign: 1)
    }
    try hours.add(hourSums) { closeNumber(ofDay: Hour(number: $0).day) }
    try days.add(daySums, closeNumber)
    let changedDays = Set(daySums.keys.map(\.bucket))
    try months.invalidate(days: changedDays)
    for day in changedDays.sorted() {
      try dropDay.bind(1, day)
      try dropDay.run()
    }
  }
}

extension RollupStore {
  /// How often a day was closed: what is added to it now is a correction after that close.
  private func closeNumber(ofDay day: Int32) -> UInt32 {
    closes.isEmpty ? 0 : closes.number(ofDay: day, posted: .max)
  }

  /// Summarises a month that has no summary yet. Returns whether there was one.
  func summariseMonth() throws -> Bool { try months.summariseOne() }
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

  func add(_ sums: RollupAggregator, _ closeNumber: (Int32) -> UInt32) throws {
    for number in sums.order() {
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
