/// Appends numbers to bytes, in the forms that the ledger's blocks use.
struct ByteWriter {
  /// What a varint takes at most.
  static let varintBytesMax = 10

  private(set) var bytes: [UInt8] = []

  mutating func append(_ byte: UInt8) { bytes.append(byte) }

  mutating func append(bytes more: some Collection<UInt8>) { bytes.append(contentsOf: more) }

  /// Appends up to `count` bytes, which `body` writes.
  mutating func append(adding count: Int, _ body: (inout OutputSpan<UInt8>) -> Void) {
    bytes.append(addingCapacity: count, initializingWith: body)
  }

  /// Empties it for the next use; the memory is kept.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func append(varint value: UInt64) {
    append(adding: Self.varintBytesMax) { $0.append(varint: value) }
  }

  mutating func append(zigzag value: Int64) {
    append(varint: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  mutating func append(word: UInt64) {
    unsafe withUnsafeBytes(of: word.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func append(half: UInt32) {
    unsafe withUnsafeBytes(of: half.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func append(words: [UInt64]) {
    bytes.reserveCapacity(bytes.count + 8 * words.count)
    #if _endian(little)
      unsafe words.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    #else
      for word in words { append(word: word) }
    #endif
  }
}

extension OutputSpan<UInt8> {
  mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func append(zigzag value: Int64) {
    append(varint: UInt64(bitPattern: (value &<< 1) ^ (value >> 63)))
  }
}

/// Reads what `ByteWriter` wrote; nil where the bytes end too early or a number does not fit.
struct ByteReader {
  private(set) var position = 0

  mutating func byte(_ bytes: [UInt8]) -> UInt8? {
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  @inline(__always)
  mutating func varint(_ bytes: [UInt8]) -> UInt64? {
    // Most numbers are small, and take one byte.
    if position < bytes.count, bytes[position] < 0x80 {
      defer { position += 1 }
      return UInt64(bytes[position])
    }
    return longVarint(bytes)
  }

  private mutating func longVarint(_ bytes: [UInt8]) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = byte(bytes) else { return nil }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return shift == 63 && byte > 1 ? nil : value }
    }
    return nil
  }

  mutating func zigzag(_ bytes: [UInt8]) -> Int64? {
    guard let value = varint(bytes) else { return nil }
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  mutating func word(_ bytes: [UInt8]) -> UInt64? {
    guard bytes.count - position >= 8 else { return nil }
    defer { position += 8 }
    return littleEndianWord(bytes, at: position)
  }

  mutating func bytes(_ bytes: [UInt8], count: UInt64) -> ArraySlice<UInt8>? {
    guard count <= UInt64(bytes.count - position) else { return nil }
    defer { position += Int(count) }
    return bytes[position..<position + Int(count)]
  }

  /// Moves on to the next multiple of eight.
  mutating func align() { position = (position + 7) / 8 * 8 }
}

/// The little-endian 64-bit word at `offset`.
///
/// - Precondition: Eight bytes lie there.
@inline(__always)
func littleEndianWord(_ bytes: [UInt8], at offset: Int) -> UInt64 {
  // Bounds are checked by the call; every bit pattern is an integer.
  UInt64(
    littleEndian: unsafe bytes.span.bytes.unsafeLoadUnaligned(
      fromByteOffset: offset, as: UInt64.self))
}

/// The little-endian 32-bit word at `offset`.
///
/// - Precondition: Four bytes lie there.
@inline(__always)
func littleEndianHalf(_ bytes: [UInt8], at offset: Int) -> UInt32 {
  UInt32(
    littleEndian: unsafe bytes.span.bytes.unsafeLoadUnaligned(
      fromByteOffset: offset, as: UInt32.self))
}
