/// What a source holds and how it is parted, found by looking at its beginning.
struct InputLayout: Hashable, Sendable {
  var format: RecordFormat
  var framing: InputFraming

  init(format: RecordFormat, framing: InputFraming) {
    self.format = format
    self.framing = framing
  }

  /// Looks at the first bytes of a source; a named format decides between text and protobuf.
  init(lookingAt window: InputWindow, format: RecordFormat?) {
    let bytes = window.bytes.span
    let range = window.start..<window.end
    if let format, format.protobufSignal != nil {
      let framing = Self.protobufFraming(bytes, range, window.isAtEnd) ?? .message
      self.init(format: format, framing: framing)
    } else if format == nil, !Self.looksLikeText(bytes, range),
      let framing = Self.protobufFraming(bytes, range, window.isAtEnd)
    {
      self.init(
        format: ProtobufSignal.format(framing.firstMessage(bytes, range), bytes), framing: framing)
    } else {
      self.init(
        format: format ?? Self.jsonFormat(bytes, range),
        framing: Self.jsonFraming(bytes, range, window.isAtEnd))
    }
  }

  /// Whether the first byte that is not space opens a JSON value.
  private static func looksLikeText(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var reader = JSONReader(range)
    reader.skipWhitespace(bytes)
    guard reader.position < range.upperBound else { return true }
    let byte = bytes[reader.position]
    return byte == ASCII.openBrace || byte == ASCII.openBracket
  }

  private static func jsonFormat(_ bytes: Span<UInt8>, _ range: Range<Int>) -> RecordFormat {
    var reader = JSONReader(range)
    reader.skipWhitespace(bytes)
    let decoder = TraceJSONDecoder(0..<0, offsets: SourceOffsets(), salvages: true)
    guard (try? reader.skip(ASCII.openBrace, bytes)) == true, let key = try? reader.readKey(bytes)
    else { return .spanRecords }
    return decoder.envelopeKey(key, bytes).isRequestList ? .otlpJSON : .spanRecords
  }

  /// Lines, unless the first value goes on over the end of its line.
  private static func jsonFraming(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ isWhole: Bool
  ) -> InputFraming {
    var reader = JSONReader(range)
    reader.checksUTF8 = false
    reader.skipWhitespace(bytes)
    let start = reader.position
    guard start < range.upperBound,
      bytes[start] == ASCII.openBrace || bytes[start] == ASCII.openBracket
    else { return .lines }
    let lineEnd = firstIndex(of: ASCII.lineFeed, in: bytes, from: start, to: range.upperBound)
    do throws(NotWellFormed) {
      try reader.skipValue(bytes, depthLimit: .max)
      guard let lineEnd, reader.position > lineEnd else { return .lines }
      return .values
    } catch {
      // A value that is cut off by the look's end is a document if it went over a line's end; what
      // breaks is a line, unless it breaks far on in a document.
      guard let lineEnd, error.offset > lineEnd else { return .lines }
      if error.reason == .truncated, !isWhole { return .values }
      return looksIndented(bytes, after: lineEnd, to: range.upperBound) ? .values : .lines
    }
  }

  /// Whether the line after a line's end begins with space, or opens no new value.
  private static func looksIndented(_ bytes: Span<UInt8>, after lineEnd: Int, to end: Int) -> Bool {
    guard lineEnd + 1 < end else { return false }
    let next = bytes[lineEnd + 1]
    return next == ASCII.space || next == ASCII.tab || next == ASCII.closeBrace
      || next == ASCII.closeBracket || next == ASCII.quote
  }

  /// How protobuf requests are parted, or nil if the bytes are none.
  ///
  /// A request begins with its field 1, whose tag is 0x0A, or is empty.
  private static func protobufFraming(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ isWhole: Bool
  ) -> InputFraming? {
    guard !range.isEmpty else { return nil }
    for framing in [InputFraming.bigEndianLengths, .message, .varintLengths] {
      if fits(framing, bytes, range, isWhole) { return framing }
    }
    return nil
  }

  private static func fits(
    _ framing: InputFraming, _ bytes: Span<UInt8>, _ range: Range<Int>, _ isWhole: Bool
  ) -> Bool {
    var reader = ProtobufReader(range)
    var frames = 0
    do throws(NotWellFormed) {
      while !reader.isAtEnd, frames < 4 {
        var message = range.upperBound
        if framing == .message {
          message = reader.end
        } else {
          let length = try framing.readLength(&reader, bytes)
          // A request that begins as itself (0x0A) would be a frame far beyond this length.
          guard length <= 1 << 26 else { return false }
          message = reader.position + min(length, reader.end - reader.position)
          // A length with nothing behind it says nothing.
          if length > 0, message == reader.position { return frames > 0 }
        }
        let start = reader.position
        if start < message {
          let tag = try reader.readTag(bytes)
          guard tag.field == 1, tag.wireType == .lengthDelimited else { return false }
          let length = try reader.readVarint(bytes)
          let rest = message - reader.position
          // The frame ended inside of its first field's tag or length.
          guard rest >= 0 else { return false }
          if length > UInt64(rest) {
            // Only what the look cuts off may be longer than what is there.
            return message == range.upperBound && (frames > 0 || !isWhole || framing == .message)
          }
          if framing == .message { message = reader.position + Int(length) }
        }
        // An empty request is well-formed, but zeros alone are no telemetry.
        if start < message { frames += 1 }
        reader.position = message
      }
    } catch {
      return frames > 0
    }
    return frames > 0
  }
}
