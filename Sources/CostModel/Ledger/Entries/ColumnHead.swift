/// What the head of a block says of one column.
struct ColumnHead {
  var encoding: ColumnEncoding
  var range: ClosedRange<Int64> = 0...0
  var scale = ColumnScale(minimum: 0, base: 0, step: 1)
  /// Bits of a number.
  var bits = 0
  /// Values in a list, or runs.
  var count = 0
  /// Of version 1's differences: the first value and the smallest difference.
  var first: Int64 = 0
  var minimumDelta: Int64 = 0

  /// Nil if the bytes do not hold the head of a column.
  init?(_ bytes: [UInt8], _ reader: inout ByteReader, rows: Int) {
    guard let code = reader.byte(bytes), let encoding = ColumnEncoding(rawValue: code) else {
      return nil
    }
    self.encoding = encoding
    if encoding == .zero { return }
    guard let minimum = reader.zigzag(bytes) else { return nil }
    range = minimum...minimum
    if encoding == .constant { return }
    guard let spread = reader.varint(bytes) else { return nil }
    let maximum = minimum &+ Int64(bitPattern: spread)
    guard maximum > minimum else { return nil }
    range = minimum...maximum
    scale = ColumnScale(minimum: minimum, base: minimum, step: 1)
    bits = BitPacking.bits(spread)
    let isRead =
      switch encoding {
      case .dictionary, .delta, .packed, .zero, .constant: readFirstForm(bytes, &reader)
      case .runs, .frames, .list, .sameNumbers: readForm(bytes, &reader, rows: rows)
      }
    if !isRead { return nil }
  }

  private mutating func readFirstForm(_ bytes: [UInt8], _ reader: inout ByteReader) -> Bool {
    switch encoding {
    case .dictionary:
      guard let count = reader.varint(bytes), count > 1,
        count <= UInt64(ColumnEncoding.firstListLimit)
      else { return false }
      self.count = Int(count)
      bits = BitPacking.bits(count - 1)
    case .delta:
      guard let first = reader.zigzag(bytes), let low = reader.zigzag(bytes),
        let width = reader.byte(bytes), width <= 64
      else { return false }
      (self.first, minimumDelta, bits) = (first, low, Int(width))
    default: break
    }
    return true
  }

  private mutating func readForm(
    _ bytes: [UInt8], _ reader: inout ByteReader, rows: Int
  ) -> Bool {
    guard let step = reader.varint(bytes).flatMap({ Int64(exactly: $0) }), step > 0 else {
      return false
    }
    if step > 1 {
      guard let base = reader.zigzag(bytes) else { return false }
      scale = ColumnScale(minimum: range.lowerBound, base: base, step: step)
    }
    bits = BitPacking.bits(scale.number(range.upperBound))
    if encoding == .frames { return true }
    guard let count = reader.varint(bytes), count > 0, count <= UInt64(rows) else { return false }
    self.count = Int(count)
    return true
  }
}
