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

  /// With which the kinds of all months' documents begin.
  static let documentPrefix = "month "

  /// Under which kind the document of a month is kept: `month 2026-03`.
  static func documentKind(firstDay: Int32) -> String {
    "\(documentPrefix)\(CivilDate(dayNumber: Int(firstDay)).description.prefix(7))"
  }

  private static let frame = SummaryFrame(version: 1, seed: 0x6D6F_6E74_68)

  /// The rows as bytes.
  static func bytes(_ sums: RollupAggregator) -> [UInt8] {
    frame.bytes(rows: sums.keys.count) { writer in
      for number in sums.order() {
        writer.append(sums.keys[number], sums.counts[number], sums.quantities[number])
      }
    }
  }

  /// The rows, each of the month's first hour; nil where the bytes are not what was written.
  static func rows(_ bytes: [UInt8], firstDay: Int32) -> [RollupRow]? {
    frame.rows(bytes) { $0.rollupRow(bytes, hour: firstDay &* 24) }
  }
}
