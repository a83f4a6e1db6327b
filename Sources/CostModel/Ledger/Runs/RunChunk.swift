/// A stretch of a sorted run, one row of the file: records ordered by key.
///
///     checksum (8) · count (4) · padding (4) · keys (16 each) · ends (4 each) · bytes
struct RunChunk {
  /// What a chunk holds at most, but for one longer record: one of the file's pages.
  static let bytesBound = 60_000
  private static let headBytes = 16

  let count: Int
  private let bytes: [UInt8]
  private let endsOffset: Int
  private let recordsOffset: Int

  /// Reads a chunk; nil if it is damaged.
  init?(_ bytes: [UInt8]) {
    guard bytes.count > Self.headBytes,
      littleEndianWord(bytes, at: 0) == Self.checksum(bytes)
    else { return nil }
    count = Int(littleEndianHalf(bytes, at: 8))
    endsOffset = Self.headBytes + 16 * count
    recordsOffset = endsOffset + 4 * count
    guard count > 0, recordsOffset <= bytes.count else { return nil }
    self.bytes = bytes
    // With the last end in place and no end before another, every record lies inside.
    var previous = 0
    for index in 0..<count {
      let end = end(index)
      guard end >= previous else { return nil }
      previous = end
    }
    guard recordsOffset + previous == bytes.count else { return nil }
  }

  func key(_ index: Int) -> RunKey {
    let offset = Self.headBytes + 16 * index
    return RunKey(
      high: littleEndianWord(bytes, at: offset), low: littleEndianWord(bytes, at: offset + 8))
  }

  func record(_ index: Int) -> ArraySlice<UInt8> {
    let start = index == 0 ? 0 : end(index - 1)
    return bytes[recordsOffset + start..<recordsOffset + end(index)]
  }

  /// The first record whose key is not below `key`, or `count`.
  ///
  /// - Complexity: O(log *n*).
  func firstIndex(notBelow key: RunKey) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self.key(middle) < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func end(_ index: Int) -> Int {
    Int(littleEndianHalf(bytes, at: endsOffset + 4 * index))
  }

  fileprivate static func checksum(_ bytes: [UInt8]) -> UInt64 {
    Hash64.hash(bytes, from: 8, seed: 0)
  }

  /// Collects records, ordered by key, until a chunk is full.
  struct Builder {
    private(set) var firstKey = RunKey(high: 0, low: 0)
    private(set) var count = 0
    private var keys = ByteWriter()
    private var ends = ByteWriter()
    private var records = ByteWriter()

    var isEmpty: Bool { count == 0 }

    /// Whether a record of so many bytes would make the chunk too long.
    func isFull(adding recordBytes: Int) -> Bool {
      !isEmpty && 20 * (count + 1) + records.bytes.count + recordBytes + headBytes > bytesBound
    }

    mutating func append(_ key: RunKey, _ record: ArraySlice<UInt8>) {
      if isEmpty { firstKey = key }
      count += 1
      keys.append(word: key.high)
      keys.append(word: key.low)
      records.append(bytes: record)
      ends.append(half: UInt32(truncatingIfNeeded: records.bytes.count))
    }

    /// The chunk's bytes; the builder is empty afterwards.
    mutating func finish() -> [UInt8] {
      var body = ByteWriter()
      body.reserve(headBytes + keys.bytes.count + ends.bytes.count + records.bytes.count)
      body.append(word: 0)
      body.append(half: UInt32(count))
      body.append(half: 0)
      body.append(bytes: keys.bytes)
      body.append(bytes: ends.bytes)
      body.append(bytes: records.bytes)
      var bytes = body.bytes
      let checksum = checksum(bytes)
      for place in 0..<8 {
        bytes[place] = UInt8(truncatingIfNeeded: checksum >> UInt64(8 * place))
      }
      count = 0
      keys.removeAll()
      ends.removeAll()
      records.removeAll()
      return bytes
    }
  }
}
