import Testing

@testable import CostModel

/// Sums that wait for the tables of rollups: nobody who asks sees that they do.
@Suite struct PendingSumTests {
  /// Readers see the same, in the same order, before and after the sums are in the tables, and
  /// when the process was killed between.
  @Test(arguments: 0..<6 as Range<UInt64>) func readersSeeNoDifference(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    for step in 0..<12 {
      var batch = PostingBatch()
      for _ in 0..<Int.random(in: 1..<80, using: &generator) {
        batch.entries.append(.random(&generator, hours: 60))
      }
      try writer.commit(batch)
      if generator.chance(30) { try writer.tidy() }
      if step == 5 { try Self.close(writer, firstDays: 1) }
    }
    var batch = PostingBatch()
    batch.entries = [.random(&generator)]
    try writer.commit(batch)
    let reader = try LedgerReader(path: folder.ledger)
    #expect(try reader.pendingSums().heldHours != nil)
    let before = try Self.report(reader)
    let survivor = try folder.copyLedger(to: "killed.db")
    let faults = try LedgerVerifier(path: folder.ledger).run().faults.map(\.kind)
    // Entries of this test are random: names and reversals are not of interest.
    #expect(Set(faults).isDisjoint(with: [.file, .hourSum, .daySum]), "seed \(seed)")
    try writer.tidy()
    let settled = try LedgerReader(path: folder.ledger)
    #expect(try settled.pendingSums().heldHours == nil)
    #expect(try Self.report(settled) == before, "seed \(seed)")
    #expect(try Self.report(LedgerReader(path: survivor)) == before, "seed \(seed)")
    // Who looks after the file finds all sums in the tables.
    try LedgerUpkeep(path: survivor).close()
    let kept = try LedgerReader(path: survivor)
    #expect(try kept.pendingSums().heldHours == nil)
    #expect(try Self.report(kept) == before, "seed \(seed)")
  }

  /// They go into the tables when there are many, whether anybody is idle or not.
  @Test func fewRowsWait() throws {
    var generator = SeededGenerator(seed: 3)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    let count = PendingSumTable.rowsMax + 20
    for _ in 0..<count {
      var batch = PostingBatch()
      batch.entries = [.random(&generator)]
      try writer.commit(batch)
    }
    let connection = try SQLiteConnection(path: folder.ledger, access: .readOnly)
    #expect(try PendingSumTable(connection).totals().rows == 20)
  }

  /// Where many keys wait, the oldest hours go into the tables first, and nothing is lost.
  @Test func theOldestHoursGoFirst() throws {
    var generator = SeededGenerator(seed: 5)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    var posted: [Entry] = []
    for step in 0..<6 {
      var batch = PostingBatch()
      for number in 0..<(step < 5 ? 8_000 : 1) {
        var entry = Entry.random(&generator, hours: 40)
        entry.dimensions.agent = NameID(rawValue: UInt32(number))
        batch.entries.append(entry)
      }
      posted += batch.entries
      try writer.commit(batch)
    }
    let connection = try SQLiteConnection(path: folder.ledger, access: .readOnly)
    let settled = try #require(try connection.integer("SELECT max(hour) FROM rollup_hour"))
    let reader = try LedgerReader(path: folder.ledger)
    let waiting = try #require(try reader.pendingSums().heldHours)
    #expect(settled >= Int64(baseHour))
    #expect(settled <= Int64(waiting.lowerBound) || waiting.lowerBound == posted.last?.hour)
    #expect(try PendingSumTable(connection).totals().sums < 5 * 8_000 - 4_000)
    let rows = try reader.rollups(hours: baseHour..<baseHour + 40, grain: .hour)
    #expect(Recount(rows, bucketHours: 1) == Recount(posted, bucketHours: 1))
  }

  /// `verify` tells of a damaged row; entries stay readable.
  @Test func damageIsFound() throws {
    var generator = SeededGenerator(seed: 4)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    var batch = PostingBatch()
    for _ in 0..<50 { batch.entries.append(.random(&generator)) }
    try writer.commit(batch)
    let copy = try folder.copyLedger(to: "damaged.db")
    try SQLiteConnection(path: copy, access: .readWrite).execute(
      "UPDATE rollup_pending SET data = "
        + "CAST(substr(data, 1, 40) || x'55' || substr(data, 42) AS BLOB)")
    #expect(try LedgerVerifier(path: copy).run().faults.contains { $0.kind == .hourSum })
    var entries = 0
    try LedgerReader(path: copy).scanEntries(hours: baseHour..<baseHour + 3) { entries += $0.count }
    #expect(entries == 50)
  }

  private static func close(_ writer: LedgerWriter, firstDays days: Int32) throws {
    let first = Hour(number: baseHour).day
    _ = try writer.upkeep { try $0.closeBooks(days: first..<first + days) }
  }

  /// All rows of both grains, and those of one tenant, as text.
  private static func report(_ reader: LedgerReader) throws -> [String] {
    guard let held = try reader.heldHours() else { return [] }
    let hours = held.lowerBound / 24 * 24..<(held.upperBound / 24 + 1) * 24
    var lines = ["\(held)"]
    for grain in RollupGrain.allCases {
      for row in try reader.rollups(hours: hours, grain: grain) { lines.append("\(row)") }
      try reader.scanRollups(hours: hours, grain: grain, tenant: NameID(rawValue: 7)) {
        lines.append("\($0)")
      }
    }
    return lines
  }
}
