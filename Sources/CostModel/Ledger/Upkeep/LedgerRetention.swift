/// Entries of old hours can be removed while their sums stay.
enum LedgerRetention {
  static let key = "entries horizon"

  /// The hour before which entries were removed; nil if all are kept.
  static func horizon(_ connection: SQLiteConnection) throws -> Int32? {
    let found = try connection.integer("SELECT value FROM meta WHERE key = '\(key)'")
    guard let found else { return nil }
    guard let hour = Int32(exactly: found) else {
      throw LedgerError.damaged("\(connection.path): the horizon of entries is out of range")
    }
    return hour
  }

  /// Refuses to read entries of hours that hold usage whose entries were removed.
  static func check(
    _ hours: Range<Int32>, horizon: Int32?, _ connection: SQLiteConnection
  ) throws {
    guard let horizon, hours.lowerBound < horizon else { return }
    let statement = try connection.prepare(
      "SELECT count(*) FROM (SELECT 1 FROM rollup_hour WHERE hour >= ? AND hour < ? LIMIT 1)")
    try statement.bind(1, hours.lowerBound)
    try statement.bind(2, min(hours.upperBound, horizon))
    guard try statement.step(), statement.integer(0) > 0 else { return }
    let date = Instant.dateOrTime(Hour(number: horizon).startNanoseconds)
    throw LedgerError(
      .entriesRemoved(horizon: horizon),
      "this needs single entries from before \(date), which retention has removed; "
        + "hourly and daily sums are still there",
      hint: "ask for usage from \(date) on, or for what the sums tell (whole hours of UTC)")
  }
}
