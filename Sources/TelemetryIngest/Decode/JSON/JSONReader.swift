/// A reading position inside JSON text that someone else owns.
///
/// Every read takes the bytes as a `Span`, so a reader is an ordinary copyable value, and keeping a
/// copy is how a decoder comes back to a place. Grammar is checked by RFC 8259 as far as it reads.
struct JSONReader: Sendable {
  /// Offset of the next byte to read.
  var position: Int
  /// Offset one past the last byte that may be read.
  var end: Int
  /// Whether strings are checked to be UTF-8.
  var checksUTF8 = true
  /// Where a value that was passed over without a limit first goes beyond `depthLimit`; whoever
  /// asks sets it to nil before.
  var firstTooDeep: Int?

  init(_ range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  /// A string as it stands between its quotes.
  struct Text: Sendable {
    var start: Int
    var end: Int
    /// Whether it holds escapes, and so must be unescaped before use.
    var isEscaped: Bool
  }

  /// The error for the byte at the position: the input ends there, or that byte is wrong.
  func unexpected() -> NotWellFormed {
    NotWellFormed(position >= end ? .truncated : .malformed, at: position)
  }

  @inline(__always)
  mutating func skipWhitespace(_ bytes: Span<UInt8>) {
    while position < end {
      let byte = bytes[position]
      guard byte <= ASCII.space else { return }
      guard
        byte == ASCII.space || byte == ASCII.lineFeed || byte == ASCII.carriageReturn
          || byte == ASCII.tab
      else { return }
      position &+= 1
    }
  }

  /// The first byte of the next token, without reading it.
  @inline(__always)
  mutating func peek(_ bytes: Span<UInt8>) throws(NotWellFormed) -> UInt8 {
    skipWhitespace(bytes)
    guard position < end else { throw unexpected() }
    return bytes[position]
  }

  /// Reads one character of punctuation.
  @inline(__always)
  mutating func expect(_ byte: UInt8, _ bytes: Span<UInt8>) throws(NotWellFormed) {
    guard try peek(bytes) == byte else { throw unexpected() }
    position &+= 1
  }

  /// Reads one character of punctuation if it is next.
  @inline(__always)
  mutating func skip(_ byte: UInt8, _ bytes: Span<UInt8>) throws(NotWellFormed) -> Bool {
    guard try peek(bytes) == byte else { return false }
    position &+= 1
    return true
  }

  /// Reads `null` if it is next.
  mutating func skipNull(_ bytes: Span<UInt8>) throws(NotWellFormed) -> Bool {
    guard try peek(bytes) == UInt8(ascii: "n") else { return false }
    try readLiteral("null", bytes)
    return true
  }

  mutating func readLiteral(
    _ literal: StaticString, _ bytes: Span<UInt8>
  ) throws(NotWellFormed) {
    let literalEnd = position &+ literal.utf8CodeUnitCount
    guard literalEnd <= end else {
      while position < end, isLetter(bytes[position]) { position &+= 1 }
      throw unexpected()
    }
    guard matches(bytes, from: position, to: literalEnd, literal) else {
      throw NotWellFormed(.malformed, at: position)
    }
    position = literalEnd
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  /// Reads the key of a member and its colon, leaving the position at the value.
  @inline(__always)
  mutating func readKey(_ bytes: Span<UInt8>) throws(NotWellFormed) -> Text {
    try expect(ASCII.quote, bytes)
    let key = try readTextContent(bytes)
    if position < end, bytes[position] == ASCII.colon {
      position &+= 1
    } else {
      try expect(ASCII.colon, bytes)
    }
    return key
  }

  /// Moves past what follows a member or element: true after a comma, false after the `closer`.
  @inline(__always)
  mutating func readSeparator(
    _ closer: UInt8, _ bytes: Span<UInt8>
  ) throws(NotWellFormed) -> Bool {
    let byte = try peek(bytes)
    guard byte == ASCII.comma || byte == closer else { throw unexpected() }
    position &+= 1
    return byte == ASCII.comma
  }
}
