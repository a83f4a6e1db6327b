extension LedgerVerifier {
  /// Checks every month's summary against a recount from the days.
  func checkMonths() throws {
    for kind in try reader.documentKinds(prefix: MonthSummary.documentPrefix) {
      guard let date = CivilDate(parsing: kind.dropFirst(6) + "-01"),
        let first = Int32(exactly: date.dayNumber)
      else {
        result.add(.monthSum, "the summary of \(kind) is of no month")
        continue
      }
      try checkMonth(first..<MonthSummary.nextMonth(after: first), kind)
    }
  }

  private func checkMonth(_ days: Range<Int32>, _ kind: String) throws {
    let hour = days.lowerBound * 24
    guard let bytes = try reader.document(kind: kind),
      let rows = MonthSummary.rows(bytes, firstDay: days.lowerBound)
    else {
      result.add(.monthSum, hour: hour, "the month's summary does not match its checksum")
      return
    }
    // A summary has one row where days have one a day, and none for each close.
    var (stored, counted) = (UsageSums(), UsageSums())
    for row in rows { stored.add(row) }
    try reader.scanRollups(hours: hour..<days.upperBound * 24, grain: .day) { row in
      var row = row
      (row.hour, row.closeNumber) = (hour, 0)
      counted.add(row)
    }
    if let difference = stored.difference(from: counted) {
      result.add(
        .monthSum, hour: hour, "the month's sums differ from its days: \(difference)")
    }
  }

  /// Checks that every day's summary is what was written.
  func checkDaySummaries() throws {
    let summaries = try reader.connection.prepare("SELECT day, bytes FROM day_summary ORDER BY day")
    while try summaries.step() {
      let day = try summaries.integer32(0)
      if DaySummary.rows(summaries.bytes(1), day: day) != nil { continue }
      let hour = Int32(exactly: Int64(day) * 24)
      result.add(.daySum, hour: hour, "the day's summary does not match its checksum")
    }
  }

  /// Checks that price books match their digests, and that the registry can be read.
  func checkDocuments() throws {
    let books = try reader.connection.prepare("SELECT sha256, text FROM price_book")
    while try books.step() {
      if sha256Hex(books.bytes(1)) == books.text(0) { continue }
      result.add(.document, "price book \(books.text(0).prefix(12)) is not what was adopted")
    }
    let registries = try reader.connection.prepare(
      """
      SELECT bytes FROM document WHERE kind = 'tenants' OR kind LIKE 'tenants until %'
      UNION ALL SELECT registry FROM closed_period
      """)
    while try registries.step() {
      let bytes = registries.bytes(0)
      if bytes.isEmpty { continue }
      if (try? TenantRegistry(importing: bytes, fileName: "registry")) == nil {
        result.add(.document, "a registry of tenants cannot be read")
      }
    }
  }
}
