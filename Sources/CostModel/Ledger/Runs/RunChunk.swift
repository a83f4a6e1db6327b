/// A stretch of a sorted run, one row of the file: records ordered by key.
///
///     checksum (8) · count (4) · form (4)
///     plain:    keys (16 each) · ends (4 each) · bytes
///     deflated: see `DeflatedChunk`
struct RunChunk {
  /// How the bytes behind the head are written. Raw values are stored: never renumbered.
  private enum Form: UInt32 {
    /// As they are read: what a commit writes.
    case plain = 0
    /// In less room, for what is written once and kept.
    case deflated = 1
  }

  /// What a plain chunk takes at most, but for one longer record: what one page of the file holds.
  static let bytesBound = 65_480
  static let headBytes = 16
  /// A key of 16 bytes and the end of its record.
  static let recordHeadBytes = 20

  let count: Int
  /// Those of the plain form.
  private let bytes: [UInt8]
  private let endsOffset: Int
  private let recordsOffset: Int

  /// Reads a chunk; nil if it is damaged.
  init?(_ bytes: [UInt8]) {
    guard bytes.count > Self.headBytes,
      littleEndianWord(bytes, at: 0) == Self.checksum(bytes)
    else { return nil }
    count = Int(littleEndianHalf(bytes, at: 8))
    switch Form(rawValue: littleEndianHalf(bytes, at: 12)) {
    case .plain: self.bytes = bytes
    case .deflated:
      guard let plain = DeflatedChunk.plain(bytes, count: count) else { return nil }
      self.bytes = plain
    case nil: return nil
    }
    endsOffset = Self.headBytes + 16 * count
    recordsOffset = endsOffset + 4 * count
    guard count > 0, recordsOffset <= self.bytes.count else { return nil }
    // With the last end in place and no end before another, every record lies inside.
    var previous = 0
    for index in 0..<count {
      let end = end(index)
      guard end >= previous else { return nil }
      previous = end
    }
    guard recordsOffset + previous == self.bytes.count else { return nil }
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

  private static func checksum(_ bytes: [UInt8]) -> UInt64 {
    Hash64.hash(bytes, from: 8, seed: 0)
  }

  /// Collects records, ordered by key, until a chunk is full.
  struct Builder {
    private var records = RunRecords()
    /// Whether its chunks are to take little room rather than to be written soon.
    private let isDeflating: Bool
    private var bytesBound: Int

    init(isDeflating: Bool) {
      self.isDeflating = isDeflating
      bytesBound = isDeflating ? DeflatedChunk.firstBytesBound : RunChunk.bytesBound
    }

    var isEmpty: Bool { records.isEmpty }
    var firstKey: RunKey? { records.keys.first }

    /// Whether a record of so many bytes would make the chunk too long.
    func isFull(adding recordBytes: Int) -> Bool {
      let bytes = records.bytes.count + recordBytes
      return !isEmpty && recordHeadBytes * (records.count + 1) + bytes + headBytes > bytesBound
    }

    mutating func append(_ key: RunKey, _ record: ArraySlice<UInt8>) {
      records.append(key) { $0 += record }
    }

    /// The chunk's bytes; the builder is empty afterwards.
    mutating func finish() -> [UInt8] {
      defer { records.removeAll() }
      if isDeflating, let body = DeflatedChunk.body(records) {
        let bytes = chunk(.deflated, body.count) { $0.append(bytes: body) }
        bytesBound = DeflatedChunk.bytesBound(after: bytesBound, became: bytes.count)
        return bytes
      }
      let bodyBytes = recordHeadBytes * records.count + records.bytes.count
      return chunk(.plain, bodyBytes) { body in
        body.append(keys: records.keys)
        for end in records.ends { body.append(half: UInt32(truncatingIfNeeded: end)) }
        body.append(bytes: records.bytes)
      }
    }

    private func chunk(
      _ form: Form, _ bodyBytes: Int, _ body: (inout ByteWriter) -> Void
    ) -> [UInt8] {
      var writer = ByteWriter()
      writer.reserve(headBytes + bodyBytes)
      writer.append(word: 0)
      writer.append(half: UInt32(records.count))
      writer.append(half: form.rawValue)
      body(&writer)
      var bytes = writer.bytes
      let checksum = checksum(bytes)
      for place in 0..<8 {
        bytes[place] = UInt8(truncatingIfNeeded: checksum >> UInt64(8 * place))
      }
      return bytes
    }
  }
}
