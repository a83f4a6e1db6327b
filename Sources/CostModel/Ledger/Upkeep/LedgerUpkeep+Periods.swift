extension LedgerUpkeep {
  /// Removes the entries of hours before midnight UTC of `day`; their sums stay.
  ///
  /// Usage from before that time can no longer be told apart from what was counted, so it is
  /// refused from now on.
  ///
  /// - Returns: How many entries were removed.
  @discardableResult
  public func removeEntries(beforeDay day: Int32) throws -> Int64 {
    let (hour, overflow) = day.multipliedReportingOverflow(by: 24)
    precondition(!overflow, "a day within the range of hours")
    let former = try LedgerRetention.horizon(connection)
    // The horizon comes first: from then on nobody relies on the entries that go.
    try transaction {
      let horizon = max(hour, former ?? .min)
      try connection.execute(
        """
        INSERT INTO meta (key, value) VALUES ('\(LedgerRetention.key)', \(horizon))
        ON CONFLICT DO UPDATE SET value = excluded.value
        """)
    }
    try summariseDays { try $0.lacking(before: Int64(day)) }
    var removed: Int64 = 0
    let oldest = "SELECT min(hour) FROM entry_block"
    while let first = try connection.integer(oldest), first < Int64(hour) {
      // A day at a time: no transaction grows with the ledger.
      let end = min(Int64(hour), first + 24)
      try transaction {
        let range = "hour >= \(first) AND hour < \(end)"
        removed +=
          try connection.integer("SELECT sum(count) FROM entry_block WHERE \(range)") ?? 0
        try connection.execute(
          """
          DELETE FROM entry_block_data WHERE id IN (SELECT id FROM entry_block WHERE \(range));
          DELETE FROM entry_block WHERE \(range)
          """)
      }
    }
    try transaction {
      try note("retain", "entries before \(CivilDate(dayNumber: Int(day))) removed: \(removed)")
    }
    return removed
  }

  /// The book by which open days are rated. A later program brings another one: so the built-in
  /// one is kept when days are closed under it.
  private func bookInForce(_ documents: DocumentStore) throws -> String {
    if let adopted = try documents.priceBook() { return adopted.sha256 }
    let book = PriceBook.builtIn
    try documents.keep(
      StoredPriceBook(
        text: PriceBook.builtInText, sha256: book.sha256, name: book.name, asOf: book.asOf,
        adoptedAtNanoseconds: 0))
    return book.sha256
  }

  /// Closes the books of some days: prices and registry are kept as they stand, and what is posted
  /// to these days later is kept apart as corrections.
  ///
  /// - Parameter days: Days of UTC, counted from 1970.
  /// - Returns: How often each of the days had been closed before, at most.
  @discardableResult
  public func closeBooks(days: Range<Int32>) throws -> UInt32 {
    precondition(!days.isEmpty, "some days to close")
    return try transaction {
      let former = try ClosedPeriod.all(connection)
      let documents = DocumentStore(connection: connection)
      let insert = try connection.prepare(
        """
        INSERT INTO closed_period (first_day, end_day, closed_at, price_book, registry)
        VALUES (?, ?, ?, ?, ?)
        """)
      try insert.bind(1, days.lowerBound)
      try insert.bind(2, days.upperBound)
      try insert.bind(3, nowAfterPostings())
      try insert.bind(4, text: bookInForce(documents))
      try insert.bind(5, blob: documents.document(kind: RegistryDocument.current) ?? [])
      try insert.run()
      let last = CivilDate(dayNumber: Int(days.upperBound) - 1)
      try note("close", "\(CivilDate(dayNumber: Int(days.lowerBound))) to \(last)")
      return days.map { former.number(ofDay: $0, posted: .max) }.max() ?? 0
    }
  }
}
