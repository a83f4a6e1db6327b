/// Lays entries down as the bytes of a block: a pure function, so that lanes can build blocks.
///
///     version · count · columns · for each column: encoding, minimum, spread, encoding's own data
///     padding to 8 bytes · 64-bit words of the columns, in their order
///
/// Numbers of the head are varints, signed ones zigzag. All is little-endian.
enum EntryBlockEncoder {
  /// The first byte of every block.
  static let version: UInt8 = 1
  /// Entries a block holds at most; more make no scan faster, and a decoded block stays small.
  static let entryLimit = 16_384

  /// The bytes of a block of entries taken in at `posted`.
  static func encode(_ entries: ArraySlice<Entry>, posted: Int64) -> [UInt8] {
    let array = Array(entries)
    let numbers = (0..<Int32(array.count)).map { $0 }
    return encode(EntryColumns(array, numbers[...], posted: posted))
  }

  /// The bytes of a block of these columns.
  ///
  /// - Precondition: There is at least one entry, and at most `entryLimit`.
  static func encode(_ columns: EntryColumns) -> [UInt8] {
    precondition(columns.count > 0 && columns.count <= entryLimit)
    var head = ByteWriter()
    var words: [UInt64] = []
    words.reserveCapacity(8 * columns.count)
    head.append(version)
    head.append(varint: UInt64(columns.count))
    head.append(varint: UInt64(EntryColumn.count))
    for column in 0..<EntryColumn.count {
      encode(columns.column(column), head: &head, words: &words)
    }
    while head.bytes.count % 8 != 0 { head.append(0 as UInt8) }
    head.append(words: words)
    return head.bytes
  }

  private static func encode(
    _ values: ArraySlice<Int64>, head: inout ByteWriter, words: inout [UInt64]
  ) {
    let shape = ColumnShape(values)
    let (low, high) = (shape.minimum, shape.maximum)
    guard low != high else {
      head.append(low == 0 ? ColumnEncoding.zero.rawValue : ColumnEncoding.constant.rawValue)
      if low != 0 { head.append(zigzag: low) }
      return
    }
    let isDelta = shape.deltaBits < shape.packedBits
    let bits = isDelta ? shape.deltaBits : shape.packedBits
    if let list = ColumnDictionary(values, cheaperThanBits: bits) {
      writeHead(.dictionary, shape, &head)
      head.append(varint: UInt64(list.distinct.count))
      words.append(contentsOf: list.distinct.lazy.map { UInt64(bitPattern: $0) })
      BitPacking.pack(list.numbers.lazy.map(UInt64.init), bits: list.bits, to: &words)
    } else if isDelta {
      writeHead(.delta, shape, &head)
      head.append(zigzag: values[values.startIndex])
      head.append(zigzag: shape.minimumDelta)
      head.append(UInt8(bits))
      var previous = values[values.startIndex]
      let deltas = values.dropFirst().lazy.map { value in
        defer { previous = value }
        return UInt64(bitPattern: value &- previous &- shape.minimumDelta)
      }
      BitPacking.pack(deltas, bits: bits, to: &words)
    } else {
      writeHead(.packed, shape, &head)
      BitPacking.pack(
        values.lazy.map { UInt64(bitPattern: $0 &- low) }, bits: bits, to: &words)
    }
  }

  private static func writeHead(
    _ encoding: ColumnEncoding, _ shape: ColumnShape, _ head: inout ByteWriter
  ) {
    head.append(encoding.rawValue)
    head.append(zigzag: shape.minimum)
    head.append(varint: UInt64(bitPattern: shape.maximum &- shape.minimum))
  }
}

/// The distinct values of a column and each row's number among them.
struct ColumnDictionary {
  private(set) var distinct: [Int64] = []
  private(set) var numbers: [UInt8] = []

  var bits: Int { ColumnShape.bits(UInt64(distinct.count - 1)) }

  /// Nil if there are too many distinct values, or if the list costs more than it saves.
  ///
  /// - Complexity: O(*n*); gives up early on columns of random numbers.
  init?(_ values: ArraySlice<Int64>, cheaperThanBits: Int) {
    // With few bits a value or few values, the list alone outweighs what it could save.
    if cheaperThanBits < 8 || values.count < 64 { return nil }
    let mask = 4 * ColumnEncoding.dictionaryLimit - 1
    var slots = [Int16](repeating: -1, count: mask + 1)
    numbers.reserveCapacity(values.count)
    for value in values {
      var place = Int(truncatingIfNeeded: Self.spread(value)) & mask
      while slots[place] >= 0, distinct[Int(slots[place])] != value { place = (place + 1) & mask }
      if slots[place] < 0 {
        if distinct.count == ColumnEncoding.dictionaryLimit { return nil }
        slots[place] = Int16(distinct.count)
        distinct.append(value)
      }
      numbers.append(UInt8(truncatingIfNeeded: slots[place]))
    }
    guard 64 * distinct.count + bits * values.count < cheaperThanBits * values.count else {
      return nil
    }
  }

  private static func spread(_ value: Int64) -> UInt64 {
    (UInt64(bitPattern: value) &* 0x9E37_79B1_85EB_CA87) >> 40
  }
}
