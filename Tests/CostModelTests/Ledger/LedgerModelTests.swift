import Foundation
import Testing

@testable import CostModel

/// A ledger under any sequence of batches, reversals, late entries, merges, compactions, closes,
/// retention, erasures, restarts and crashes says what plain arrays and dictionaries say.
@Suite struct LedgerModelTests {
  @Test(arguments: 0..<10 as Range<UInt64>) func saysWhatTheModelSays(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var run = try ModelRun(seed: seed)
    for _ in 0..<40 {
      try run.step(&generator)
      if generator.chance(20) { try run.compare() }
    }
    try run.finish()
  }
}

/// What a ledger holds, in arrays and dictionaries.
private struct LedgerModel {
  struct Posting {
    var entry: Entry
    var closeNumber: UInt32
    var isKept = true
  }
  struct RowKey: Hashable {
    var bucket: Int32
    var dimensions: Dimensions
    var closeNumber: UInt32
  }

  var postings: [Posting] = []
  var records: [RunKey: [[UInt8]]] = [:]
  var spans: [NameID: Int64] = [:]
  var closes: [Range<Int32>] = []
  var horizon: Int32?

  mutating func commit(_ batch: PostingBatch, _ erased: [NameID: NameID]) {
    for entry in batch.entries {
      var entry = entry
      entry.dimensions.tenant = erased[entry.dimensions.tenant] ?? entry.dimensions.tenant
      let day = Hour(number: entry.hour).day
      postings.append(
        Posting(entry: entry, closeNumber: UInt32(closes.count { $0.contains(day) })))
    }
  }

  func rows(_ bucket: (Entry) -> Int32) -> [RowKey: [Int64]] {
    var rows: [RowKey: [Int64]] = [:]
    for posting in postings {
      let entry = posting.entry
      let key = RowKey(
        bucket: bucket(entry), dimensions: entry.dimensions, closeNumber: posting.closeNumber)
      var sums = rows[key] ?? [Int64](repeating: 0, count: 3 + Quantities.slotCount)
      let counts = UsageCounts(entry)
      sums[0] += counts.requests
      sums[1] += counts.meteredRequests
      sums[2] += counts.errors
      for slot in 0..<Quantities.slotCount {
        sums[3 + slot] += entry.sign * entry.quantities[slot: slot]
      }
      rows[key] = sums
    }
    return rows.filter { $0.value.contains { $0 != 0 } }
  }

  static func rows(_ found: [RollupRow], bucketHours: Int32) -> [RowKey: [Int64]] {
    var rows: [RowKey: [Int64]] = [:]
    for row in found {
      let key = RowKey(
        bucket: row.hour / bucketHours, dimensions: row.dimensions, closeNumber: row.closeNumber)
      let counts = row.counts
      rows[key] =
        [counts.requests, counts.meteredRequests, counts.errors]
        + (0..<Quantities.slotCount).map { row.quantities[slot: $0] }
    }
    return rows.filter { $0.value.contains { $0 != 0 } }
  }
}

private struct ModelRun {
  let seed: UInt64
  let folder: TemporaryFolder
  var path: String
  var model = LedgerModel()
  var writer: LedgerWriter?
  var erased: [NameID: NameID] = [:]
  var step = 0

  static let limits = LedgerLimits(logBytesBound: 2 << 20, runTableBytesBound: 3_000)
  static let days: Int32 = 3

  init(seed: UInt64) throws {
    self.seed = seed
    folder = try TemporaryFolder()
    path = folder.ledger
    let opened = try LedgerWriter(path: path, limits: Self.limits)
    for number in 1...20 { _ = opened.names.intern(.tenant, "tenant number \(number).") }
    for number in 1...1_000 { _ = opened.names.intern(.user, "person \(number)") }
    try opened.commit(PostingBatch())
    writer = opened
  }

  mutating func step(_ generator: inout SeededGenerator) throws {
    step += 1
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<60: try post(&generator)
    case 60..<64: try mergeBlocks()
    case 64..<70: try restart()
    case 70..<76: try crash()
    case 76..<82: try upkeep { _ = try $0.compact() }
    case 82..<88: try close(&generator)
    case 88..<94: try erase(&generator)
    case 94..<96: try retain(&generator)
    default: _ = try writer?.tidy()
    }
  }

  /// What the server does beside the ingest.
  private func mergeBlocks() throws {
    guard let writer else { return }
    let upkeep = BackgroundUpkeep(writer, path: path, now: { .max })
    try upkeep.mergeBlocks()
    try upkeep.summariseDays()
  }

  private mutating func post(_ generator: inout SeededGenerator) throws {
    var batch = PostingBatch()
    for _ in 0..<Int.random(in: 0..<80, using: &generator) {
      var entry = Entry.random(&generator, hours: Int(Self.days) * 24)
      entry.flags.remove(.reversal)
      entry.user = NameID(rawValue: 21 + UInt32.random(in: 0..<900, using: &generator))
      entry.session = .none
      // Ids of names that no erasure of a tenant takes away.
      entry.dimensions.observedTier.rawValue += 25
      entry.dimensions.feature.rawValue += 30
      entry.dimensions.model.rawValue += 40
      if let horizon = model.horizon, entry.hour < horizon { continue }
      batch.entries.append(entry)
    }
    // Reversals of what was posted long ago, each once.
    for _ in 0..<3 {
      guard let place = model.postings.indices.randomElement(using: &generator) else { break }
      var reversal = model.postings[place].entry
      if reversal.isReversal || !model.postings[place].isKept { continue }
      reversal.flags.insert(.reversal)
      if model.postings.contains(where: { $0.entry == reversal }) { continue }
      if batch.entries.contains(reversal) { continue }
      batch.entries.append(reversal)
    }
    for _ in 0..<10 {
      let key = RunKey(high: generator.next() % 60, low: 0)
      let record = [UInt8](repeating: UInt8(step), count: 50)
      batch.append(.session, key, record)
      model.records[key, default: []].append(record)
    }
    let tenant = NameID(rawValue: UInt32.random(in: 0...20, using: &generator))
    batch.counters = [
      IngestCounterChange(counter: .spans, hour: baseHour, tenant: tenant, change: 3)
    ]
    model.spans[erased[tenant] ?? tenant, default: 0] += 3
    model.commit(batch, erased)
    try writer?.commit(batch)
  }

  private mutating func restart() throws {
    try writer?.close()
    writer = try LedgerWriter(path: path, limits: Self.limits)
  }

  /// Goes on with what a crash leaves: the file and its log as they stand.
  private mutating func crash() throws {
    let copy = try folder.copyLedger(to: "after \(step).db", of: path)
    path = copy
    writer = try LedgerWriter(path: path, limits: Self.limits)
  }

  private mutating func upkeep(_ body: (LedgerUpkeep) throws -> Void) throws {
    try writer?.close()
    writer = nil
    let upkeep = try LedgerUpkeep(path: path)
    try body(upkeep)
    try upkeep.close()
    writer = try LedgerWriter(path: path, limits: Self.limits)
  }

  private mutating func close(_ generator: inout SeededGenerator) throws {
    let first = Hour(number: baseHour).day + Int32.random(in: 0..<Self.days, using: &generator)
    let days = first..<first + Int32.random(in: 1...2, using: &generator)
    model.closes.append(days)
    try upkeep { _ = try $0.closeBooks(days: days) }
  }

  private mutating func retain(_ generator: inout SeededGenerator) throws {
    let day = Hour(number: baseHour).day + Int32.random(in: 0...1, using: &generator)
    model.horizon = max(day * 24, model.horizon ?? .min)
    for place in model.postings.indices where model.postings[place].entry.hour < day * 24 {
      model.postings[place].isKept = false
    }
    try upkeep { _ = try $0.removeEntries(beforeDay: day) }
  }

  private mutating func erase(_ generator: inout SeededGenerator) throws {
    let tenant = NameID(rawValue: UInt32.random(in: 1...20, using: &generator))
    if erased[tenant] != nil { return }
    try upkeep { _ = try $0.eraseTenant("tenant number \(tenant.rawValue).") { _ in nil } }
    let standIn = try #require(try LedgerReader(path: path).id(.tenant, "(erased)").first)
    erased[tenant] = standIn
    for place in model.postings.indices
    where model.postings[place].entry.dimensions.tenant == tenant {
      model.postings[place].entry.dimensions.tenant = standIn
    }
    model.spans[standIn, default: 0] += model.spans.removeValue(forKey: tenant) ?? 0
    let bytes = FileManager.default.contents(atPath: path) ?? Data()
    let isFound = bytes.range(of: Data("tenant number \(tenant.rawValue).".utf8)) != nil
    #expect(!isFound, "seed \(seed), step \(step): the name is still in the file")
  }

  func compare() throws {
    let reader = try LedgerReader(path: path)
    let hours = baseHour - 24..<baseHour + 24 * (Self.days + 1)
    let days = hours.lowerBound / 24 * 24..<(hours.upperBound / 24 + 1) * 24
    let byHour = LedgerModel.rows(try reader.rollups(hours: hours, grain: .hour), bucketHours: 1)
    #expect(byHour == model.rows(\.hour), "seed \(seed), step \(step): sums by hour")
    let byDay = LedgerModel.rows(try reader.rollups(hours: days, grain: .day), bucketHours: 24)
    let isSame = byDay == model.rows { Hour(number: $0.hour).day }
    #expect(isSame, "seed \(seed), step \(step): sums by day")
    var entries: [Entry] = []
    let kept = max(hours.lowerBound, model.horizon ?? .min)
    try reader.scanEntries(hours: kept..<hours.upperBound) { block in
      for row in 0..<block.count { entries.append(block.entry(row)) }
    }
    let expected = model.postings.filter { $0.isKept && $0.entry.hour >= kept }.map(\.entry)
    let isWhole = Recount.ordered(entries) == Recount.ordered(expected)
    #expect(isWhole, "seed \(seed), step \(step): \(entries.count) of \(expected.count) entries")
    var spans: [NameID: Int64] = [:]
    for total in try reader.counters(hours: hours) {
      spans[total.tenant, default: 0] += total.total
    }
    #expect(spans == model.spans.filter { $0.value != 0 }, "seed \(seed), step \(step): counters")
    let records = try writer?.records(.session, keys: Array(model.records.keys))
    #expect(records == model.records, "seed \(seed), step \(step): records")
    if let horizon = model.horizon,
      model.postings.contains(where: { $0.entry.hour < horizon && $0.entry.sign > 0 })
    {
      let refused = reason { try reader.scanEntries(hours: hours) { _ in } }
      #expect(refused == .entriesRemoved(horizon: horizon), "seed \(seed), step \(step)")
    }
  }

  mutating func finish() throws {
    try compare()
    try writer?.close()
    writer = nil
    let result = try LedgerVerifier(path: path).run()
    #expect(result.faults == [], "seed \(seed)")
  }
}
