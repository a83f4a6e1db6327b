/// The offset of the first byte in a range that is not valid UTF-8, or nil if all is.
///
/// Overlong forms, surrogates and values above U+10FFFF are invalid.
@inline(__always)
func firstInvalidUTF8(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
  isASCII(bytes, from: start, to: end) ? nil : firstInvalidSequence(bytes, from: start, to: end)
}

/// Whether all bytes of a range are ASCII, as nearly all names, ids and numbers are.
@inline(__always)
private func isASCII(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
  let signs: UInt64 = 0x8080_8080_8080_8080
  guard end &- start >= 8 else {
    return ByteHash.shortWord(bytes.extracting(start..<end)) & signs == 0
  }
  var position = start
  while position &+ 8 < end {
    if word(bytes, at: position) & signs != 0 { return false }
    position &+= 8
  }
  // The last eight bytes, some of which were looked at already.
  return word(bytes, at: end &- 8) & signs == 0
}

private func firstInvalidSequence(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
  var position = start
  while position < end {
    if position &+ 8 <= end, word(bytes, at: position) & 0x8080_8080_8080_8080 == 0 {
      position &+= 8
      continue
    }
    let lead = bytes[position]
    if lead < 0x80 {
      position &+= 1
      continue
    }
    let length: Int
    var secondRange: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0:
      length = 3
      secondRange = 0xA0...0xBF
    case 0xED:
      length = 3
      secondRange = 0x80...0x9F
    case 0xE1...0xEF: length = 3
    case 0xF0:
      length = 4
      secondRange = 0x90...0xBF
    case 0xF4:
      length = 4
      secondRange = 0x80...0x8F
    case 0xF1...0xF3: length = 4
    default: return position
    }
    guard position &+ length <= end, secondRange.contains(bytes[position &+ 1]) else {
      return position
    }
    for index in 2..<max(length, 2) where bytes[position &+ index] & 0xC0 != 0x80 {
      return position
    }
    position &+= length
  }
  return nil
}
