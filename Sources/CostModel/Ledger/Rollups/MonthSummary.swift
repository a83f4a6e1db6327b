/// The usage of a whole UTC month in one piece: what a year's reading adds up, instead of all days.
///
/// A summary is derived from the days' rollups and dropped as soon as one of them changes; whoever
/// finds none reads the days.
enum MonthSummary {
  /// The month of a day, by its first day; both counted from 1970 UTC.
  static func firstDay(ofMonthWith day: Int32) -> Int32 {
    Int32(CivilDate(dayNumber: Int(day)).startOfMonth.dayNumber)
  }

  /// The first day of the month after.
  static func nextMonth(after firstDay: Int32) -> Int32 {
    Int32(CivilDate(dayNumber: Int(firstDay)).startOfMonth.adding(months: 1).dayNumber)
  }

  /// Under which kind the document of a month is kept: `month 2026-03`.
  static func documentKind(firstDay: Int32) -> String {
    "month \(CivilDate(dayNumber: Int(firstDay)).description.prefix(7))"
  }

  private static let version: UInt8 = 1
  private static let seed: UInt64 = 0x6D6F_6E74_68

  /// The rows as bytes, with their checksum before them.
  static func bytes(_ sums: RollupAggregator) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(version)
    writer.append(varint: UInt64(sums.keys.count))
    for number in sums.order() {
      writer.append(sums.keys[number], sums.counts[number], sums.quantities[number])
    }
    var whole = ByteWriter()
    whole.append(word: Hash64.hash(writer.bytes, seed: seed))
    whole.append(bytes: writer.bytes)
    return whole.bytes
  }

  /// The rows, each of the month's first hour; nil where the bytes are not what was written.
  static func rows(_ bytes: [UInt8], firstDay: Int32) -> [RollupRow]? {
    guard bytes.count > 8, littleEndianWord(bytes, at: 0) == Hash64.hash(bytes, from: 8, seed: seed)
    else { return nil }
    var reader = ByteReader()
    _ = reader.word(bytes)
    guard reader.byte(bytes) == version, let count = reader.varint(bytes) else { return nil }
    var rows: [RollupRow] = []
    // A row is at least 15 bytes long.
    rows.reserveCapacity(Int(min(count, UInt64(bytes.count / 15))))
    for _ in 0..<count {
      guard let row = reader.rollupRow(bytes, hour: firstDay &* 24) else { return nil }
      rows.append(row)
    }
    return rows
  }
}
