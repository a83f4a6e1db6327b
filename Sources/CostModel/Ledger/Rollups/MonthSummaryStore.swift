/// Makes summaries of months, and drops those that a change has made wrong.
final class MonthSummaryStore {
  private let connection: SQLiteConnection
  private let delete: SQLiteStatement

  init(_ connection: SQLiteConnection) throws {
    self.connection = connection
    delete = try connection.prepare("DELETE FROM document WHERE kind = ?")
  }

  /// Drops the summaries of the months of some days.
  func invalidate(days: Set<Int32>) throws {
    for month in Set(days.map(MonthSummary.firstDay(ofMonthWith:))).sorted() {
      try delete.bind(1, text: MonthSummary.documentKind(firstDay: month))
      try delete.run()
    }
  }

  /// Summarises the oldest month that has no summary and can have one. Returns whether there was
  /// one.
  func summariseOne() throws -> Bool {
    guard let first = try connection.integer("SELECT min(day) FROM rollup_day"),
      let last = try connection.integer("SELECT max(day) FROM rollup_day"),
      var month = Int32(exactly: first).map(MonthSummary.firstDay(ofMonthWith:)),
      let lastDay = Int32(exactly: last)
    else { return false }
    while MonthSummary.nextMonth(after: month) &+ SummaryFrame.graceDays <= lastDay {
      let next = MonthSummary.nextMonth(after: month)
      let kind = MonthSummary.documentKind(firstDay: month)
      if try !hasDocument(kind), try summarise(month..<next, kind: kind) { return true }
      month = next
    }
    return false
  }

  private func hasDocument(_ kind: String) throws -> Bool {
    let statement = try connection.prepare("SELECT 1 FROM document WHERE kind = ?")
    try statement.bind(1, text: kind)
    return try statement.step()
  }

  /// Returns false for a month without usage, which needs no summary.
  private func summarise(_ days: Range<Int32>, kind: String) throws -> Bool {
    var sums = RollupAggregator(table: "a month")
    try LedgerReader.scanRollups(
      connection, hours: days.lowerBound * 24..<days.upperBound * 24, grain: .day, tenant: nil
    ) { row in
      try sums.add(
        RollupKey(bucket: days.lowerBound, dimensions: row.dimensions), row.counts,
        row.quantities, sign: 1)
    }
    if sums.keys.isEmpty { return false }
    try DocumentStore(connection: connection).store(kind: kind, MonthSummary.bytes(sums))
    return true
  }
}

extension LedgerReader {
  /// Hands over the summary of the UTC month that begins at an hour, as rows of that hour. Returns
  /// false, and hands over nothing, if there is none: then the days are to be read.
  public func scanMonth(from hour: Int32, _ body: (RollupRow) throws -> Void) throws -> Bool {
    let day = Hour(number: hour).day
    guard let bytes = try document(kind: MonthSummary.documentKind(firstDay: day)),
      let rows = MonthSummary.rows(bytes, firstDay: day)
    else { return false }
    for row in rows { try body(row) }
    return true
  }
}

extension LedgerWriter {
  /// Makes the summaries that months still lack, so that reading years is quick.
  public func summariseMonths() throws { while try summariseMonth() {} }
}
