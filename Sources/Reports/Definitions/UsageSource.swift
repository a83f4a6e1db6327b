internal import CostModel

/// Where a report reads usage from: a ledger, or in tests memory.
///
/// All answers come from one consistent state.
protocol UsageSource {
  /// The text of a name; nil for `none`.
  func text(_ id: NameID) -> String?
  /// All names of a kind.
  func names(_ kind: NameKind) throws -> [(id: NameID, text: String)]
  /// The hours from the first to the last that hold usage; nil if there is none.
  func heldHours() throws -> Range<Int32>?
  /// Usage summed by hour or UTC day; for days the hours begin and end at midnight.
  func scanRollups(
    hours: Range<Int32>, grain: RollupGrain, _ body: (RollupRow) throws -> Void
  ) throws
  /// The same of one tenant.
  func scanRollups(
    hours: Range<Int32>, grain: RollupGrain, tenant: NameID,
    _ body: (RollupRow) throws -> Void
  ) throws
  /// Usage of the UTC month that begins at an hour, summed, as rows of that hour; false if there is
  /// no such sum, and the days must be read.
  func scanMonth(from hour: Int32, _ body: (RollupRow) throws -> Void) throws -> Bool
  /// The UTC days among some hours, by their first hours, of which a report of durations reads
  /// summaries instead of entries: those of which no entries are left, or all of a long period.
  func summarisedDays(hours: [Range<Int32>]) throws -> [Int32]
  /// Usage and durations of the UTC day that begins at an hour; false if it has no summary.
  func scanDay(from hour: Int32, _ body: (DaySummaryRow) throws -> Void) throws -> Bool
  /// Hands over every entry of some hours.
  func forEachEntry(hours: Range<Int32>, _ body: (Entry) throws -> Void) throws
  /// Hands over the reversals among them.
  func forEachReversal(hours: Range<Int32>, _ body: (Entry) throws -> Void) throws
  /// What the ingest counted in these hours, and what it counted without knowing the hour.
  func counters(hours: Range<Int32>) throws -> [IngestCounterTotal]
  /// What was found in these hours, summed.
  func findings(hours: Range<Int32>) throws -> [FindingTotal]
  /// The book that was adopted last; nil if none was.
  func adoptedPriceBook() throws -> PriceBook?
  func registeredTenants() throws -> TenantRegistry
}

extension UsageSource {
  func scanRollups(
    hours: Range<Int32>, grain: RollupGrain, tenant: NameID,
    _ body: (RollupRow) throws -> Void
  ) throws {
    try scanRollups(hours: hours, grain: grain) { row in
      if row.dimensions.tenant == tenant { try body(row) }
    }
  }

  func forEachReversal(hours: Range<Int32>, _ body: (Entry) throws -> Void) throws {
    try forEachEntry(hours: hours) { entry in if entry.isReversal { try body(entry) } }
  }
}

extension UsageSource {
  func scanMonth(from hour: Int32, _ body: (RollupRow) throws -> Void) throws -> Bool { false }

  func summarisedDays(hours: [Range<Int32>]) throws -> [Int32] { [] }

  func scanDay(from hour: Int32, _ body: (DaySummaryRow) throws -> Void) throws -> Bool { false }
}

extension UsageSource {
  /// The instants inside a range at which a price changes of any model that was ever used, or of
  /// some others.
  func priceChanges(
    of book: PriceBook, in range: Range<Int64>, models: [String] = []
  ) throws -> [Int64] {
    book.boundaries(in: range, models: try names(.model).map(\.text) + models)
  }
}

extension LedgerReader: UsageSource {
  /// Calls that are read one by one: a second's reading.
  private static let singleCallsMax: Int64 = 2_000_000

  func summarisedDays(hours: [Range<Int32>]) throws -> [Int32] {
    let entries = try hours.reduce(0) { try $0 + entryCount(hours: $1) }
    let horizon = entries > Self.singleCallsMax ? .max : entriesHorizon ?? .min
    return try hours.flatMap { hours in
      try stride(from: hours.lowerBound, to: min(hours.upperBound, horizon), by: 24).filter {
        try hasDaySummary(Hour(number: $0).day)
      }
    }
  }

  func scanDay(from hour: Int32, _ body: (DaySummaryRow) throws -> Void) throws -> Bool {
    try scanDaySummary(Hour(number: hour).day, body)
  }

  func forEachReversal(hours: Range<Int32>, _ body: (Entry) throws -> Void) throws {
    guard try holdsReversals(hours: hours) else { return }
    let reversal = Int64(EntryFlags.reversal.rawValue)
    try scanEntries(hours: hours) { block in
      if block.reversalCount == 0 { return }
      for (row, flags) in block.values(.flags).enumerated() where flags & reversal != 0 {
        try body(block.entry(row))
      }
    }
  }

  func forEachEntry(hours: Range<Int32>, _ body: (Entry) throws -> Void) throws {
    try scanEntries(hours: hours) { block in
      for row in 0..<block.count { try body(block.entry(row)) }
    }
  }

  func adoptedPriceBook() throws -> PriceBook? {
    // Also a book that carries those of closed days counts as adopted.
    if try priceBook() == nil, try closedPeriods().isEmpty { return nil }
    return try ratingBook()
  }

  func registeredTenants() throws -> TenantRegistry { try tenantRegistry() }
}
