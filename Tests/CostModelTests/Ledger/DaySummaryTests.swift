import Testing

@testable import CostModel

@Suite struct DurationHistogramTests {
  /// Percentiles lie within 1 % of the exact ones; parts add up to the whole; what is taken away
  /// again leaves no trace.
  @Test(arguments: 0..<20 as Range<UInt64>) func staysWithinItsError(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let durations = (0..<Int.random(in: 1...3_000, using: &generator)).map { _ in
      Int64.random(in: 0..<(1 << Int64.random(in: 1...62, using: &generator)), using: &generator)
    }
    var (whole, parts) = (DurationHistogram(), [DurationHistogram(), DurationHistogram()])
    for duration in durations {
      whole.add(duration)
      parts[Int.random(in: 0...1, using: &generator)].add(duration)
    }
    var sum = parts[0]
    sum.add(parts[1])
    #expect(sum == whole, "seed \(seed)")
    let sorted = durations.sorted()
    for percent in [1, 50, 90, 99, 100] {
      let exact = sorted[(sorted.count * percent + 99) / 100 - 1]
      let found = whole.percentile(percent) ?? -1
      let error = abs(Double(found) - Double(exact)) / max(1, Double(exact))
      #expect(error <= 0.01, "seed \(seed): p\(percent) is \(exact), not \(found)")
    }
    for duration in durations { sum.add(duration, sign: -1) }
    #expect(sum == DurationHistogram(), "seed \(seed)")
    #expect(sum.percentile(50) == nil)
  }

  @Test(arguments: [Int64.min, -1, 0, 1, 127, 128, 129, .max])
  func takesAnyDuration(nanoseconds: Int64) {
    var histogram = DurationHistogram()
    histogram.add(nanoseconds)
    let found = histogram.percentile(99) ?? -1
    #expect(abs(Double(found) - Double(max(0, nanoseconds))) <= Double(max(0, nanoseconds)) / 100)
  }
}

@Suite struct DaySummaryTests {
  private static let firstDay: Int32 = baseHour / 24

  /// A summary says what its entries say, reversals taken off; a posting drops it, and it is made
  /// anew; retention keeps it.
  @Test(arguments: 0..<6 as Range<UInt64>) func saysWhatTheEntriesSay(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    let upkeep = BackgroundUpkeep(writer, path: folder.ledger, now: { .max })
    var posted: [Entry] = []
    for round in 0..<4 {
      var batch = PostingBatch()
      for _ in 0..<300 {
        var entry = Entry.random(&generator, hours: 24 * 7)
        entry.flags.remove(.reversal)
        if generator.chance(10) { entry.flags.insert(.throttled) }
        batch.entries.append(entry)
        if generator.chance(15) {
          entry.flags.insert(.reversal)
          batch.entries.append(entry)
        }
      }
      try writer.commit(batch)
      posted += batch.entries
      let reader = try LedgerReader(path: folder.ledger)
      #expect(try !reader.scanDaySummary(Self.firstDay) { _ in }, "seed \(seed), \(round)")
      try upkeep.summariseDays()
      try Self.check(folder.ledger, posted, "seed \(seed), \(round)")
    }
    try writer.close()
    let retention = try LedgerUpkeep(path: folder.ledger)
    try retention.removeEntries(beforeDay: Self.firstDay + 5)
    try retention.close()
    try Self.check(folder.ledger, posted, "seed \(seed), after retention")
  }

  private static func check(_ path: String, _ entries: [Entry], _ comment: Comment) throws {
    let reader = try LedgerReader(path: path)
    for day in firstDay..<firstDay + 3 {
      let ofDay = entries.filter { Hour(number: $0.hour).day == day }
      var found: [Dimensions: DaySummaryRow] = [:]
      let isThere = try reader.scanDaySummary(day) { found[$0.usage.dimensions] = $0 }
      #expect(isThere, comment)
      for (dimensions, group) in Dictionary(grouping: ofDay, by: \.dimensions) {
        var expected = DaySummaryRow()
        for entry in group {
          _ = expected.usage.counts.add(UsageCounts(entry))
          _ = expected.usage.quantities.add(entry.quantities, sign: entry.sign)
          if entry.flags.contains(.throttled) { expected.throttles += entry.sign }
          expected.latency.add(entry.durationNanoseconds, sign: entry.sign)
          if entry.timeToFirstTokenNanoseconds >= 0 {
            expected.timeToFirstToken.add(entry.timeToFirstTokenNanoseconds, sign: entry.sign)
          }
        }
        let row = found.removeValue(forKey: dimensions) ?? DaySummaryRow()
        #expect(row.usage.counts == expected.usage.counts, comment)
        #expect(row.usage.quantities == expected.usage.quantities, comment)
        #expect(row.throttles == expected.throttles, comment)
        #expect(row.latency == expected.latency, comment)
        #expect(row.timeToFirstToken == expected.timeToFirstToken, comment)
      }
      #expect(found.isEmpty, comment)
    }
  }

  /// Damaged bytes are no summary: the entries are read instead.
  @Test(arguments: 0..<10 as Range<UInt64>) func refusesDamage(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let entries = (0..<50).map { _ in Entry.random(&generator, hours: 1) }
    let block = try EntryBlock(
      id: 1, hour: baseHour, bytes: EntryBlockEncoder.encode(entries, posted: 1))
    var bytes = try DaySummary(day: Self.firstDay) { try $0(block) }.bytes
    #expect(DaySummary.rows(bytes, day: Self.firstDay) != nil)
    bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 4
    #expect(DaySummary.rows(bytes, day: Self.firstDay) == nil)
  }
}
