extension TraceJSONDecoder {
  /// Reads the spans of a list that is not empty, and its closing bracket.
  mutating func readSpans(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    repeat {
      try readSpan(bytes, into: &sink)
    } while try reader.readSeparator(ASCII.closeBracket, bytes)
  }

  /// Reads one span; one that is malformed by itself is refused, and the position is after it.
  private mutating func readSpan(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    _ = try reader.peek(bytes)
    let start = reader.position
    sink.beginSpan(at: offsets.offset(of: start))
    do {
      try readSpanMembers(bytes, into: &sink)
    } catch {
      try resume(after: start, error, bytes)
      sink.refuseSpan(error.reason, at: offsets.offset(of: error.offset))
    }
    sink.endSpan()
  }

  /// Finds the end of a value that an error was found in, or throws that error if it has none.
  mutating func resume(
    after start: Int, _ error: NotWellFormed, _ bytes: Span<UInt8>
  ) throws(NotWellFormed) {
    let isBroken = error.reason == .malformed || error.reason == .truncated
    guard salvages || !isBroken else { throw error }
    reader.position = start
    do throws(NotWellFormed) {
      if isBroken {
        try reader.skipStructure(bytes)
        // Only where the list goes on, or ends, has the end of the span been found.
        let next = try reader.peek(bytes)
        guard next == ASCII.comma || next == ASCII.closeBracket else { throw error }
      } else {
        try skipOutside(bytes)
      }
    } catch let second {
      throw isBroken ? error : second
    }
  }

  private mutating func readSpanMembers(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    guard try reader.skip(ASCII.openBrace, bytes) else {
      throw try wrongType(bytes)
    }
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return }
    repeat {
      try readSpanMember(try readSpanKey(bytes), bytes, into: &sink)
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
  }

  /// The error for a value of a wrong type, or for one that is not well-formed.
  mutating func wrongType(_ bytes: Span<UInt8>) throws(NotWellFormed) -> NotWellFormed {
    let start = reader.position
    try reader.skipValue(bytes)
    return NotWellFormed(.wrongType, at: start)
  }

  @inline(__always)
  private mutating func readSpanMember(
    _ key: SpanKey, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    switch key {
    case .traceID:
      guard let id = try readPlainText(bytes) else { return }
      sink.setTraceID(hexadecimal: bytes.extracting(id.start..<id.end))
    case .spanID:
      guard let id = try readPlainText(bytes) else { return }
      sink.setSpanID(hexadecimal: bytes.extracting(id.start..<id.end))
    case .parentSpanID:
      guard let id = try readPlainText(bytes) else { return }
      sink.setParentSpanID(hexadecimal: bytes.extracting(id.start..<id.end))
    case .name: try readName(bytes, into: &sink)
    case .start:
      if let time = try readTime(bytes) { sink.setStart(time) }
    case .end:
      if let time = try readTime(bytes) { sink.setEnd(time) }
    case .attributes: try readAttributes(bytes, into: &sink)
    case .status: try readStatus(bytes, into: &sink)
    case .traceState: try readTraceState(bytes, into: &sink)
    case .flags, .kind, .other: try reader.skipValue(bytes)
    }
  }

  private enum SpanKey: Int {
    case traceID, spanID, parentSpanID, name, start, end, attributes, status
    case traceState, flags, kind, other

    /// The key and its colon, as nearly everybody writes them; empty where there is no one form.
    var usualText: StaticString {
      switch self {
      case .traceID: #""traceId":"#
      case .spanID: #""spanId":"#
      case .parentSpanID: #""parentSpanId":"#
      case .name: #""name":"#
      case .start: #""startTimeUnixNano":"#
      case .end: #""endTimeUnixNano":"#
      case .attributes: #""attributes":"#
      case .status: #""status":"#
      case .traceState: #""traceState":"#
      case .flags: #""flags":"#
      case .kind: #""kind":"#
      case .other: ""
      }
    }
  }

  /// Reads the key of a span's member and its colon; members come in the same order as a rule.
  @inline(__always)
  private mutating func readSpanKey(_ bytes: Span<UInt8>) throws(NotWellFormed) -> SpanKey {
    reader.skipWhitespace(bytes)
    if let expected = SpanKey(rawValue: members.expected), expected != .other {
      let text = expected.usualText
      let end = reader.position &+ text.utf8CodeUnitCount
      if end <= reader.end, matches(bytes, from: reader.position, to: end, text) {
        reader.position = end
        members.resume(after: expected.rawValue)
        return expected
      }
    }
    let key = spanKey(try reader.readKey(bytes), bytes)
    members.pass(key.rawValue)
    return key
  }

  @inline(__always)
  private func spanKey(_ key: JSONReader.Text, _ bytes: Span<UInt8>) -> SpanKey {
    func `is`(_ text: StaticString) -> Bool {
      matches(bytes, from: key.start, to: key.end, text)
    }
    switch key.end &- key.start {
    case 4: return `is`("name") ? .name : `is`("kind") ? .kind : .other
    case 5: return `is`("flags") ? .flags : .other
    case 6: return `is`("spanId") ? .spanID : `is`("status") ? .status : .other
    case 7: return `is`("traceId") ? .traceID : `is`("span_id") ? .spanID : .other
    case 8: return `is`("trace_id") ? .traceID : .other
    case 10: return `is`("attributes") ? .attributes : `is`("traceState") ? .traceState : .other
    case 11: return `is`("trace_state") ? .traceState : .other
    case 12: return `is`("parentSpanId") ? .parentSpanID : .other
    case 14: return `is`("parent_span_id") ? .parentSpanID : .other
    case 15: return `is`("endTimeUnixNano") ? .end : .other
    case 17: return `is`("startTimeUnixNano") ? .start : .other
    case 18: return `is`("end_time_unix_nano") ? .end : .other
    case 20: return `is`("start_time_unix_nano") ? .start : .other
    default: return .other
    }
  }

  /// Reads a string in which nothing needs an escape, such as an id; nil for null.
  ///
  /// Digits written as escapes are handed over as they stand: they are no digits then.
  @inline(__always)
  mutating func readPlainText(
    _ bytes: Span<UInt8>
  ) throws(NotWellFormed) -> JSONReader.Text? {
    let byte = try reader.peek(bytes)
    if byte == ASCII.quote {
      reader.position &+= 1
      return try reader.readTextContent(bytes)
    }
    if byte == UInt8(ascii: "n") {
      try reader.readLiteral("null", bytes)
      return nil
    }
    throw try wrongType(bytes)
  }

  /// Reads the trace state; what is no text says nothing.
  mutating func readTraceState(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    guard try reader.peek(bytes) == ASCII.quote, let text = try readPlainText(bytes) else {
      return try reader.skipValue(bytes)
    }
    sink.setTraceState(bytes.extracting(text.start..<text.end))
  }

  mutating func readName(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    guard let name = try readPlainText(bytes) else { return }
    if name.isEscaped {
      unescaped.removeAll(keepingCapacity: true)
      try unescape(name, of: bytes, into: &unescaped)
      sink.setName(unescaped.span)
    } else {
      sink.setName(bytes.extracting(name.start..<name.end))
    }
  }

  /// Reads a time in nanoseconds, as a string or number; nil for null.
  mutating func readTime(_ bytes: Span<UInt8>) throws(NotWellFormed) -> UInt64? {
    let byte = try reader.peek(bytes)
    let start = reader.position
    var range = start..<start
    switch byte {
    case ASCII.quote:
      if let time = readUsualTime(bytes) { return time }
      let text = try reader.readText(bytes)
      range = text.start..<text.end
    case ASCII.minus, ASCII.zero...ASCII.nine: range = try reader.readNumber(bytes)
    case UInt8(ascii: "n"):
      try reader.readLiteral("null", bytes)
      return nil
    default: throw try wrongType(bytes)
    }
    switch parseNumber(bytes, from: range.lowerBound, to: range.upperBound) {
    case .integer(let value) where value >= 0: return UInt64(value)
    case .large(let value): return value
    default: throw NotWellFormed(.invalidTime, at: start)
    }
  }

  /// Reads a time of nineteen digits, as all of these years have, in quotes; nil, and nothing read,
  /// if it is anything else.
  @inline(__always)
  private mutating func readUsualTime(_ bytes: Span<UInt8>) -> UInt64? {
    let start = reader.position &+ 1
    let end = start &+ 19
    guard end < reader.end, bytes[end] == ASCII.quote,
      case .integer(let time) = parseNumber(bytes, from: start, to: end)
    else { return nil }
    reader.position = end &+ 1
    return UInt64(exactly: time)
  }

  mutating func readStatus(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    if try reader.skipNull(bytes) { return }
    guard try reader.skip(ASCII.openBrace, bytes) else { throw try wrongType(bytes) }
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return }
    repeat {
      let key = try reader.readKey(bytes)
      guard
        matches(bytes, from: key.start, to: key.end, "code")
          || matches(bytes, from: key.start, to: key.end, "status_code")
      else {
        try reader.skipValue(bytes)
        continue
      }
      if try readIsError(bytes) { sink.setFailed() }
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
  }

  /// Reads a status code: a number, or a name such as `ERROR`, `STATUS_CODE_ERROR`.
  mutating func readIsError(_ bytes: Span<UInt8>) throws(NotWellFormed) -> Bool {
    let byte = try reader.peek(bytes)
    if byte == ASCII.quote {
      let text = try reader.readText(bytes)
      return matches(bytes, from: text.start, to: text.end, "STATUS_CODE_ERROR")
        || matches(bytes, from: text.start, to: text.end, "ERROR")
        || matches(bytes, from: text.start, to: text.end, "StatusCode.ERROR")
        || matches(bytes, from: text.start, to: text.end, "2")
    }
    if byte == ASCII.minus || (ASCII.zero...ASCII.nine).contains(byte) {
      let range = try reader.readNumber(bytes)
      return parseNumber(bytes, from: range.lowerBound, to: range.upperBound) == .integer(2)
    }
    if try reader.skipNull(bytes) { return false }
    throw try wrongType(bytes)
  }
}
