/// Records of a chunk in less room, for what is written once and kept.
///
///     bytes before they were deflated (4) · deflated:
///       width (1) · what each key's high half adds to the one before (width bytes each)
///       low halves (8 each) · lengths (varints) · bytes
///
/// Keys are ids and digests: next to each other in a large run, they share what is high in them,
/// and nothing else in them can be left out.
enum DeflatedChunk {
  /// What a chunk of a new run takes before it is deflated; that of later ones is learned.
  static let firstBytesBound = 12_288
  /// Eight chunks fill a page of the file, but for its own few bytes.
  private static let deflatedBytesAim = 8_130

  /// How much the next chunk may take, for its deflated bytes to come near the aim.
  static func bytesBound(after bound: Int, became deflatedBytes: Int) -> Int {
    min(max(bound * deflatedBytesAim / deflatedBytes, deflatedBytesAim), RunChunk.bytesBound)
  }

  /// The deflated body of a chunk; nil if zlib cannot.
  static func body(_ records: RunRecords) -> [UInt8]? {
    var steps: [UInt64] = []
    steps.reserveCapacity(records.count)
    var high: UInt64 = 0
    for key in records.keys {
      steps.append(key.high &- high)
      high = key.high
    }
    let width = steps.dropFirst().reduce(into: 1) { width, step in
      width = max(width, 8 - step.leadingZeroBitCount / 8)
    }
    var content = ByteWriter()
    content.reserve(records.bytes.count + RunChunk.recordHeadBytes * records.count)
    content.append(UInt8(width))
    // The first is the whole half: it adds to nothing.
    content.append(word: steps.first ?? 0)
    for step in steps.dropFirst() { content.append(step, bytes: width) }
    for key in records.keys { content.append(word: key.low) }
    for index in 0..<records.count {
      content.append(varint: UInt64(records.range(index).count))
    }
    content.append(bytes: records.bytes)
    guard let deflated = Deflate.deflated(content.bytes) else { return nil }
    var body = ByteWriter()
    body.append(half: UInt32(truncatingIfNeeded: content.bytes.count))
    body.append(bytes: deflated)
    return body.bytes
  }

  /// The plain form, head included, of a deflated chunk; nil if it is damaged.
  static func plain(_ bytes: [UInt8], count: Int) -> [UInt8]? {
    let start = RunChunk.headBytes + 4
    guard bytes.count > start,
      let content = Deflate.inflated(
        bytes[start...], count: Int(littleEndianHalf(bytes, at: RunChunk.headBytes))),
      // So that a hostile count is no reason to reserve much.
      count <= content.count / 8
    else { return nil }
    var reader = ByteReader()
    guard let width = reader.byte(content), (1...8).contains(width),
      let highs = highs(content, &reader, count: count, width: Int(width))
    else { return nil }
    var plain = ByteWriter()
    plain.reserve(content.count + RunChunk.recordHeadBytes * count)
    plain.append(bytes: bytes[..<RunChunk.headBytes])
    for high in highs {
      guard let low = reader.word(content) else { return nil }
      plain.append(word: high)
      plain.append(word: low)
    }
    var end: UInt64 = 0
    for _ in 0..<count {
      guard let length = reader.varint(content), length <= UInt64(content.count) else { return nil }
      end += length
      plain.append(half: UInt32(truncatingIfNeeded: end))
    }
    // That the ends agree with the bytes is for the plain form's reader to see.
    plain.append(bytes: content[reader.position...])
    return plain.bytes
  }

  private static func highs(
    _ content: [UInt8], _ reader: inout ByteReader, count: Int, width: Int
  ) -> [UInt64]? {
    guard count > 0, var high = reader.word(content) else { return nil }
    var highs = [high]
    highs.reserveCapacity(count)
    for _ in 1..<count {
      guard let step = reader.bytes(content, count: UInt64(width)) else { return nil }
      high &+= step.reversed().reduce(0) { $0 << 8 | UInt64($1) }
      highs.append(high)
    }
    return highs
  }
}

extension ByteWriter {
  /// Appends the low bytes of a number, least significant first.
  fileprivate mutating func append(_ number: UInt64, bytes: Int) {
    for place in 0..<bytes { append(UInt8(truncatingIfNeeded: number >> UInt64(8 * place))) }
  }
}
