internal import CostModel

/// Trace and span ids: bytes in protobuf, hexadecimal text in JSON.
extension SpanAssembler {
  mutating func setTraceID(bytes: Span<UInt8>) {
    guard bytes.count == 16 else { return refuse(.invalidTraceID) }
    setTrace(high: Self.bigEndian(bytes, 0), low: Self.bigEndian(bytes, 8))
  }

  mutating func setSpanID(bytes: Span<UInt8>) {
    guard bytes.count == 8 else { return refuse(.invalidSpanID) }
    setSpan(Self.bigEndian(bytes, 0))
  }

  /// An empty parent is a root.
  mutating func setParentSpanID(bytes: Span<UInt8>) {
    if bytes.count == 0 { return }
    guard bytes.count == 8 else { return refuse(.invalidParentSpanID) }
    draft.span.parent = Self.bigEndian(bytes, 0)
  }

  /// Ids as hexadecimal text, either case.
  mutating func setTraceID(hexadecimal text: Span<UInt8>) {
    guard text.count == 32, let high = Self.hexadecimal(text, 0),
      let low = Self.hexadecimal(text, 16)
    else { return refuse(.invalidTraceID) }
    setTrace(high: high, low: low)
  }

  mutating func setSpanID(hexadecimal text: Span<UInt8>) {
    guard text.count == 16, let span = Self.hexadecimal(text, 0) else {
      return refuse(.invalidSpanID)
    }
    setSpan(span)
  }

  /// An empty or absent parent is a root.
  mutating func setParentSpanID(hexadecimal text: Span<UInt8>) {
    if text.count == 0 { return }
    guard text.count == 16, let parent = Self.hexadecimal(text, 0) else {
      return refuse(.invalidParentSpanID)
    }
    draft.span.parent = parent
  }

  private mutating func setTrace(high: UInt64, low: UInt64) {
    if high == 0 && low == 0 { return refuse(.invalidTraceID) }
    draft.span.identity.traceHigh = high
    draft.span.identity.traceLow = low
    draft.hasTraceID = true
  }

  private mutating func setSpan(_ span: UInt64) {
    if span == 0 { return refuse(.invalidSpanID) }
    draft.span.identity.span = span
    draft.hasSpanID = true
  }

  /// Eight bytes from `offset`, most significant first; the caller has checked the count.
  @inline(__always)
  private static func bigEndian(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
    word(bytes, at: offset).byteSwapped
  }

  /// Sixteen hexadecimal digits from `offset`; nil if one of them is none.
  private static func hexadecimal(_ text: Span<UInt8>, _ offset: Int) -> UInt64? {
    guard let high = eightDigits(word(text, at: offset)),
      let low = eightDigits(word(text, at: offset + 8))
    else { return nil }
    return high << 32 | low
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let signs: UInt64 = 0x8080_8080_8080_8080

  /// Eight digits in one word, the first lowest, worked on side by side.
  private static func eightDigits(_ text: UInt64) -> UInt64? {
    // With no sign bit set, adding 0x80 - n to each byte sets it where the byte is at least n.
    if text & signs != 0 { return nil }
    let small = text | (ones &* 0x20)
    let isDigit = (text &+ ones &* (0x80 - 0x30)) & ~(text &+ ones &* (0x80 - 0x3A))
    let isLetter = (small &+ ones &* (0x80 - 0x61)) & ~(small &+ ones &* (0x80 - 0x67))
    if (isDigit | isLetter) & signs != signs { return nil }
    let nibbles = (text & (ones &* 0x0F)) &+ ((text >> 6) & ones) &* 9
    var value = nibbles.byteSwapped
    value = (value | value >> 4) & 0x00FF_00FF_00FF_00FF
    value = (value | value >> 8) & 0x0000_FFFF_0000_FFFF
    return (value | value >> 16) & 0xFFFF_FFFF
  }
}
