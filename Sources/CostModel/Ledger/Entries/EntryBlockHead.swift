/// The head of a block's bytes: how each column lies there, and where each part ends.
struct EntryBlockHead {
  /// Entries.
  let count: Int
  /// By position in `order`.
  let columns: [ColumnHead]
  /// The columns in the order in which they lie.
  let order: [Int]
  /// Where the words begin.
  let end: Int
  /// Where each part ends; the whole block in version 1, which has no parts.
  let partEnds: [Int]
  /// Bytes of the head that the directory's checksum covers: all of version 1.
  let checkedCount: Int
  private let checksums: [UInt64]

  /// Bytes that are read of a block before more is known of it: the head and, mostly, the usage.
  static let firstBytes = 57_344

  /// Reads the head of a block of `size` bytes, of which at least `firstBytes` are there; nil if
  /// it does not agree with them.
  init?(_ bytes: [UInt8], size: Int) {
    var reader = ByteReader()
    guard let version = reader.byte(bytes), version == 1 || version == EntryBlockEncoder.version,
      let count = reader.varint(bytes), let columnCount = reader.varint(bytes),
      count > 0, count <= EntryBlockEncoder.entryLimit, columnCount == EntryColumn.count
    else { return nil }
    self.count = Int(count)
    order = version == 1 ? Array(0..<EntryColumn.count) : EntryPart.order
    var heads: [ColumnHead] = []
    heads.reserveCapacity(EntryColumn.count)
    for _ in 0..<EntryColumn.count {
      guard let head = ColumnHead(bytes, &reader, rows: Int(count)) else { return nil }
      heads.append(head)
    }
    columns = heads
    if version == 1 {
      reader.align()
      (end, partEnds, checkedCount, checksums) = (
        reader.position, EntryPart.allCases.map { _ in size }, size, []
      )
      return
    }
    var lengths: [Int] = []
    for _ in EntryPart.allCases {
      guard let words = reader.varint(bytes), words <= UInt64(size / 8) else { return nil }
      lengths.append(8 * Int(words))
    }
    reader.align()
    var sums: [UInt64] = []
    for _ in EntryPart.allCases {
      guard let sum = reader.word(bytes) else { return nil }
      sums.append(sum)
    }
    (end, checkedCount, checksums) = (reader.position, reader.position, sums)
    var ends: [Int] = []
    for length in lengths { ends.append((ends.last ?? reader.position) + length) }
    guard ends.last == size else { return nil }
    partEnds = ends
  }

  /// Whether some parts are what was written; true of version 1, which the directory's checksum
  /// covers.
  func matches(_ bytes: [UInt8], parts: Range<Int>) -> Bool {
    for part in parts.clamped(to: checksums.indices) {
      let start = part == 0 ? end : partEnds[part - 1]
      if Hash64.hash(bytes[start..<partEnds[part]]) != checksums[part] { return false }
    }
    return true
  }

  /// The columns of the parts up to one; nil if they do not lie where they should. The bytes are
  /// followed by `BitPacking.slackBytes`.
  func encodedColumns(_ bytes: [UInt8], upTo part: EntryPart) -> [EncodedColumn]? {
    let isWhole = partEnds.first == partEnds.last
    let read = isWhole ? order.count : EntryPart.ends[part.rawValue]
    let bytesEnd = partEnds[part.rawValue]
    guard end <= bytesEnd, bytesEnd + BitPacking.slackBytes <= bytes.count else { return nil }
    var found = [EncodedColumn?](repeating: nil, count: order.count)
    var offset = end
    var numbers: ColumnFrames?
    for (position, head) in columns.enumerated() {
      if position >= read {
        found[order[position]] = EncodedColumn(unread: head)
        continue
      }
      if head.encoding != .list, head.encoding != .sameNumbers { numbers = nil }
      guard
        let column = EncodedColumn(
          head, bytes, at: &offset, end: bytesEnd, rows: count, numbers: &numbers)
      else { return nil }
      found[order[position]] = column
    }
    guard offset == bytesEnd else { return nil }
    return found.compactMap { $0 }
  }
}
