/// Where and how one column lies in the bytes of a block. Every place was checked when the head was
/// read, so decoding cannot fail.
struct EncodedColumn: Sendable {
  /// Smallest and largest value.
  var range: ClosedRange<Int64>
  private var form: Form

  private enum Form: Sendable {
    case constant
    case packed(bits: Int, offset: Int)
    /// Differences do not give one row alone, so such a column is decoded when the head is read.
    case decoded([Int64])
    /// `list` is filled with zeros to a power of two, so that no number points outside.
    case dictionary(list: [Int64], bits: Int, offset: Int)
  }

  /// Reads the heads of all columns; nil if they do not agree with the bytes.
  static func read(_ bytes: [UInt8], _ reader: inout ByteReader, rows: Int) -> [EncodedColumn]? {
    var heads: [ColumnHead] = []
    for _ in 0..<EntryColumn.count {
      guard let head = ColumnHead(bytes, &reader, rows: rows) else { return nil }
      heads.append(head)
    }
    reader.align()
    var offset = reader.position
    var columns: [EncodedColumn] = []
    columns.reserveCapacity(heads.count)
    for head in heads {
      let end = offset + 8 * head.wordCount(rows: rows)
      guard end <= bytes.count else { return nil }
      columns.append(EncodedColumn(head, bytes, offset: offset, rows: rows))
      offset = end
    }
    return offset == bytes.count ? columns : nil
  }

  private init(_ head: ColumnHead, _ bytes: [UInt8], offset: Int, rows: Int) {
    range = head.minimum...head.maximum
    switch head.encoding {
    case .zero, .constant: form = .constant
    case .packed: form = .packed(bits: head.bits, offset: offset)
    case .delta:
      var (value, values) = (head.first, [head.first])
      values.reserveCapacity(rows)
      for row in 0..<rows - 1 {
        let delta = Self.number(row, bits: head.bits, offset, bytes)
        value = value &+ head.minimumDelta &+ Int64(bitPattern: delta)
        values.append(value)
      }
      form = .decoded(values)
    case .dictionary:
      var list = (0..<head.listCount).map {
        Int64(bitPattern: littleEndianWord(bytes, at: offset + 8 * $0))
      }
      while list.count < 1 << head.bits { list.append(0) }
      form = .dictionary(list: list, bits: head.bits, offset: offset + 8 * head.listCount)
    }
  }

  /// The value in a row.
  func value(_ row: Int, _ bytes: [UInt8]) -> Int64 {
    switch form {
    case .constant: range.lowerBound
    case .packed(let bits, let offset):
      range.lowerBound &+ Int64(bitPattern: Self.number(row, bits: bits, offset, bytes))
    case .decoded(let values): values[row]
    case .dictionary(let list, let bits, let offset):
      list[Int(truncatingIfNeeded: Self.number(row, bits: bits, offset, bytes))]
    }
  }

  /// Appends the values of all rows.
  func append(to target: inout [Int64], _ bytes: [UInt8], rows: Int) {
    switch form {
    case .constant: target.append(contentsOf: repeatElement(range.lowerBound, count: rows))
    case .packed(let bits, let offset):
      let low = range.lowerBound
      for row in 0..<rows {
        target.append(low &+ Int64(bitPattern: Self.number(row, bits: bits, offset, bytes)))
      }
    case .decoded(let values): target.append(contentsOf: values)
    case .dictionary(let list, let bits, let offset):
      for row in 0..<rows {
        target.append(list[Int(truncatingIfNeeded: Self.number(row, bits: bits, offset, bytes))])
      }
    }
  }

  /// Bit-packed number `row` of the words at `offset`.
  @inline(__always)
  private static func number(_ row: Int, bits: Int, _ offset: Int, _ bytes: [UInt8]) -> UInt64 {
    if bits == 0 { return 0 }
    let place = row * bits
    let (word, shift) = (offset + place / 64 * 8, place % 64)
    var number = littleEndianWord(bytes, at: word) >> UInt64(shift)
    if shift + bits > 64 {
      number |= littleEndianWord(bytes, at: word + 8) << UInt64(64 - shift)
    }
    return bits == 64 ? number : number & ((1 << UInt64(bits)) - 1)
  }
}

/// What the head of a block says of one column.
private struct ColumnHead {
  var encoding: ColumnEncoding
  var minimum: Int64 = 0
  var maximum: Int64 = 0
  /// Bits of a number.
  var bits = 0
  /// Values in a dictionary's list.
  var listCount = 0
  var first: Int64 = 0
  var minimumDelta: Int64 = 0

  init?(_ bytes: [UInt8], _ reader: inout ByteReader, rows: Int) {
    guard let code = reader.byte(bytes), let encoding = ColumnEncoding(rawValue: code) else {
      return nil
    }
    self.encoding = encoding
    if encoding == .zero { return }
    guard let minimum = reader.zigzag(bytes) else { return nil }
    (self.minimum, maximum) = (minimum, minimum)
    if encoding == .constant { return }
    guard let spread = reader.varint(bytes) else { return nil }
    maximum = minimum &+ Int64(bitPattern: spread)
    guard maximum > minimum else { return nil }
    bits = ColumnShape.bits(spread)
    switch encoding {
    case .dictionary:
      guard let count = reader.varint(bytes), count > 1,
        count <= UInt64(ColumnEncoding.dictionaryLimit)
      else { return nil }
      listCount = Int(count)
      bits = ColumnShape.bits(count - 1)
    case .delta:
      guard let first = reader.zigzag(bytes), let low = reader.zigzag(bytes),
        let width = reader.byte(bytes), width <= 64
      else { return nil }
      (self.first, minimumDelta, bits) = (first, low, Int(width))
    case .zero, .constant, .packed: break
    }
  }

  func wordCount(rows: Int) -> Int {
    let numbers = encoding == .delta ? rows - 1 : rows
    return listCount + BitPacking.wordCount(numbers, bits: bits)
  }
}
