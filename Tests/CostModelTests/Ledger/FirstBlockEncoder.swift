@testable import CostModel

/// Lays entries down as blocks of version 1, as the ledger did before format 5: what upgraded
/// ledgers hold.
///
///     version · count · columns · for each column: encoding, minimum, spread, encoding's own data
///     padding to 8 bytes · 64-bit words of the columns, in their order
///
/// Numbers of the head are varints, signed ones zigzag. All is little-endian.
enum FirstBlockEncoder {
  static let version: UInt8 = 1
  /// The bytes of a block of these columns.
  ///
  /// - Precondition: There is at least one entry, and at most `entryLimit`.
  static func encode(_ columns: EntryColumns) -> [UInt8] {
    precondition(columns.count > 0 && columns.count <= EntryBlockEncoder.entryLimit)
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
    let shape = FirstColumnShape(values)
    let (low, high) = (shape.minimum, shape.maximum)
    guard low != high else {
      head.append(low == 0 ? ColumnEncoding.zero.rawValue : ColumnEncoding.constant.rawValue)
      if low != 0 { head.append(zigzag: low) }
      return
    }
    let isDelta = shape.deltaBits < shape.packedBits
    let bits = isDelta ? shape.deltaBits : shape.packedBits
    if let list = FirstColumnDictionary(values, cheaperThanBits: bits) {
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
    _ encoding: ColumnEncoding, _ shape: FirstColumnShape, _ head: inout ByteWriter
  ) {
    head.append(encoding.rawValue)
    head.append(zigzag: shape.minimum)
    head.append(varint: UInt64(bitPattern: shape.maximum &- shape.minimum))
  }
}

/// The distinct values of a column and each row's number among them.
private struct FirstColumnDictionary {
  private(set) var distinct: [Int64] = []
  private(set) var numbers: [UInt8] = []

  var bits: Int { FirstColumnShape.bits(UInt64(distinct.count - 1)) }

  /// Nil if there are too many distinct values, or if the list costs more than it saves.
  ///
  /// - Complexity: O(*n*); gives up early on columns of random numbers.
  init?(_ values: ArraySlice<Int64>, cheaperThanBits: Int) {
    // With few bits a value or few values, the list alone outweighs what it could save.
    if cheaperThanBits < 8 || values.count < 64 { return nil }
    let mask = 4 * ColumnEncoding.firstListLimit - 1
    var slots = [Int16](repeating: -1, count: mask + 1)
    numbers.reserveCapacity(values.count)
    for value in values {
      var place = Int(truncatingIfNeeded: Self.spread(value)) & mask
      while slots[place] >= 0, distinct[Int(slots[place])] != value { place = (place + 1) & mask }
      if slots[place] < 0 {
        if distinct.count == ColumnEncoding.firstListLimit { return nil }
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

/// What a column needs to be known before one of the encodings is chosen.
private struct FirstColumnShape {
  var minimum: Int64
  var maximum: Int64
  /// Smallest difference of neighbours, wrapping, and the bits of the spread of differences.
  var minimumDelta: Int64 = 0
  var deltaBits = 64

  /// - Precondition: `values` is not empty.
  init(_ values: ArraySlice<Int64>) {
    let first = values[values.startIndex]
    (minimum, maximum) = (first, first)
    var (previous, low, high) = (first, Int64.max, Int64.min)
    for value in values.dropFirst() {
      minimum = min(minimum, value)
      maximum = max(maximum, value)
      let delta = value &- previous
      low = min(low, delta)
      high = max(high, delta)
      previous = value
    }
    if values.count > 1 {
      minimumDelta = low
      deltaBits = Self.bits(UInt64(bitPattern: high &- low))
    }
  }

  /// Bits of the difference between the extremes.
  var packedBits: Int { Self.bits(UInt64(bitPattern: maximum &- minimum)) }

  static func bits(_ value: UInt64) -> Int { 64 - value.leadingZeroBitCount }
}
