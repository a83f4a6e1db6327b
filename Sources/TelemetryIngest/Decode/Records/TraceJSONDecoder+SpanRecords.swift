extension TraceJSONDecoder {
  /// Reads an object that is one span, in CloudWatch's flat form or OpenTelemetry's console form.
  ///
  /// Its outline has been read, so its JSON is known to be well-formed.
  mutating func readSpanRecord(
    _ outline: RecordOutline, at start: Int, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    if let resource = outline.resource {
      reader.position = resource
      try readHeader(.resource, bytes, into: &sink)
    } else {
      beginEmpty(.resource, into: &sink)
    }
    if let scope = outline.scope {
      reader.position = scope
      try readHeader(.scope, bytes, into: &sink)
    } else {
      beginEmpty(.scope, into: &sink)
    }
    reader.position = start
    sink.beginSpan(at: offsets.offset(of: start))
    do throws(NotWellFormed) {
      try readRecordMembers(bytes, into: &sink)
    } catch {
      sink.refuseSpan(error.reason, at: offsets.offset(of: error.offset))
    }
    if !outline.hasID { sink.identifySpan(byContent: bytes.extracting(start..<reader.position)) }
    sink.endSpan()
  }

  /// The times of a record, of which the end may have to be computed.
  private struct Times {
    var start: UInt64?
    var end: UInt64?
    var duration: UInt64?
  }

  private mutating func readRecordMembers(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    var times = Times()
    try reader.expect(ASCII.openBrace, bytes)
    repeat {
      let key = try reader.readKey(bytes)
      let kind = recordKey(key, bytes)
      switch kind {
      case .context: try readContext(bytes, into: &sink)
      case .traceID, .spanID, .parentSpanID: try readRecordID(kind, bytes, into: &sink)
      case .name: try readName(bytes, into: &sink)
      case .start: times.start = try readRecordTime(bytes)
      case .end: times.end = try readRecordTime(bytes)
      case .duration: times.duration = try readTime(bytes)
      case .attributes: try readAttributes(bytes, into: &sink)
      case .status: try readRecordStatus(bytes, into: &sink)
      case .traceState: try readTraceState(bytes, into: &sink)
      default: try reader.skipValue(bytes)
      }
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
    if let start = times.start { sink.setStart(start) }
    if let end = times.end {
      sink.setEnd(end)
    } else if let start = times.start, let duration = times.duration {
      let (end, overflow) = start.addingReportingOverflow(duration)
      sink.setEnd(overflow ? .max : end)
    }
  }

  /// Reads the ids of a console record: `{"trace_id": "0x…", "span_id": "0x…"}`.
  private mutating func readContext(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    if try reader.skipNull(bytes) { return }
    guard try reader.skip(ASCII.openBrace, bytes) else { throw try wrongType(bytes) }
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return }
    repeat {
      let key = try reader.readKey(bytes)
      switch recordKey(key, bytes) {
      case .traceID: try readRecordID(.traceID, bytes, into: &sink)
      case .spanID: try readRecordID(.spanID, bytes, into: &sink)
      default: try reader.skipValue(bytes)
      }
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
  }

  /// Reads an id, after `0x` if that is there.
  private mutating func readRecordID(
    _ kind: RecordKey, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    guard let id = try readPlainText(bytes) else { return }
    var start = id.start
    if id.end &- start > 2, bytes[start] == ASCII.zero,
      bytes[start &+ 1] | 0x20 == UInt8(ascii: "x")
    {
      start &+= 2
    }
    let digits = bytes.extracting(start..<id.end)
    switch kind {
    case .traceID: sink.setTraceID(hexadecimal: digits)
    case .spanID: sink.setSpanID(hexadecimal: digits)
    default: sink.setParentSpanID(hexadecimal: digits)
    }
  }

  /// Reads a time: nanoseconds as a number or string, or an ISO 8601 instant; nil for null.
  private mutating func readRecordTime(_ bytes: Span<UInt8>) throws(NotWellFormed) -> UInt64? {
    guard try reader.peek(bytes) == ASCII.quote else { return try readTime(bytes) }
    let start = reader.position
    let text = try reader.readText(bytes)
    if let instant = parseInstant(bytes, from: text.start, to: text.end) { return instant }
    reader.position = start
    return try readTime(bytes)
  }

  private mutating func readRecordStatus(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    if try reader.peek(bytes) == ASCII.quote {
      if try readIsError(bytes) { sink.setFailed() }
    } else {
      try readStatus(bytes, into: &sink)
    }
  }
}
