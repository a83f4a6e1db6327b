import Foundation
import Synchronization
import TestSupport
import Testing

@testable import CostModel

/// Commits that are durable before they are in the tables.
@Suite struct CommitJournalTests {
  @Test(arguments: 0..<20 as Range<UInt64>) func recordsComeBack(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var commit = CommitRecord(batch: Self.batch(&generator, entries: Int(seed) * 3))
    commit.batch.entries += (0..<2).map { _ in Entry.extreme(&generator) }
    commit.names = [
      PendingName(identifier: .max, kind: .tenant, text: Array("Zoë".utf8)),
      PendingName(identifier: 7, kind: .session, text: []),
    ]
    let found = try #require(CommitRecord(commit.bytes))
    #expect(found.batch.entries == commit.batch.entries, "seed \(seed)")
    #expect(String(describing: found) == String(describing: commit), "seed \(seed)")
  }

  /// What an earlier meter that was killed left behind is read by this one.
  @Test(arguments: 0..<5 as Range<UInt64>) func readsRecordsOfVersionOne(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var batch = Self.batch(&generator, entries: Int(seed) * 7)
    batch.entries += (0..<2).map { _ in Entry.extreme(&generator) }
    let found = try #require(CommitRecord(FirstCommitRecord.bytes(batch)))
    #expect(String(describing: found.batch) == String(describing: batch), "seed \(seed)")
  }

  @Test func knowsADamagedRecord() {
    var generator = SeededGenerator(seed: 3)
    let bytes = CommitRecord(batch: Self.batch(&generator, entries: 5)).bytes
    for place in stride(from: 0, to: bytes.count, by: 7) {
      var damaged = bytes
      damaged[place] ^= 1 << (place % 8)
      #expect(CommitRecord(damaged) == nil, "byte \(place)")
      #expect(CommitRecord(Array(bytes.prefix(place))) == nil, "\(place) bytes")
    }
  }

  /// However commits come in, and wherever the process is killed, the ledger is the same.
  @Test(arguments: 0..<12 as Range<UInt64>) func holdsWhatCommitsHold(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let limits = LedgerLimits(logBytesBound: 2 << 20, runTableBytesBound: 3_000)
    let plain = try LedgerWriter(path: folder.file("plain.db"), limits: limits)
    var path = folder.ledger
    var writer = try LedgerWriter(path: path, limits: limits)
    for step in 0..<30 {
      let batch = Self.batch(&generator, entries: Int.random(in: 0..<30, using: &generator))
      for one in [plain, writer] { _ = one.names.intern(.tenant, "tenant \(step)") }
      try plain.commit(batch)
      try generator.chance(80) ? writer.journal(batch) : writer.commit(batch)
      let keys = (0..<40).map { RunKey(high: $0, low: 1) }
      for space in RunSpace.allCases {
        #expect(
          try writer.records(space, keys: keys) == plain.records(space, keys: keys), "seed \(seed)")
      }
      if generator.chance(15) { try writer.fold() }
      if generator.chance(10) { _ = try writer.tidy() }
      if generator.chance(15) {
        // What a kill leaves: the next writer, or the next reader, finds all of it.
        path = try folder.copyLedger(to: "copy \(step).db", of: path)
        if generator.chance(50) { _ = try LedgerReader(path: path) }
        writer = try LedgerWriter(path: path, limits: limits)
      }
    }
    try writer.close()
    #expect(
      try Self.content(path) == Self.content(folder.file("plain.db")), "seed \(seed)")
  }

  /// A reader that is opened after an acknowledgement waits until it sees what was acknowledged.
  @Test func readersWaitForTheTables() throws {
    var generator = SeededGenerator(seed: 1)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    let batch = Self.batch(&generator, entries: 10)
    try writer.journal(batch)
    let path = folder.ledger
    // A thread of its own: a task would take one of the few that all tests share.
    let seen = Mutex<Result<Int, any Error>?>(nil)
    Thread.detachNewThread {
      let count = Result { try Self.entryCount(path) }
      seen.withLock { $0 = count }
    }
    sleepMilliseconds(50)
    #expect(seen.withLock { $0 == nil }, "it did not wait")
    try writer.fold()
    #expect(eventually { seen.withLock { $0 != nil } })
    #expect(try seen.withLock { $0 }?.get() == 10)
  }

  /// A commit that fails leaves journal and memory as they were.
  @Test(arguments: ["commit_journal", "entry_block", "finding"])
  func aFaultLeavesTheJournalWhole(table: String) throws {
    var generator = SeededGenerator(seed: 4)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    let (first, second) = (
      Self.batch(&generator, entries: 10), Self.batch(&generator, entries: 5)
    )
    try writer.journal(first)
    let other = try SQLiteConnection(path: folder.ledger, access: .readWrite)
    try other.execute(
      "CREATE TRIGGER refuse BEFORE INSERT ON \(table) BEGIN SELECT raise(ABORT, 'no'); END")
    #expect(throws: LedgerError.self) {
      try writer.journal(second)
      try writer.fold()
    }
    let keys = first.traceRecords.keys
    #expect(try !writer.records(.trace, keys: keys).isEmpty)
    try other.execute("DROP TRIGGER refuse")
    try writer.fold()
    let isSecondThere = table != "commit_journal"
    #expect(try Self.entryCount(folder.ledger) == (isSecondThere ? 15 : 10))
  }

  /// What is staged is found before it is on disk: also after a fault of somebody else's, but not
  /// after its own.
  @Test(arguments: [true, false]) func aStagedBatchIsFound(isJournalled: Bool) throws {
    var generator = SeededGenerator(seed: 6)
    let folder = try TemporaryFolder()
    let limits = LedgerLimits(runTableBytesBound: 100)
    let writer = try LedgerWriter(path: folder.ledger, limits: limits)
    let other = try SQLiteConnection(path: folder.ledger, access: .readWrite)
    try writer.journal(Self.batch(&generator, entries: 4))
    let batch = Self.batch(&generator, entries: 7)
    let keys = batch.traceRecords.keys
    func isFound() throws -> Bool {
      let records = try writer.records(.trace, keys: keys).values.joined()
      return records.contains(Array(batch.traceRecords.bytes))
        && keys.allSatisfy { writer.mayContain(.trace, $0) }
    }
    func refuse(_ table: String) throws {
      try other.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON \(table) BEGIN SELECT raise(ABORT, 'no'); END")
    }
    for isFailing in [true, false] {
      let staged = try writer.stage(batch, isJournalled: isJournalled)
      #expect(try isFound())
      try refuse("document")
      #expect(throws: LedgerError.self) { try writer.storeDocument(kind: "a", bytes: [1]) }
      try other.execute("DROP TRIGGER refuse")
      try writer.fold()
      #expect(try isFound())
      if isFailing {
        try refuse(isJournalled ? "commit_journal" : "entry_block")
        #expect(throws: LedgerError.self) { try writer.write(staged) }
        try other.execute("DROP TRIGGER refuse")
        #expect(try !isFound())
      } else {
        try writer.write(staged)
      }
    }
    try writer.fold()
    #expect(try isFound())
    #expect(try Self.entryCount(folder.ledger) == 11)
  }

  /// Counts that no sum has room for are refused by name; everybody else's are posted.
  @Test func refusesWhatDoesNotFit() throws {
    var generator = SeededGenerator(seed: 5)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    var entry = Entry.random(&generator, hours: 1)
    entry.flags = []
    entry.quantities[.output] = .max - 5
    var batch = PostingBatch()
    batch.entries = [entry]
    // An absurd count is committed at once, so that its sender hears of it.
    try writer.journal(batch)
    #expect(reason { try writer.journal(batch) } == .overflow(figure: "rollup_hour.output_tokens"))
    batch.entries[0].quantities[.output] = 6
    try writer.journal(batch)
    try writer.journal(Self.batch(&generator, entries: 3))
    try writer.fold()
    #expect(try Self.entryCount(folder.ledger) == 4)
    let counters = try LedgerReader(path: folder.ledger).counters(hours: baseHour..<baseHour + 1)
    let refused = counters.filter { $0.counter == .refusedSpans }
    #expect(refused.map(\.tenant) == [entry.dimensions.tenant])
    #expect(refused.map(\.total) == [1])
  }

  // MARK: - Helpers

  private static func batch(_ generator: inout SeededGenerator, entries: Int) -> PostingBatch {
    var batch = PostingBatch()
    for _ in 0..<entries { batch.entries.append(.random(&generator)) }
    for space in RunSpace.allCases {
      let key = RunKey(high: generator.next() % 40, low: 1)
      batch.append(space, key, [UInt8](repeating: UInt8(generator.next() % 256), count: 90))
    }
    batch.counters = [
      IngestCounterChange(counter: .spans, hour: baseHour, change: Int64(entries)),
      IngestCounterChange(
        counter: .suppressedTokens, hour: IngestCounterChange.unknownHour,
        tenant: NameID(rawValue: 3), change: -4),
    ]
    batch.findings = [
      FindingChange(
        kind: .changedSpan, hour: baseHour + 1, model: NameID(rawValue: 2), tokens: 7,
        example: SpanIdentity(traceHigh: generator.next(), traceLow: 1, span: .max))
    ]
    return batch
  }

  private static func entryCount(_ path: String) throws -> Int {
    var count = 0
    try LedgerReader(path: path).scanEntries(hours: baseHour..<baseHour + 3) { count += $0.count }
    return count
  }

  /// Everything that reports are made of, in an order that commits have no part in.
  private static func content(_ path: String) throws -> [String] {
    let reader = try LedgerReader(path: path)
    let hours = baseHour..<baseHour + 3
    var lines = try reader.rollups(hours: hours, grain: .hour).map { "\($0)" }
    lines += try reader.counters(hours: hours).map { "\($0)" }
    lines += try reader.names(.tenant).map { "\($0)" }
    lines += try reader.findings(hours: hours).map {
      "\($0.kind) \($0.tenant) \($0.model) \($0.count) \($0.tokens)"
    }
    var entries: [String] = []
    try reader.scanEntries(hours: hours) { block in
      for row in 0..<block.count { entries.append("\(block.entry(row))") }
    }
    return lines + entries.sorted()
  }
}
