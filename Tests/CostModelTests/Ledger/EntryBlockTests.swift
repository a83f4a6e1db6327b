import Testing

@testable import CostModel

@Suite struct EntryBlockTests {
  /// What goes in comes out, for every size at which the encoding changes.
  @Test(arguments: [1, 2, 3, 63, 64, 65, 500, 5_000], [1, 2, 3] as [UInt64])
  func keepsRandomEntries(count: Int, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let entries = (0..<count).map { _ in Entry.random(&generator, hours: 1) }
    try check(entries, "seed \(seed), \(count) entries")
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func keepsExtremeEntries(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let entries = (0..<200).map { _ in
      generator.chance(50)
        ? Entry.extreme(&generator) : Entry.random(&generator, hours: 1)
    }
    try check(entries, "seed \(seed)")
  }

  /// A busy hour takes far less than the 232 bytes that an entry has in memory.
  @Test func isSmall() throws {
    var generator = SeededGenerator(seed: 1)
    let entries = (0..<4_096).map { _ in Entry.random(&generator, hours: 1) }
    let bytes = EntryBlockEncoder.encode(entries, posted: 1)
    #expect(bytes.count / entries.count < 70)
  }

  /// Traces of which the calls lie between those of others stand once each.
  @Test func listsTracesThatInterleave() throws {
    var generator = SeededGenerator(seed: 2)
    func entries(of traces: [SpanIdentity]) -> [Entry] {
      (0..<4_000).map { row in
        var entry = Entry()
        entry.startNanoseconds = Int64(baseHour) * Hour.nanoseconds
        entry.span = traces[row / 16 * 4 % traces.count + row % 4]
        return entry
      }
    }
    let traces = (0..<1_000).map { _ in
      SpanIdentity(traceHigh: generator.next(), traceLow: generator.next(), span: 1)
    }
    try check(entries(of: traces), "interleaving")
    let bytes = EntryBlockEncoder.encode(entries(of: traces), posted: 1).count
    // 16 bytes for each trace, and some ten bits for each entry.
    #expect(bytes < 16 * 1_000 + 2 * 4_000)
  }

  /// Any damage of the bytes is refused, or decodes to something; none traps.
  @Test(arguments: 0..<30 as Range<UInt64>) func survivesDamage(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let entries = (0..<100).map { _ in Entry.random(&generator, hours: 1) }
    let whole = EntryBlockEncoder.encode(entries, posted: 1)
    for _ in 0..<200 {
      var bytes = whole
      if generator.chance(30) {
        bytes.removeLast(Int.random(in: 1...bytes.count, using: &generator))
      }
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        // Mostly the head, which decides where everything lies.
        let bound = generator.chance(80) ? min(200, bytes.count) : bytes.count
        bytes[Int.random(in: 0..<bound, using: &generator)] =
          UInt8.random(in: .min ... .max, using: &generator)
      }
      guard let block = try? EntryBlock(id: 1, hour: baseHour, bytes: bytes) else { continue }
      for row in 0..<block.count { _ = block.entry(row) }
      _ = block.values(.start)
    }
  }

  /// Entries as a merged block has them: by tenant, traces of several calls, clocks of several
  /// ticks, times that were not reported.
  @Test(arguments: 0..<12 as Range<UInt64>) func keepsOrderedEntries(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let tick: Int64 = [1, 1_000, 1_000_000, 1_000_000_000][Int(seed) % 4]
    var trace = SpanIdentity()
    let entries = (0..<3_000).map { row in
      var entry = Entry.random(&generator, hours: 1)
      entry.dimensions.tenant = NameID(rawValue: UInt32(row / 170))
      if generator.chance(30) {
        (trace.traceHigh, trace.traceLow) = (generator.next(), generator.next())
      }
      (entry.span.traceHigh, entry.span.traceLow) = (trace.traceHigh, trace.traceLow)
      entry.startNanoseconds -= entry.startNanoseconds % tick
      entry.durationNanoseconds -= entry.durationNanoseconds % tick
      if entry.timeToFirstTokenNanoseconds >= 0 {
        entry.timeToFirstTokenNanoseconds = entry.durationNanoseconds / tick / 2 * tick
      }
      return entry
    }
    try check(entries, "seed \(seed)")
  }

  /// A scan that asks for fewer parts gets the same columns of these.
  @Test func readsTheFirstPartsAlone() throws {
    var generator = SeededGenerator(seed: 4)
    let entries = (0..<9_000).map { _ in Entry.random(&generator, hours: 1) }
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    var batch = PostingBatch()
    batch.entries = entries
    try writer.commit(batch)
    try writer.close()
    let reader = try LedgerReader(path: folder.ledger)
    let hours = baseHour..<baseHour + 1
    var whole: [[Int64]] = []
    try reader.scanEntries(hours: hours) { block in
      whole += EntryColumn.allCases.map { block.values($0) }
    }
    for part in EntryPart.allCases {
      try reader.scanEntries(hours: hours, upTo: part) { block in
        #expect(block.count == 9_000)
        for column in EntryColumn.allCases where column.part <= part {
          #expect(block.values(column) == whole[column.number], "\(column) of \(part)")
        }
      }
    }
  }

  @Test func knowsTheRangeOfAColumn() throws {
    var generator = SeededGenerator(seed: 9)
    let entries = (0..<300).map { _ in Entry.random(&generator, hours: 1) }
    let bytes = EntryBlockEncoder.encode(entries, posted: 77)
    let block = try EntryBlock(id: 1, hour: baseHour, bytes: bytes)
    let starts = entries.map(\.startNanoseconds)
    #expect(block.range(.start).lowerBound == starts.min())
    #expect(block.range(.start).upperBound == starts.max())
    #expect(block.values(.start) == starts)
    #expect(block.values(.posted) == Array(repeating: 77, count: 300))
    #expect(block.values(.input) == entries.map { $0.quantities[.input] })
  }

  private func check(_ entries: [Entry], _ comment: Comment) throws {
    let columns = EntryColumns(entries, posted: 5)
    try check(EntryBlockEncoder.encode(columns).bytes, entries, comment)
    try check(FirstBlockEncoder.encode(columns), entries, comment)
  }

  private func check(_ bytes: [UInt8], _ entries: [Entry], _ comment: Comment) throws {
    let block = try EntryBlock(id: 1, hour: baseHour, bytes: bytes)
    #expect(block.count == entries.count, comment)
    for column in EntryColumn.allCases {
      let values = block.values(column)
      #expect(values == entries.indices.map { block.value(column, $0) }, comment)
      let part = entries.count / 3..<entries.count - entries.count / 5
      #expect(block.values(column, rows: part) == Array(values[part]), comment)
      var joined: [Int64] = []
      block.forEachRun(column) { value, rows in
        #expect(rows.lowerBound == joined.count, comment)
        joined += repeatElement(value, count: rows.count)
      }
      #expect(joined == values, comment)
      let wanted = Set([values.first, values.last, .max].compactMap(\.self))
      let stretches = block.stretches(of: wanted, in: column)
      let found = stretches.flatMap(Array.init)
      #expect(found == values.indices.filter { wanted.contains(values[$0]) }, comment)
      #expect(zip(stretches, stretches.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
    }
    let differing = entries.indices.first { block.entry($0) != entries[$0] }
    #expect(differing == nil, comment)
  }
}

@Suite struct Hash64Tests {
  /// Vectors of the reference implementation of XXH64.
  @Test(
    arguments: [
      ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
      ("The quick brown fox jumps over the lazy dog", 0x0B24_2D36_1FDA_71BC),
    ] as [(String, UInt64)])
  func isXXH64(text: String, hash: UInt64) {
    #expect(Hash64.hash(Array(text.utf8), seed: 0) == hash)
  }
}
