internal import CostModel

/// A ledger as it was at an instant: with the tenants that were known then, and without usage that
/// was posted later.
///
/// Sums do not tell when their usage was posted: hours to which any was added later are added up
/// anew, from their entries. What the ingest counted and found beside usage is today's.
struct KnownSource: UsageSource {
  private let reader: LedgerReader
  private let instant: Int64

  init(_ reader: LedgerReader, at instant: Int64) {
    self.reader = reader
    self.instant = instant
  }

  func text(_ id: NameID) -> String? { reader.text(id) }
  func names(_ kind: NameKind) throws -> [(id: NameID, text: String)] { try reader.names(kind) }
  func heldHours() throws -> Range<Int32>? { try reader.heldHours() }

  func scanRollups(
    hours: Range<Int32>, grain: RollupGrain, _ body: (RollupRow) throws -> Void
  ) throws {
    guard try reader.hasPostings(after: instant, hours: hours) else {
      return try reader.scanRollups(hours: hours, grain: grain, body)
    }
    var row = RollupRow()
    try forEachEntry(hours: hours) { entry in
      row.hour = grain == .day ? Hour(number: entry.hour).day &* 24 : entry.hour
      row.dimensions = entry.dimensions
      row.counts = UsageCounts(entry)
      row.quantities = Quantities()
      guard row.quantities.add(entry.quantities, sign: entry.sign) else {
        throw ReportError.tooLarge("the tokens of a call")
      }
      try body(row)
    }
  }

  func scanMonth(from hour: Int32, _ body: (RollupRow) throws -> Void) throws -> Bool {
    let days = CivilDate(dayNumber: Int(Hour(number: hour).day)).adding(months: 1)
    let hours = hour..<Int32(days.dayNumber) &* 24
    if try reader.hasPostings(after: instant, hours: hours) { return false }
    return try reader.scanMonth(from: hour, body)
  }

  func forEachEntry(hours: Range<Int32>, _ body: (Entry) throws -> Void) throws {
    try reader.scanEntries(hours: hours) { block in
      let posted = block.values(.posted)
      for row in 0..<block.count where posted[row] <= instant { try body(block.entry(row)) }
    }
  }

  func counters(hours: Range<Int32>) throws -> [IngestCounterTotal] {
    try reader.counters(hours: hours)
  }

  func findings(hours: Range<Int32>) throws -> [FindingTotal] {
    try reader.findings(hours: hours)
  }

  func adoptedPriceBook() throws -> PriceBook? { try reader.adoptedPriceBook() }

  func registeredTenants() throws -> TenantRegistry {
    try reader.tenantRegistry(knownAt: instant)
  }
}
