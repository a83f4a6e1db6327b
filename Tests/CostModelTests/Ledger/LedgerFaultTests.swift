import Foundation
import Testing

@testable import CostModel

/// What the ledger does when files, disks and other processes do not behave.
@Suite struct LedgerFaultTests {
  /// After a crash at any moment the file holds exactly what was acknowledged.
  @Test(arguments: 0..<4 as Range<UInt64>) func holdsWhatWasAcknowledged(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let limits = LedgerLimits(logBytesBound: 2 << 20, runTableBytesBound: 3_000)
    let writer = try LedgerWriter(path: folder.ledger, limits: limits)
    var posted: [Entry] = []
    var records: [RunKey: [[UInt8]]] = [:]
    for step in 0..<40 {
      var batch = PostingBatch()
      for _ in 0..<20 {
        batch.entries.append(.random(&generator))
        let key = RunKey(high: generator.next() % 50, low: 0)
        let record = [UInt8](repeating: UInt8(step), count: 90)
        batch.append(.response, key, record)
        records[key, default: []].append(record)
      }
      posted += batch.entries
      _ = writer.names.intern(.tenant, "tenant \(step)")
      try writer.commit(batch)
      guard generator.chance(25) else { continue }
      let copy = try folder.copyLedger(to: "copy \(step).db")
      let survivor = try LedgerWriter(path: copy, limits: limits)
      #expect(try survivor.records(.response, keys: Array(records.keys)) == records, "seed \(seed)")
      #expect(survivor.names.text(NameID(rawValue: UInt32(step + 1))) == "tenant \(step)")
      try survivor.close()
      let reader = try LedgerReader(path: copy)
      let rows = try reader.rollups(hours: baseHour..<baseHour + 3, grain: .hour)
      #expect(Recount(rows, bucketHours: 1) == Recount(posted, bucketHours: 1), "seed \(seed)")
    }
  }

  /// A commit that fails at any point leaves file and memory as they were, and can be repeated.
  @Test(arguments: ["name", "entry_block", "rollup_pending", "run_log", "run", "finding"])
  func failedCommitLeavesNothing(table: String) throws {
    var generator = SeededGenerator(seed: 5)
    let folder = try TemporaryFolder()
    let limits = LedgerLimits(logBytesBound: 1 << 20, runTableBytesBound: 2_000)
    let writer = try LedgerWriter(path: folder.ledger, limits: limits)
    try writer.commit(Self.batch(&generator, key: 1))
    let before = try Self.content(folder.ledger)
    let other = try SQLiteConnection(path: folder.ledger, access: .readWrite)
    try other.execute(
      "CREATE TRIGGER refuse BEFORE INSERT ON \(table) BEGIN SELECT raise(ABORT, 'refused'); END")
    let id = writer.names.intern(.feature, "new feature")
    let batch = Self.batch(&generator, key: 2)
    #expect(throws: LedgerError.self) {
      // The log of runs is written by small commits, a run by every few.
      for _ in 0..<20 { try writer.commit(batch) }
    }
    let key = RunKey(high: 2, low: 2)
    let committed = try writer.records(.trace, keys: [key])[key]?.count ?? 0
    if table != "run" {
      #expect(try Self.content(folder.ledger) == before)
      #expect(committed == 0)
      #expect(!writer.mayContain(.trace, key))
    }
    try other.execute("DROP TRIGGER refuse")
    try writer.commit(batch)
    #expect(try writer.records(.trace, keys: [key])[key]?.count == committed + 1)
    #expect(try LedgerReader(path: folder.ledger).id(.feature, "new feature") == [id])
  }

  /// A full disk refuses the batch; with room again, the same writer goes on.
  @Test func goesOnAfterAFullDisk() throws {
    var generator = SeededGenerator(seed: 6)
    let folder = try TemporaryFolder()
    let limits = LedgerLimits(pageCountLimit: 40)
    let writer = try LedgerWriter(path: folder.ledger, limits: limits)
    var batch = PostingBatch()
    for _ in 0..<2_000 { batch.entries.append(.random(&generator)) }
    var committed = 0
    let found = reason {
      while true {
        try writer.commit(batch)
        committed += 1
      }
    }
    #expect(found == .diskFull)
    #expect(committed > 0)
    let small = Self.batch(&generator, key: 9)
    try? writer.commit(small)
    var count = 0
    try LedgerReader(path: folder.ledger).scanEntries(hours: baseHour..<baseHour + 3) {
      count += $0.count
    }
    #expect(count == committed * 2_000 || count == committed * 2_000 + small.entries.count)
  }

  /// A flipped bit anywhere in a block is found and named; the other blocks are read.
  @Test func namesADamagedBlock() throws {
    var generator = SeededGenerator(seed: 7)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    for hour in 0..<3 as Range<Int32> {
      var batch = PostingBatch()
      for _ in 0..<50 {
        var entry = Entry.random(&generator, hours: 1)
        entry.startNanoseconds += Int64(hour) * Hour.nanoseconds
        batch.entries.append(entry)
      }
      try writer.commit(batch)
    }
    try writer.close()
    let connection = try SQLiteConnection(path: folder.ledger, access: .readWrite)
    let select = try connection.prepare("SELECT data FROM entry_block_data WHERE id = 2")
    #expect(try select.step())
    var bytes = select.bytes(0)
    select.reset()
    bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 0x10
    let update = try connection.prepare("UPDATE entry_block_data SET data = ? WHERE id = 2")
    try update.bind(1, blob: bytes)
    try update.run()
    let reader = try LedgerReader(path: folder.ledger)
    func count(_ hours: Range<Int32>) throws -> Int {
      var count = 0
      try reader.scanEntries(hours: hours) { count += $0.count }
      return count
    }
    #expect(
      reason { _ = try count(baseHour..<baseHour + 3) }
        == .damagedBlock(id: 2, hour: baseHour + 1))
    #expect(try count(baseHour..<baseHour + 1) == 50)
    #expect(try count(baseHour + 2..<baseHour + 3) == 50)
    try connection.execute("UPDATE entry_block SET first_tenant = first_tenant + 1 WHERE id = 1")
    let second = try LedgerReader(path: folder.ledger)
    #expect(
      reason { try second.scanEntries(hours: baseHour..<baseHour + 1) { _ in } }
        == .damagedBlock(id: 1, hour: baseHour))
  }

  /// A damaged block is left where it is; the ingest goes on.
  @Test func aDamagedBlockDoesNotStopTheIngest() throws {
    var generator = SeededGenerator(seed: 8)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    for step in 0..<40 {
      var batch = PostingBatch()
      for _ in 0..<20 { batch.entries.append(.random(&generator, hours: 1)) }
      try writer.commit(batch)
      guard step == 3 else { continue }
      let other = try SQLiteConnection(path: folder.ledger, access: .readWrite)
      try other.execute("UPDATE entry_block_data SET data = zeroblob(100) WHERE id = 2")
    }
    let reader = try LedgerReader(path: folder.ledger)
    let rows = try reader.rollups(hours: baseHour..<baseHour + 1, grain: .hour)
    var batch = PostingBatch()
    batch.entries = [.random(&generator, hours: 1)]
    #expect(throws: Never.self) { try writer.commit(batch) }
    #expect(!rows.isEmpty)
    #expect(
      reason { try reader.scanEntries(hours: baseHour..<baseHour + 1) { _ in } }
        == .damagedBlock(id: 2, hour: baseHour))
  }

  private static func batch(_ generator: inout SeededGenerator, key: UInt64) -> PostingBatch {
    var batch = PostingBatch()
    for _ in 0..<30 { batch.entries.append(.random(&generator)) }
    for space in RunSpace.allCases {
      batch.append(space, RunKey(high: key, low: key), [UInt8](repeating: 1, count: 300))
    }
    batch.counters = [IngestCounterChange(counter: .spans, hour: baseHour, change: 30)]
    batch.findings = [
      FindingChange(
        kind: .changedSpan, hour: baseHour, model: NameID(rawValue: UInt32(key)),
        example: batch.entries[0].span)
    ]
    return batch
  }

  /// Everything that a reader sees, as text.
  private static func content(_ path: String) throws -> String {
    let reader = try LedgerReader(path: path)
    let hours = baseHour..<baseHour + 3
    var text = "\(try reader.findings(hours: hours)) \(try reader.counters(hours: hours))"
    try reader.scanEntries(hours: hours) { block in
      for row in 0..<block.count { text += "\(block.entry(row).span)" }
    }
    let rows = try reader.rollups(hours: hours, grain: .hour)
    return text + "\(rows.map(\.counts)) \(try reader.names(.feature).map(\.text))"
  }
}
