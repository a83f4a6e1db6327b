import Foundation
import Testing

@testable import CostModel

@Suite struct LedgerTests {
  /// Rollups are what adding all entries up gives, reversals taken away; blocks lose no entry.
  @Test(arguments: 0..<6 as Range<UInt64>) func rollupsEqualARecount(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    var writer = try LedgerWriter(path: folder.ledger)
    var posted: [Entry] = []
    for _ in 0..<60 {
      var batch = PostingBatch()
      let count = generator.chance(5) ? 6_000 : Int.random(in: 0..<60, using: &generator)
      for _ in 0..<count { batch.entries.append(.random(&generator, hours: 30)) }
      posted += batch.entries
      try writer.commit(batch)
      if generator.chance(10) {
        try writer.close()
        writer = try LedgerWriter(path: folder.ledger)
      }
    }
    let reader = try LedgerReader(path: folder.ledger)
    let hours = try #require(try reader.heldHours())
    #expect(hours.lowerBound == posted.map(\.hour).min(), "seed \(seed)")
    #expect(hours.upperBound - 1 == posted.map(\.hour).max(), "seed \(seed)")
    var scanned: [Entry] = []
    var strayCount = 0
    try reader.scanEntries(hours: hours) { block in
      for row in 0..<block.count {
        scanned.append(block.entry(row))
        if scanned.last?.hour != block.hour { strayCount += 1 }
      }
    }
    #expect(strayCount == 0, "seed \(seed)")
    let isWhole = Recount.ordered(scanned) == Recount.ordered(posted)
    #expect(isWhole, "seed \(seed): \(scanned.count) of \(posted.count) entries")
    let byHour = try reader.rollups(hours: hours, grain: .hour)
    #expect(Recount(byHour, bucketHours: 1) == Recount(posted, bucketHours: 1), "seed \(seed)")
    let days = hours.lowerBound / 24 * 24..<(hours.upperBound / 24 + 1) * 24
    let byDay = try reader.rollups(hours: days, grain: .day)
    #expect(Recount(byDay, bucketHours: 24) == Recount(posted, bucketHours: 24), "seed \(seed)")
  }

  /// Many small commits leave few blocks, and a scan for one tenant leaves blocks out.
  @Test func mergesSmallBlocks() throws {
    var generator = SeededGenerator(seed: 4)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    var total = 0
    for _ in 0..<400 {
      var batch = PostingBatch()
      for _ in 0..<40 { batch.entries.append(.random(&generator, hours: 1)) }
      total += batch.entries.count
      try writer.commit(batch)
    }
    let reader = try LedgerReader(path: folder.ledger)
    var (blocks, entries) = (0, 0)
    try reader.scanEntries(hours: baseHour..<baseHour + 1) { block in
      blocks += 1
      entries += block.count
    }
    #expect(entries == total)
    #expect(blocks < 50)
    var some = 0
    let absent: Set = [NameID(rawValue: 999)]
    try reader.scanEntries(hours: baseHour..<baseHour + 1, tenants: absent) { _ in some += 1 }
    #expect(some == 0)
  }

  @Test func refusesASumThatDoesNotFit() throws {
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    var entry = Entry()
    entry.startNanoseconds = Int64(baseHour) * Hour.nanoseconds
    entry.quantities[.output] = .max - 5
    var batch = PostingBatch()
    batch.entries = [entry]
    try writer.commit(batch)
    // The sum overflows in the file …
    batch.entries[0].quantities[.output] = 6
    #expect(reason { try writer.commit(batch) } == .overflow(figure: "rollup_hour.output_tokens"))
    // … and within a batch.
    batch.entries[0].quantities[.output] = .max
    batch.entries.append(batch.entries[0])
    #expect(reason { try writer.commit(batch) } == .overflow(figure: "rollup_hour.output_tokens"))
    batch.entries = [entry]
    batch.entries[0].quantities[.output] = 5
    try writer.commit(batch)
    let reader = try LedgerReader(path: folder.ledger)
    let rows = try reader.rollups(hours: baseHour..<baseHour + 1, grain: .hour)
    #expect(rows.map { $0.quantities[.output] } == [.max])
    #expect(rows.map(\.counts.requests) == [2])
  }

  @Test func sumsCountersAndFindings() throws {
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    let (first, second) = (
      SpanIdentity(traceHigh: 1, traceLow: 2, span: 3),
      SpanIdentity(traceHigh: .max, traceLow: 0, span: .max)
    )
    let tenant = NameID(rawValue: 7)
    var batch = PostingBatch()
    batch.counters = [
      IngestCounterChange(counter: .spans, hour: baseHour, tenant: tenant, change: 5),
      IngestCounterChange(counter: .spans, hour: baseHour, tenant: tenant, change: 2),
      IngestCounterChange(
        counter: .refusedSpans, hour: IngestCounterChange.unknownHour, change: 1),
      IngestCounterChange(counter: .spans, hour: baseHour + 9, change: 100),
    ]
    batch.findings = [
      FindingChange(kind: .conflictingTenants, hour: baseHour, tokens: 10, example: first),
      FindingChange(kind: .changedSpan, hour: baseHour, tenant: tenant, example: first),
    ]
    try writer.commit(batch)
    batch.counters = []
    batch.findings = [
      FindingChange(kind: .conflictingTenants, hour: baseHour + 1, tokens: 4, example: second),
      // Withdrawn, and found again elsewhere: the example follows.
      FindingChange(kind: .changedSpan, hour: baseHour, tenant: tenant, count: -1, example: first),
    ]
    try writer.commit(batch)
    batch.findings = [
      FindingChange(kind: .changedSpan, hour: baseHour, tenant: tenant, example: second)
    ]
    try writer.commit(batch)
    let reader = try LedgerReader(path: folder.ledger)
    let hours = baseHour..<baseHour + 2
    #expect(
      try reader.counters(hours: hours) == [
        IngestCounterTotal(counter: .spans, hour: baseHour, tenant: tenant, total: 7),
        IngestCounterTotal(
          counter: .refusedSpans, hour: IngestCounterChange.unknownHour, tenant: .none, total: 1),
      ])
    #expect(
      try reader.findings(hours: hours) == [
        FindingTotal(
          kind: .changedSpan, tenant: tenant, model: .none, count: 1, tokens: 0, example: second),
        FindingTotal(
          kind: .conflictingTenants, tenant: .none, model: .none, count: 2, tokens: 14,
          example: first),
      ])
  }

  @Test func keepsPriceBooksAndDocuments() throws {
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    #expect(try writer.priceBook() == nil)
    for (text, adopted) in [("a", 10), ("b", 30), ("a", 20)] as [(String, Int64)] {
      try writer.storePriceBook(
        Array(text.utf8), sha256: text + text, name: "book " + text, asOf: "2026-11-01",
        adoptedAtNanoseconds: adopted)
    }
    try writer.storeDocument(kind: "tenants", bytes: [1, 2])
    try writer.storeDocument(kind: "tenants", bytes: [])
    let reader = try LedgerReader(path: folder.ledger)
    #expect(try reader.priceBook()?.name == "book b")
    #expect(try reader.priceBook(sha256: "aa")?.text == Array("a".utf8))
    #expect(try reader.priceBook(sha256: "cc") == nil)
    #expect(try reader.document(kind: "tenants") == [])
    #expect(try reader.document(kind: "else") == nil)
  }
}

/// Entries added up the slow way, by bucket and dimensions.
struct Recount: Equatable {
  private struct Key: Hashable {
    var hour: Int32
    var dimensions: Dimensions
  }
  private struct Sum: Equatable {
    var counts = UsageCounts()
    var quantities = Quantities()
  }
  private var sums: [Key: Sum] = [:]

  init(_ entries: [Entry], bucketHours: Int32) {
    for entry in entries {
      let key = Key(hour: entry.hour / bucketHours * bucketHours, dimensions: entry.dimensions)
      sums[key, default: Sum()].quantities.addForTest(entry.quantities, entry.sign)
      _ = sums[key, default: Sum()].counts.add(UsageCounts(entry))
    }
  }

  init(_ rows: [RollupRow], bucketHours: Int32) {
    for row in rows {
      let key = Key(hour: row.hour, dimensions: row.dimensions)
      sums[key] = Sum(counts: row.counts, quantities: row.quantities)
    }
  }

  /// Entries in an order that depends on their content alone.
  static func ordered(_ entries: [Entry]) -> [Entry] {
    entries.sorted {
      ($0.span.traceHigh, $0.span.traceLow, $0.span.span, $0.sign)
        < ($1.span.traceHigh, $1.span.traceLow, $1.span.span, $1.sign)
    }
  }
}

extension Quantities {
  fileprivate mutating func addForTest(_ other: Quantities, _ sign: Int64) {
    for slot in 0..<Quantities.slotCount { self[slot: slot] += sign * other[slot: slot] }
  }
}
