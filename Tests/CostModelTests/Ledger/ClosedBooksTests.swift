import Testing

@testable import CostModel

/// What a close keeps: the price book and the tiers of the days, whatever comes later.
@Suite struct ClosedBooksTests {
  private static let day = Hour(number: baseHour).day
  private static let noon = Int64(day) * Instant.day + Instant.day / 2

  private static func ledger(_ folder: TemporaryFolder) throws -> LedgerWriter {
    let writer = try LedgerWriter(path: folder.ledger)
    var batch = PostingBatch()
    var entry = Entry()
    entry.startNanoseconds = noon
    entry.dimensions.tenant = try #require(writer.names.intern(.tenant, "clinic"))
    batch.entries = [entry]
    try writer.commit(batch)
    return writer
  }

  /// A later program brings other prices; days that were closed under this one's keep them.
  @Test func keepsTheBuiltInBook() throws {
    let folder = try TemporaryFolder()
    let writer = try Self.ledger(folder)
    _ = try writer.carryOut(.close(days: Self.day..<Self.day + 1)) { _ in nil }
    try writer.close()
    let reader = try LedgerReader(path: folder.ledger)
    let kept = try #require(try reader.closedPeriods().first?.priceBook)
    #expect(kept == PriceBook.builtIn.sha256)
    #expect(try LedgerVerifier(path: folder.ledger).run().faults == [])
    let connection = try SQLiteConnection(path: folder.ledger, access: .readOnly)
    let text = try connection.prepare("SELECT text FROM price_book")
    #expect(try text.step())
    #expect(text.bytes(0) == PriceBook.builtInText)
    #expect(try reader.priceBook() == nil, "kept, not adopted")
  }

  /// A registry that is imported later says nothing of days that were closed.
  @Test(
    arguments: [
      (nil, "gold", nil, "gold"), ("basic", "gold", "basic", "gold"), ("basic", nil, "basic", nil),
      ("basic", "basic", "basic", "basic"),
    ] as [(String?, String?, String?, String?)])
  func keepsTiers(before: String?, later: String?, closed: String?, open: String?) throws {
    let folder = try TemporaryFolder()
    let writer = try Self.ledger(folder)
    var registry = TenantRegistry()
    registry.set("clinic", tier: before)
    try writer.storeTenantRegistry(registry)
    _ = try writer.carryOut(.close(days: Self.day..<Self.day + 1)) { _ in nil }
    var changed = TenantRegistry()
    changed.set("clinic", tier: later)
    changed.set("other", tier: "gold")
    // Twice: what is stored again says the same.
    for _ in 0..<2 { try writer.storeTenantRegistry(changed) }
    let stored = try writer.tenantRegistry()
    func tier(_ days: Int64) -> String? {
      stored["clinic"]?.tier(at: Self.noon + days * Instant.day)
    }
    #expect(tier(0) == closed)
    #expect(tier(1) == open)
    #expect(tier(-1) == open)
    #expect(stored["other"]?.tier(at: Self.noon + Instant.day) == "gold")
    #expect(stored["other"]?.tier(at: Self.noon) == nil, "was not known when the day was closed")
    try writer.close()
  }

  /// An erased tenant's entries took over the registry's tier; so does a reversal that comes later.
  @Test func reversalsAfterAnErasureMeetTheirEntries() throws {
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    let tenant = try #require(writer.names.intern(.tenant, "clinic"))
    let observed = try #require(writer.names.intern(.tier, "basic"))
    var registry = TenantRegistry()
    registry.set("clinic", tier: "gold")
    try writer.storeTenantRegistry(registry)
    var entry = Entry()
    entry.startNanoseconds = Self.noon
    entry.dimensions.tenant = tenant
    entry.dimensions.observedTier = observed
    entry.quantities[.input] = 7
    var batch = PostingBatch()
    batch.entries = [entry]
    try writer.commit(batch)
    _ = try writer.carryOut(.eraseTenant("clinic")) { _ in nil }
    entry.flags.insert(.reversal)
    batch.entries = [entry]
    entry.flags.remove(.reversal)
    entry.quantities[.input] = 9
    batch.entries.append(entry)
    try writer.commit(batch)
    try writer.close()
    #expect(try LedgerVerifier(path: folder.ledger).run().faults == [])
    let reader = try LedgerReader(path: folder.ledger)
    let rows = try reader.rollups(hours: baseHour..<baseHour + 48, grain: .hour)
      .filter { !$0.quantities.isZero }
    #expect(rows.map { $0.quantities[.input] } == [9])
    #expect(rows.first.flatMap { reader.text($0.dimensions.tenant) } == "(erased)")
    #expect(rows.first.flatMap { reader.text($0.dimensions.observedTier) } == "gold")
  }
}
