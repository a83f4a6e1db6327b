internal import Glibc

/// Eight bytes of `bytes` as one little-endian word, the first byte lowest.
///
/// The load checks its bounds like any access to a span; it is called unsafe by the library because
/// of types with invalid bit patterns, which `UInt64` does not have.
@inline(__always)
func word(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
  UInt64(
    littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
}

/// A word made of a text of eight ASCII characters, as `word` would load it.
@inline(__always)
func word(_ text: StaticString) -> UInt64 {
  var value: UInt64 = 0
  text.withUTF8Buffer { buffer in
    // The text is at most eight bytes; its last byte comes out highest.
    for index in (0..<min(buffer.count, 8)).reversed() {
      value = unsafe value &<< 8 | UInt64(buffer[index])
    }
  }
  return value
}

/// The index of the first `byte` in a range of `bytes`, or nil.
func firstIndex(of byte: UInt8, in bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
  precondition(0 <= start && start <= end && end <= bytes.count)
  // memchr reads within the range checked above, and keeps nothing.
  return unsafe bytes.withUnsafeBufferPointer { buffer -> Int? in
    guard let base = buffer.baseAddress, start < end else { return nil }
    guard let found = unsafe memchr(base + start, Int32(byte), end - start) else { return nil }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}

/// The index of the last `byte` in a range of `bytes`, or nil.
func lastIndex(of byte: UInt8, in bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
  let ones: UInt64 = 0x0101_0101_0101_0101
  var end = end
  while end &- start >= 8 {
    // A byte of the difference is zero if borrowing from it sets its high bit.
    let difference = word(bytes, at: end &- 8) ^ (ones &* UInt64(byte))
    if (difference &- ones) & ~difference & (ones &<< 7) != 0 { break }
    end &-= 8
  }
  while end > start {
    end &-= 1
    if bytes[end] == byte { return end }
  }
  return nil
}

/// How often `byte` occurs in a range of `bytes`.
func countOccurrences(of byte: UInt8, in bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
  var count = 0
  var position = start
  // Line ends are rare in telemetry, and memchr passes over what lies between them fastest.
  while let found = firstIndex(of: byte, in: bytes, from: position, to: end) {
    count &+= 1
    position = found &+ 1
  }
  return count
}

/// ASCII characters that the decoders compare with.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let minus: UInt8 = 0x2D
  static let dot: UInt8 = 0x2E
  static let zero: UInt8 = 0x30
  static let nine: UInt8 = 0x39
  static let colon: UInt8 = 0x3A
  static let openBracket: UInt8 = 0x5B
  static let backslash: UInt8 = 0x5C
  static let closeBracket: UInt8 = 0x5D
  static let openBrace: UInt8 = 0x7B
  static let closeBrace: UInt8 = 0x7D
}

/// Whether a range of `bytes` is the text.
@inline(__always)
func matches(_ bytes: Span<UInt8>, from start: Int, to end: Int, _ text: StaticString) -> Bool {
  guard end &- start == text.utf8CodeUnitCount else { return false }
  return text.withUTF8Buffer { buffer in
    ByteHash.isEqual(bytes.extracting(start..<end), to: unsafe buffer.span)
  }
}
