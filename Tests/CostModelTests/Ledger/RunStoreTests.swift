import Testing

@testable import CostModel

@Suite struct RunStoreTests {
  /// Any sequence of appends, restarts, merges and compactions answers as a dictionary would.
  @Test(arguments: 0..<6 as Range<UInt64>) func agreesWithADictionary(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    // Small tables, so that runs of all levels and merges between them occur.
    let limits = LedgerLimits(
      logBytesBound: 1 << 20, runTableBytesBound: Int.random(in: 500...20_000, using: &generator))
    var writer = try LedgerWriter(path: folder.ledger, limits: limits)
    var model: [RunSpace: [RunKey: [[UInt8]]]] = [:]
    for step in 0..<80 {
      var batch = PostingBatch()
      for space in RunSpace.allCases {
        for _ in 0..<Int.random(in: 0...60, using: &generator) {
          let key = Self.key(&generator)
          let record = Self.record(&generator)
          model[space, default: [:]][key, default: []].append(record)
          batch.append(space, key, record)
        }
      }
      try writer.commit(batch)
      if generator.chance(20) { try writer.tidy() }
      if generator.chance(4) { _ = try writer.upkeep { try $0.compact() } }
      if generator.chance(8) {
        try writer.close()
        writer = try LedgerWriter(path: folder.ledger, limits: limits)
      }
      let keys = (0..<40).map { _ in Self.key(&generator) }
      for space in RunSpace.allCases {
        try Self.check(writer, space, keys, model, "seed \(seed), step \(step)")
      }
    }
    while try writer.tidy() {}
    for space in RunSpace.allCases {
      let keys = Array((model[space] ?? [:]).keys)
      try Self.check(writer, space, keys, model, "seed \(seed), at the end")
    }
  }

  /// Records of one key that fill many chunks come back whole and in order.
  @Test func findsAKeyThatFillsManyChunks() throws {
    let folder = try TemporaryFolder()
    let limits = LedgerLimits(logBytesBound: 1 << 20, runTableBytesBound: 1 << 20)
    let writer = try LedgerWriter(path: folder.ledger, limits: limits)
    let key = RunKey(high: 5, low: 5)
    var expected: [[UInt8]] = []
    for round in 0..<10 {
      var batch = PostingBatch()
      for number in 0..<100 {
        let record = [UInt8](repeating: UInt8(number), count: 2_000 + round)
        expected.append(record)
        batch.append(.trace, key, record)
        batch.append(.trace, RunKey(high: UInt64(number) % 11, low: 1), [UInt8(round)])
      }
      batch.append(.trace, key, [UInt8](repeating: 1, count: 200_000))
      expected.append([UInt8](repeating: 1, count: 200_000))
      try writer.commit(batch)
    }
    while try writer.tidy() {}
    #expect(try writer.records(.trace, keys: [key])[key] == expected)
  }

  /// What is compacted is one run of each space, in less room, and nothing else; appended to, it
  /// is compacted again.
  @Test func compactingLeavesOneRun() throws {
    var generator = SeededGenerator(seed: 11)
    let folder = try TemporaryFolder()
    let limits = LedgerLimits(logBytesBound: 1 << 20, runTableBytesBound: 60_000)
    let writer = try LedgerWriter(path: folder.ledger, limits: limits)
    var appended: [RunKey: [[UInt8]]] = [:]
    for round in 0..<2 {
      for _ in 0..<20 {
        var batch = PostingBatch()
        for _ in 0..<100 {
          let key = RunKey(high: generator.next(), low: generator.next())
          let record = [UInt8](repeating: UInt8(round), count: 150)
          appended[key, default: []].append(record)
          batch.append(.trace, key, record)
        }
        try writer.commit(batch)
      }
      _ = try writer.upkeep { try $0.compact() }
      let reader = try LedgerReader(path: folder.ledger)
      func number(_ sql: String) throws -> Int64? { try reader.connection.integer(sql) }
      #expect(try number("SELECT count(*) FROM run") == 1)
      #expect(try number("SELECT sum(records) FROM run") == Int64(appended.count))
      #expect(try number("SELECT count(*) FROM run_log") == 0)
      #expect(try number("SELECT count(*) FROM run_garbage") == 0)
      #expect(
        try number("SELECT sum(length(data)) FROM run_chunk") == number("SELECT bytes FROM run"))
      #expect(try #require(try number("SELECT bytes FROM run")) < Int64(50 * appended.count))
      #expect(try writer.records(.trace, keys: Array(appended.keys)) == appended)
      #expect(try LedgerVerifier(path: folder.ledger).run().faults == [])
    }
  }

  /// The filter passes few keys that were never appended, and all that were.
  @Test func filterSeldomErrs() throws {
    var generator = SeededGenerator(seed: 3)
    var filter = RunFilter(keys: 50_000)
    let hashes = (0..<50_000).map { _ in generator.next() }
    for hash in hashes { filter.insert(hash) }
    #expect(hashes.allSatisfy(filter.mayContain))
    let wrong = (0..<100_000).count { _ in filter.mayContain(generator.next()) }
    #expect(wrong < 300)
  }

  private static func key(_ generator: inout SeededGenerator) -> RunKey {
    // Few enough that keys come again, in runs far apart.
    RunKey(
      high: UInt64.random(in: 0..<40, using: &generator),
      low: UInt64.random(in: 0..<50, using: &generator))
  }

  private static func record(_ generator: inout SeededGenerator) -> [UInt8] {
    let long = generator.chance(1)
    let count = Int.random(in: 0..<(long ? 70_000 : 200), using: &generator)
    return (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ count) }
  }

  private static func check(
    _ writer: LedgerWriter, _ space: RunSpace, _ keys: [RunKey],
    _ model: [RunSpace: [RunKey: [[UInt8]]]], _ comment: Comment
  ) throws {
    let found = try writer.records(space, keys: keys)
    let wrong = keys.first { key in
      let expected = model[space]?[key]
      return found[key] != expected || (expected != nil && !writer.mayContain(space, key))
    }
    #expect(wrong == nil, comment)
  }
}

extension PostingBatch {
  mutating func append(_ space: RunSpace, _ key: RunKey, _ record: [UInt8]) {
    switch space {
    case .trace: traceRecords.append(key) { $0 += record }
    case .response: responseRecords.append(key) { $0 += record }
    case .session: sessionRecords.append(key) { $0 += record }
    case .stream: streamRecords.append(key) { $0 += record }
    }
  }
}
