/// Lays entries down as the bytes of a block, column by column: a pure value, so that lanes can
/// build blocks, and so that a merge needs one column in memory at a time.
///
///     version · count · columns · for each column: encoding and what it needs
///     words of each part · padding to 8 bytes · checksum of each part
///     64-bit words of the columns, part by part
///
/// Numbers of the head are varints, signed ones zigzag. All is little-endian.
struct EntryBlockEncoder {
  /// The first byte of every block that is written.
  static let version: UInt8 = 2
  /// Entries a block holds at most; more make no scan faster, and a decoded block stays small.
  static let entryLimit = 16_384

  private let count: Int
  private var columns = ColumnEncoder()
  /// Columns that were appended, and the words after each part.
  private var appended = 0
  private var partWords: [Int] = []
  private var facts = EncodedBlock()

  /// - Precondition: There is at least one entry, and at most `entryLimit`.
  init(count: Int) {
    precondition(count > 0 && count <= Self.entryLimit)
    self.count = count
    facts.count = count
  }

  /// Appends the next column of `EntryPart.order`.
  mutating func append(_ values: ArraySlice<Int64>) {
    precondition(values.count == count)
    let number = EntryPart.order[appended]
    let column = UInt8(exactly: number).flatMap(EntryColumn.init)
    columns.append(
      values, isInstants: column?.part == .time)
    switch column {
    case .start: facts.start = Self.range(values)
    case .tenant: facts.tenant = Self.range(values)
    case .posted: facts.posted = values.max() ?? 0
    case .flags: facts.reversals = values.reversalCount
    default: break
    }
    appended += 1
    if appended == EntryPart.ends[partWords.count] { partWords.append(columns.words.count) }
  }

  /// The block, when all columns were appended.
  func finish() -> EncodedBlock {
    precondition(appended == EntryColumn.count)
    var words = ByteWriter()
    words.append(words: columns.words)
    var (head, checksums) = (ByteWriter(), ByteWriter())
    head.append(Self.version)
    head.append(varint: UInt64(count))
    head.append(varint: UInt64(EntryColumn.count))
    head.append(bytes: columns.head.bytes)
    var start = 0
    for end in partWords {
      head.append(varint: UInt64(end - start))
      checksums.append(word: Hash64.hash(words.bytes[8 * start..<8 * end]))
      start = end
    }
    while head.bytes.count % 8 != 0 { head.append(0 as UInt8) }
    head.append(bytes: checksums.bytes)
    var block = facts
    block.headCount = head.bytes.count
    head.append(bytes: words.bytes)
    block.bytes = head.bytes
    return block
  }

  /// The block of some entries' columns.
  static func encode(_ columns: EntryColumns) -> EncodedBlock {
    var encoder = EntryBlockEncoder(count: columns.count)
    for column in EntryPart.order { encoder.append(columns.column(column)) }
    return encoder.finish()
  }

  private static func range(_ values: ArraySlice<Int64>) -> ClosedRange<Int64> {
    let shape = ColumnShape(values)
    return shape.minimum...shape.maximum
  }
}

/// The bytes of a block, and what the directory tells of it.
struct EncodedBlock {
  var bytes: [UInt8] = []
  /// Bytes before the first part.
  var headCount = 0
  var count = 0
  var start: ClosedRange<Int64> = 0...0
  var tenant: ClosedRange<Int64> = 0...0
  /// Posting time of the newest entry.
  var posted: Int64 = 0
  var reversals = 0
}
