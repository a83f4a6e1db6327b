/// A day that is over, in one piece: its sums, and how long calls took. Derived from its entries,
/// and dropped as soon as something is posted to the day.
struct DaySummary {
  private var sums = RollupAggregator(table: "a day")
  // By the numbers of the sums' keys.
  private var throttles: [Int64] = []
  private var latencies: [DurationHistogram] = []
  private var firstTokens: [DurationHistogram] = []

  private static let frame = SummaryFrame(version: 1, seed: 0x64_6179)

  /// Sums the entries of a day.
  ///
  /// - Complexity: O(*entries*), half a second a million.
  init(day: Int32, from reader: LedgerReader) throws {
    try self.init(day: day) { body in
      try reader.scanEntries(hours: day * 24..<day * 24 + 24, upTo: .time, body)
    }
  }

  init(day: Int32, scan: ((EntryBlock) throws -> Void) throws -> Void) throws {
    try scan { block in
      for row in 0..<block.count { try add(block.timedEntry(row), day) }
    }
  }

  private mutating func add(_ entry: Entry, _ day: Int32) throws {
    let number = try sums.add(
      RollupKey(bucket: day, dimensions: entry.dimensions), UsageCounts(entry), entry.quantities,
      sign: entry.sign)
    if number == throttles.count {
      throttles.append(0)
      latencies.append(DurationHistogram())
      firstTokens.append(DurationHistogram())
    }
    if entry.flags.contains(.summed) { return }
    if entry.flags.contains(.throttled) { throttles[number] += entry.sign }
    latencies[number].add(entry.durationNanoseconds, sign: entry.sign)
    if entry.timeToFirstTokenNanoseconds >= 0 {
      firstTokens[number].add(entry.timeToFirstTokenNanoseconds, sign: entry.sign)
    }
  }

  /// The rows as bytes.
  var bytes: [UInt8] {
    Self.frame.bytes(rows: sums.keys.count) { writer in
      for number in sums.order() {
        writer.append(sums.keys[number], sums.counts[number], sums.quantities[number])
        writer.append(zigzag: throttles[number])
        writer.append(latencies[number])
        writer.append(firstTokens[number])
      }
    }
  }

  /// The rows; nil where the bytes are not what was written.
  static func rows(_ bytes: [UInt8], day: Int32) -> [DaySummaryRow]? {
    frame.rows(bytes) { reader in
      var row = DaySummaryRow()
      guard let usage = reader.rollupRow(bytes, hour: day &* 24),
        let throttles = reader.zigzag(bytes), let latency = reader.histogram(bytes),
        let firstToken = reader.histogram(bytes)
      else { return nil }
      row.usage = usage
      row.throttles = throttles
      row.latency = latency
      row.timeToFirstToken = firstToken
      return row
    }
  }
}

extension ByteWriter {
  fileprivate mutating func append(_ histogram: DurationHistogram) {
    append(varint: UInt64(histogram.buckets.count))
    var before: UInt16 = 0
    for bucket in histogram.buckets {
      append(varint: UInt64(bucket.number - before))
      append(zigzag: bucket.count)
      before = bucket.number
    }
  }
}

extension ByteReader {
  fileprivate mutating func histogram(_ bytes: [UInt8]) -> DurationHistogram? {
    guard let count = varint(bytes), count <= UInt64(UInt16.max) else { return nil }
    var buckets: [DurationHistogram.Bucket] = []
    buckets.reserveCapacity(Int(count))
    var number: UInt64 = 0
    for _ in 0..<count {
      guard let step = varint(bytes), let held = zigzag(bytes), step <= UInt64(UInt16.max) else {
        return nil
      }
      number += step
      guard let known = UInt16(exactly: number) else { return nil }
      buckets.append(DurationHistogram.Bucket(number: known, count: held))
    }
    return DurationHistogram(buckets)
  }
}
