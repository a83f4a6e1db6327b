/// Numbers as bytes, for the records of sorted runs.
extension OutputSpan where Element == UInt8 {
  /// Appends a base-128 number, low bits first: at most ten bytes.
  @inline(__always)
  mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends a signed number so that small magnitudes are short.
  @inline(__always)
  mutating func appendSigned(_ value: Int64) {
    appendVarint(UInt64(bitPattern: (value &<< 1) ^ (value >> 63)))
  }

  /// Appends eight bytes, least significant first.
  @inline(__always)
  mutating func appendFixed(_ value: UInt64) {
    let place = count
    append(repeating: 0, count: 8)
    var bytes = mutableSpan
    // Bounds are checked by the call; every bit pattern is a byte.
    var raw = unsafe bytes.mutableBytes
    raw.storeBytes(of: value.littleEndian, toByteOffset: place, as: UInt64.self)
  }
}

/// The same for arrays, where few numbers are written.
extension [UInt8] {
  mutating func appendVarint(_ value: UInt64) {
    append(addingCapacity: 10) { $0.appendVarint(value) }
  }

  mutating func appendSigned(_ value: Int64) {
    append(addingCapacity: 10) { $0.appendSigned(value) }
  }

  mutating func appendFixed(_ value: UInt64) {
    append(addingCapacity: 8) { $0.appendFixed(value) }
  }
}

/// Reads back what the extension above wrote. A record that ends early reads as zeros and says so.
struct ByteReader {
  let bytes: [UInt8]
  private(set) var position = 0
  private(set) var isBroken = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position >= bytes.count || isBroken }

  mutating func byte() -> UInt8 {
    guard position < bytes.count else {
      isBroken = true
      return 0
    }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func varint() -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      let next = byte()
      value |= UInt64(next & 0x7F) &<< shift
      if next < 0x80 { return value }
      shift += 7
    }
    isBroken = true
    return 0
  }

  /// A number of elements that follow; never more than there are bytes left.
  mutating func count() -> Int {
    let count = varint()
    if count > UInt64(bytes.count - position) {
      isBroken = true
      return 0
    }
    return Int(truncatingIfNeeded: count)
  }

  mutating func signed() -> Int64 {
    let value = varint()
    return Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1)))
  }

  mutating func fixed() -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) { value |= UInt64(byte()) &<< shift }
    return value
  }
}
