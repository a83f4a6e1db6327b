/// A day that is over, in one piece: its sums, and how long calls took. Derived from its entries,
/// and dropped as soon as something is posted to the day.
struct DaySummary {
  private var sums = RollupAggregator(table: "a day")
  private var numbers: [Dimensions: Int] = [:]
  private var throttles: [Int64] = []
  private var latencies: [DurationHistogram] = []
  private var firstTokens: [DurationHistogram] = []

  private static let version: UInt8 = 1
  private static let seed: UInt64 = 0x64_6179

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
    try sums.add(
      RollupKey(bucket: day, dimensions: entry.dimensions), UsageCounts(entry), entry.quantities,
      sign: entry.sign)
    let number = numbers[entry.dimensions] ?? throttles.count
    if number == throttles.count {
      numbers[entry.dimensions] = number
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

  /// The rows as bytes, with their checksum before them.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.version)
    writer.append(varint: UInt64(sums.keys.count))
    for place in sums.order() {
      writer.append(sums.keys[place], sums.counts[place], sums.quantities[place])
      // Both lists were made in the order of the first entries.
      writer.append(zigzag: throttles[place])
      writer.append(latencies[place])
      writer.append(firstTokens[place])
    }
    var whole = ByteWriter()
    whole.append(word: Hash64.hash(writer.bytes, seed: Self.seed))
    whole.append(bytes: writer.bytes)
    return whole.bytes
  }

  /// The rows; nil where the bytes are not what was written.
  static func rows(_ bytes: [UInt8], day: Int32) -> [DaySummaryRow]? {
    guard bytes.count > 8, littleEndianWord(bytes, at: 0) == Hash64.hash(bytes, from: 8, seed: seed)
    else { return nil }
    var reader = ByteReader()
    _ = reader.word(bytes)
    guard reader.byte(bytes) == version, let count = reader.varint(bytes) else { return nil }
    var rows: [DaySummaryRow] = []
    for _ in 0..<count {
      var row = DaySummaryRow()
      guard let usage = reader.rollupRow(bytes, hour: day &* 24),
        let throttles = reader.zigzag(bytes), let latency = reader.histogram(bytes),
        let firstToken = reader.histogram(bytes)
      else { return nil }
      row.usage = usage
      row.throttles = throttles
      row.latency = latency
      row.timeToFirstToken = firstToken
      rows.append(row)
    }
    return rows
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
