/// Adds the usage of a commit to the hourly and daily rollups.
final class RollupStore {
  private let upsertHour: SQLiteStatement
  private let upsertDay: SQLiteStatement

  init(_ connection: SQLiteConnection) throws {
    upsertHour = try connection.prepare(Self.upsert("rollup_hour", bucket: "hour"))
    upsertDay = try connection.prepare(Self.upsert("rollup_day", bucket: "day"))
  }

  /// - Throws: `LedgerError` with reason `overflow`, naming the figure.
  func add(_ entries: [Entry]) throws {
    var hours = RollupAggregator(table: "rollup_hour")
    for entry in entries {
      try hours.add(
        RollupKey(bucket: entry.hour, dimensions: entry.dimensions), UsageCounts(entry),
        entry.quantities, sign: entry.sign)
    }
    var days = RollupAggregator(table: "rollup_day")
    for number in hours.keys.indices {
      var key = hours.keys[number]
      key.bucket = Hour(number: key.bucket).day
      try days.add(key, hours.counts[number], hours.quantities[number], sign: 1)
    }
    try write(hours, upsertHour)
    try write(days, upsertDay)
  }

  private func write(_ sums: RollupAggregator, _ statement: borrowing SQLiteStatement) throws {
    for number in sums.order() {
      let key = sums.keys[number].columns
      for index in 0..<12 { try statement.bind(Int32(index + 1), key[index]) }
      let counts = sums.counts[number]
      try statement.bind(13, 0 as Int64)
      try statement.bind(14, counts.requests)
      try statement.bind(15, counts.meteredRequests)
      try statement.bind(16, counts.errors)
      var index: Int32 = 17
      for column in LedgerSchema.quantityColumns {
        try statement.bind(index, sums.quantities[number][slot: column.slot])
        index += 1
      }
      try statement.run()
    }
  }

  private static func upsert(_ table: String, bucket: String) -> String {
    let keys = [bucket] + LedgerSchema.dimensionColumns + ["close_number"]
    let sums = LedgerSchema.countColumns + LedgerSchema.quantityColumns.map(\.name)
    let places = Array(repeating: "?", count: keys.count + sums.count).joined(separator: ", ")
    let updates = sums.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
    return """
      INSERT INTO \(table) (\((keys + sums).joined(separator: ", "))) VALUES (\(places))
      ON CONFLICT DO UPDATE SET \(updates)
      """
  }
}
