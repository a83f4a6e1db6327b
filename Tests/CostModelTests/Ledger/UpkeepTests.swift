import Foundation
import Testing

@testable import CostModel

@Suite struct UpkeepTests {
  /// A ledger with all kinds of content, and what was posted.
  static func filledLedger(
    _ folder: TemporaryFolder, seed: UInt64, batches: Int = 30
  ) throws -> [Entry] {
    var generator = SeededGenerator(seed: seed)
    let limits = LedgerLimits(logBytesBound: 2 << 20, runTableBytesBound: 3_000)
    let writer = try LedgerWriter(path: folder.ledger, limits: limits)
    for number in 1...20 { _ = writer.names.intern(.tenant, "hospital-\(number)") }
    for number in 1...6 { _ = writer.names.intern(.model, "model-\(number)") }
    var posted: [Entry] = []
    for step in 0..<batches {
      var batch = PostingBatch()
      for _ in 0..<40 {
        var entry = Entry.random(&generator, hours: 30)
        entry.flags.remove(.reversal)
        batch.entries.append(entry)
      }
      if generator.chance(40), let old = posted.randomElement(using: &generator), !old.isReversal {
        var reversal = old
        reversal.flags.insert(.reversal)
        if !posted.contains(reversal) { batch.entries.append(reversal) }
      }
      posted += batch.entries
      for space in RunSpace.allCases {
        batch.append(
          space, RunKey(high: generator.next(), low: 1), [UInt8](repeating: 7, count: 90))
      }
      batch.counters = [
        IngestCounterChange(counter: .spans, hour: baseHour, change: 40),
        IngestCounterChange(
          counter: .refusedSpans, hour: baseHour, tenant: NameID(rawValue: 3), change: 1),
      ]
      batch.findings = [
        FindingChange(
          kind: .changedSpan, hour: baseHour, tenant: NameID(rawValue: UInt32(step % 4 + 1)),
          example: batch.entries[0].span)
      ]
      try writer.commit(batch)
    }
    try writer.close()
    return posted
  }

  @Test(arguments: 0..<4 as Range<UInt64>) func aSoundLedgerIsFoundSound(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let posted = try Self.filledLedger(folder, seed: seed)
    let result = try LedgerVerifier(path: folder.ledger).run()
    #expect(result.faults == [], "seed \(seed)")
    #expect(result.entries == Int64(posted.count), "seed \(seed)")
    #expect(result.reversals == posted.count { $0.isReversal }, "seed \(seed)")
    let statistics = try LedgerReader(path: folder.ledger).statistics()
    #expect(statistics.entries == Int64(posted.count), "seed \(seed)")
    #expect(statistics.reversals == posted.count { $0.isReversal }, "seed \(seed)")
    #expect(statistics.counters[.spans] == 1_200, "seed \(seed)")
    #expect(statistics.parts.reduce(0) { $0 + $1.bytes } <= statistics.fileBytes)
    #expect(statistics.starts?.lowerBound == posted.map(\.startNanoseconds).min(), "seed \(seed)")
  }

  /// Any flipped bit of any block is found and named by its hour; the other hours are read.
  @Test(arguments: 0..<12 as Range<UInt64>) func findsAFlippedBit(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    _ = try Self.filledLedger(folder, seed: seed, batches: 10)
    let connection = try SQLiteConnection(path: folder.ledger, access: .readWrite)
    let blocks = try connection.integer("SELECT count(*) FROM entry_block") ?? 0
    let choice = Int64.random(in: 0..<blocks, using: &generator)
    let select = try connection.prepare(
      """
      SELECT id, hour, data FROM entry_block JOIN entry_block_data USING (id)
      ORDER BY id LIMIT 1 OFFSET \(choice)
      """)
    #expect(try select.step())
    let (id, hour) = (select.integer(0), try select.integer32(1))
    var bytes = select.bytes(2)
    select.reset()
    let bit = Int.random(in: 0..<8 * bytes.count, using: &generator)
    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    let update = try connection.prepare("UPDATE entry_block_data SET data = ? WHERE id = ?")
    try update.bind(1, blob: bytes)
    try update.bind(2, id)
    try update.run()
    let result = try LedgerVerifier(path: folder.ledger).run()
    #expect(result.faults.map(\.kind) == [.block], "seed \(seed), bit \(bit)")
    #expect(result.faults.first?.hour == hour, "seed \(seed), bit \(bit)")
    let reader = try LedgerReader(path: folder.ledger)
    let hours = try #require(try reader.heldHours())
    var read = 0
    for other in hours where other != hour {
      try reader.scanEntries(hours: other..<other + 1) { read += $0.count }
    }
    #expect(read > 0, "seed \(seed)")
  }

  /// What else can go wrong in a file is found, too, and named.
  @Test(arguments: [
    ("UPDATE rollup_hour SET requests = requests + 1 WHERE hour = 498001", "hour_sum day_sum"),
    ("UPDATE rollup_day SET output_tokens = output_tokens - 1 WHERE day = 20750", "day_sum"),
    ("DELETE FROM entry_block WHERE id = (SELECT max(id) FROM entry_block)", "block hour_sum"),
    ("DELETE FROM entry_block_data WHERE id = (SELECT max(id) FROM entry_block)", "block"),
    (
      "UPDATE run_chunk SET data = zeroblob(99) WHERE rowid = (SELECT min(id) FROM run_chunk)",
      "run"
    ),
    ("UPDATE run_log SET data = zeroblob(9)", "run"),
    ("DELETE FROM run WHERE id = (SELECT min(id) FROM run)", "run"),
  ]) func findsDamage(sql: String, kinds: String) throws {
    let folder = try TemporaryFolder()
    _ = try Self.filledLedger(folder, seed: 1)
    try SQLiteConnection(path: folder.ledger, access: .readWrite).execute(sql)
    let result = try LedgerVerifier(path: folder.ledger).run()
    var found: [String] = []
    for fault in result.faults where !found.contains(fault.kind.rawValue) {
      found.append(fault.kind.rawValue)
    }
    #expect(found.joined(separator: " ") == kinds, "\(result.faults)")
  }

  /// A reversal whose entry is not there is found.
  @Test func findsAReversalWithoutEntry() throws {
    var generator = SeededGenerator(seed: 3)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    for number in 1...20 { _ = writer.names.intern(.tenant, "hospital-\(number)") }
    var batch = PostingBatch()
    for _ in 0..<20 {
      var entry = Entry.random(&generator, hours: 1)
      entry.flags.remove(.reversal)
      batch.entries.append(entry)
    }
    var reversal = batch.entries[4]
    reversal.flags.insert(.reversal)
    reversal.quantities[.input] += 1
    batch.entries.append(reversal)
    try writer.commit(batch)
    try writer.close()
    let result = try LedgerVerifier(path: folder.ledger).run()
    #expect(result.faults.map(\.kind) == [.reversal])
    #expect(result.faults.first?.hour == baseHour)
  }

  @Test func compactingChangesNoFigure() throws {
    let folder = try TemporaryFolder()
    let posted = try Self.filledLedger(folder, seed: 5, batches: 60)
    let upkeep = try LedgerUpkeep(path: folder.ledger)
    let outcome = try upkeep.compact()
    try upkeep.close()
    #expect(outcome.blocksAfter == Set(posted.map(\.hour)).count)
    #expect(outcome.blocksAfter < outcome.blocksBefore)
    #expect(outcome.bytesAfter <= outcome.bytesBefore)
    let result = try LedgerVerifier(path: folder.ledger).run()
    #expect(result.faults == [])
    #expect(result.entries == Int64(posted.count))
    #expect(try LedgerReader(path: folder.ledger).statistics().freeBytes == 0)
  }

  @Test func aBackupIsAWholeLedger() throws {
    let folder = try TemporaryFolder()
    let posted = try Self.filledLedger(folder, seed: 6)
    let writer = try LedgerWriter(path: folder.ledger)
    let first = writer.names.intern(.tenant, "hospital-1")
    var batch = PostingBatch()
    var entry = Entry()
    entry.startNanoseconds = Int64(baseHour) * Hour.nanoseconds
    entry.dimensions.tenant = try #require(first)
    batch.entries = [entry]
    try writer.commit(batch)
    let before = FileManager.default.contents(atPath: folder.ledger)
    let result = try LedgerBackup.make(of: folder.ledger, to: folder.file("copy.db"))
    #expect(result.faults == [])
    #expect(result.entries == Int64(posted.count) + 1)
    #expect(FileManager.default.contents(atPath: folder.ledger) == before)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!files.contains { $0.contains("partial") })
    #expect(
      reason { _ = try LedgerBackup.make(of: folder.ledger, to: folder.ledger) }
        == .inUse(processIdentifier: nil))
  }
}
