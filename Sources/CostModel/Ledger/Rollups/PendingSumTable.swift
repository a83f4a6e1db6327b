/// The rows of `rollup_pending`: for each commit the hourly sums of its entries as one blob, which
/// is written in a small part of the time that their rows in the tables of rollups take.
///
///     checksum (8) · version (1) · number of sums (varint)
///     for each: hour (zigzag) · dimensions and sums, as in a summary
final class PendingSumTable {
  private let insert: SQLiteStatement
  private let selectTotals: SQLiteStatement
  private let deleteRows: SQLiteStatement
  private let connection: SQLiteConnection

  /// Sums and rows that wait at most: what a reader adds up in some milliseconds.
  static let sumsMax: Int64 = 32_768
  static let rowsMax: Int64 = 256

  private static let frame = SummaryFrame(version: 1, seed: 0x70_656E_6469_6E67)

  struct Totals {
    var rows: Int64 = 0
    var sums: Int64 = 0
    /// That of all sums added up: no sum of theirs is farther from 0.
    var magnitude: Int64 = 0

    var isFull: Bool { rows >= rowsMax || sums >= sumsMax }
  }

  init(_ connection: SQLiteConnection) throws {
    self.connection = connection
    insert = try connection.prepare(
      "INSERT INTO rollup_pending (sums, magnitude, data) VALUES (?, ?, ?)")
    selectTotals = try connection.prepare(
      "SELECT count(*), coalesce(sum(sums), 0), coalesce(sum(magnitude), 0) FROM rollup_pending")
    deleteRows = try connection.prepare("DELETE FROM rollup_pending")
  }

  func totals() throws -> Totals {
    defer { selectTotals.reset() }
    guard try selectTotals.step() else { return Totals() }
    return Totals(
      rows: selectTotals.integer(0), sums: selectTotals.integer(1),
      magnitude: selectTotals.integer(2))
  }

  /// Appends a row with the sums of some keys, given by their numbers.
  func append(_ sums: RollupAggregator, _ numbers: ArraySlice<Int>, magnitude: Int64) throws {
    let bytes = Self.frame.bytes(rows: numbers.count) { writer in
      for number in numbers {
        writer.append(zigzag: Int64(sums.keys[number].bucket))
        writer.append(sums.keys[number], sums.counts[number], sums.quantities[number])
      }
    }
    try insert.bind(1, Int64(numbers.count))
    try insert.bind(2, magnitude)
    try insert.run(blob: bytes, at: 3)
  }

  func deleteAll() throws { try deleteRows.run() }

  /// What all rows come to.
  func sums() throws -> RollupAggregator { try Self.sums(connection) }

  /// What all rows come to that `connection` sees.
  ///
  /// - Throws: `LedgerError` for a damaged row.
  static func sums(_ connection: SQLiteConnection) throws -> RollupAggregator {
    var sums = RollupAggregator(table: "rollup_hour")
    let rows = try connection.prepare("SELECT id, data FROM rollup_pending ORDER BY id")
    while try rows.step() {
      let bytes = rows.bytes(1)
      let read = frame.rows(bytes) { reader -> RollupRow? in
        guard let hour = reader.zigzag(bytes).flatMap(Int32.init(exactly:)) else { return nil }
        return reader.rollupRow(bytes, hour: hour)
      }
      guard let read else {
        throw LedgerError.damaged(
          "\(connection.path): row \(rows.integer(0)) of the sums that wait is damaged")
      }
      for row in read {
        try sums.add(
          RollupKey(bucket: row.hour, dimensions: row.dimensions), row.counts, row.quantities,
          sign: 1)
      }
    }
    return sums
  }

  /// Whether there are rows that `connection` sees.
  static func holdsRows(_ connection: SQLiteConnection) throws -> Bool {
    try connection.integer("SELECT 1 FROM rollup_pending LIMIT 1") != nil
  }
}
