extension JSONReader {
  /// Reads a string; the position is at its opening quote.
  @inline(__always)
  mutating func readText(_ bytes: Span<UInt8>) throws(NotWellFormed) -> Text {
    guard try peek(bytes) == ASCII.quote else { throw NotWellFormed(.wrongType, at: position) }
    position &+= 1
    return try readTextContent(bytes)
  }

  /// Reads a string up to and including its closing quote; the position is after the opening one.
  ///
  /// Eight bytes at a time, looking for a quote, a backslash or a control character. In each of the
  /// three tests a byte can be found wrongly only above one found rightly, so the lowest is right.
  @inline(__always)
  mutating func readTextContent(_ bytes: Span<UInt8>) throws(NotWellFormed) -> Text {
    let start = position
    var index = start
    var highBits: UInt64 = 0
    while index &+ 8 <= end {
      let value = word(bytes, at: index)
      let stops = Self.stops(value)
      if stops != 0 {
        highBits |= value & Self.highs & ((stops & (0 &- stops)) &- 1)
        index &+= stops.trailingZeroBitCount &>> 3
        guard bytes[index] == ASCII.quote else { break }
        position = index &+ 1
        if highBits != 0 { try checkUTF8(bytes, from: start, to: index) }
        return Text(start: start, end: index, isEscaped: false)
      }
      highBits |= value & Self.highs
      index &+= 8
    }
    return try readRemainingText(bytes, from: start, at: index)
  }

  private static var ones: UInt64 { 0x0101_0101_0101_0101 }
  private static var highs: UInt64 { 0x8080_8080_8080_8080 }

  /// The high bits of those bytes at which a string's plain text stops.
  @inline(__always)
  static func stops(_ value: UInt64) -> UInt64 {
    let quotes = value ^ (ones &* UInt64(ASCII.quote))
    let backslashes = value ^ (ones &* UInt64(ASCII.backslash))
    let control = (value &- ones &* 0x20) & ~value
    return
      (((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | control) & highs
  }

  /// Reads a string from its first escape on, or its last few bytes before the input's end.
  @inline(never)
  private mutating func readRemainingText(
    _ bytes: Span<UInt8>, from start: Int, at resume: Int
  ) throws(NotWellFormed) -> Text {
    position = resume
    var isEscaped = false
    while position < end {
      if position &+ 8 <= end {
        let stops = Self.stops(word(bytes, at: position))
        guard stops != 0 else {
          position &+= 8
          continue
        }
        position &+= stops.trailingZeroBitCount &>> 3
      }
      let byte = bytes[position]
      if byte == ASCII.quote {
        try checkUTF8(bytes, from: start, to: position)
        position &+= 1
        return Text(start: start, end: position &- 1, isEscaped: isEscaped)
      }
      if byte == ASCII.backslash {
        isEscaped = true
        try skipEscape(bytes)
      } else if byte < 0x20 {
        throw NotWellFormed(.malformed, at: position)
      } else {
        position &+= 1
      }
    }
    throw NotWellFormed(.truncated, at: end)
  }

  private mutating func skipEscape(_ bytes: Span<UInt8>) throws(NotWellFormed) {
    let start = position
    position &+= 1
    guard position < end else { throw NotWellFormed(.truncated, at: end) }
    switch bytes[position] {
    case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position &+= 1
    case UInt8(ascii: "u"):
      for offset in 1...4 {
        guard position &+ offset < end else { throw NotWellFormed(.truncated, at: end) }
        guard hexadecimalValue(bytes[position &+ offset]) != nil else {
          throw NotWellFormed(.malformed, at: start)
        }
      }
      position &+= 5
    default: throw NotWellFormed(.malformed, at: start)
    }
  }

  private func checkUTF8(
    _ bytes: Span<UInt8>, from start: Int, to end: Int
  ) throws(NotWellFormed) {
    guard checksUTF8, let invalid = firstInvalidUTF8(bytes, from: start, to: end) else { return }
    throw NotWellFormed(.invalidUTF8, at: invalid)
  }
}

/// The value of a hexadecimal digit of either case, or nil.
func hexadecimalValue(_ byte: UInt8) -> UInt32? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte &- UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte &- UInt8(ascii: "a") &+ 10)
  case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte &- UInt8(ascii: "A") &+ 10)
  default: nil
  }
}

/// Appends the characters that an escaped string stands for, as UTF-8.
///
/// The string's escapes have been checked by reading it.
/// - Throws: `invalidUTF8` for half of a surrogate pair, which no UTF-8 can say.
func unescape(
  _ text: JSONReader.Text, of bytes: Span<UInt8>, into output: inout [UInt8]
) throws(NotWellFormed) {
  var index = text.start
  while index < text.end {
    let byte = bytes[index]
    guard byte == ASCII.backslash else {
      output.append(byte)
      index &+= 1
      continue
    }
    let kind = bytes[index &+ 1]
    switch kind {
    case UInt8(ascii: "b"): output.append(0x08)
    case UInt8(ascii: "f"): output.append(0x0C)
    case UInt8(ascii: "n"): output.append(ASCII.lineFeed)
    case UInt8(ascii: "r"): output.append(ASCII.carriageReturn)
    case UInt8(ascii: "t"): output.append(ASCII.tab)
    case UInt8(ascii: "u"):
      index = try unescapeUnicode(at: index, of: bytes, to: text.end, into: &output)
      continue
    default: output.append(kind)
    }
    index &+= 2
  }
}

/// Appends the character of a `\u` escape, or of a surrogate pair; returns what follows.
private func unescapeUnicode(
  at start: Int, of bytes: Span<UInt8>, to end: Int, into output: inout [UInt8]
) throws(NotWellFormed) -> Int {
  let first = fourHexadecimalDigits(bytes, at: start &+ 2)
  var next = start &+ 6
  var scalar = first
  if (0xD800..<0xDC00).contains(first), next &+ 6 <= end, bytes[next] == ASCII.backslash,
    bytes[next &+ 1] == UInt8(ascii: "u")
  {
    let second = fourHexadecimalDigits(bytes, at: next &+ 2)
    if (0xDC00..<0xE000).contains(second) {
      scalar = 0x10000 &+ ((first &- 0xD800) &<< 10) &+ (second &- 0xDC00)
      next &+= 6
    }
  }
  guard let character = Unicode.Scalar(scalar) else {
    throw NotWellFormed(.invalidUTF8, at: start)
  }
  output.append(contentsOf: UTF8.encode(character) ?? UTF8.encodedReplacementCharacter)
  return next
}

private func fourHexadecimalDigits(_ bytes: Span<UInt8>, at start: Int) -> UInt32 {
  var value: UInt32 = 0
  for index in start..<(start &+ 4) {
    value = value &<< 4 | (hexadecimalValue(bytes[index]) ?? 0)
  }
  return value
}
