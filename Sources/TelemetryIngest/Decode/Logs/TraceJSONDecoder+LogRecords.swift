/// Log records in OTLP/JSON.
extension TraceJSONDecoder {
  /// Reads the records of a list that is not empty, and its closing bracket.
  mutating func readLogRecords(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    repeat {
      _ = try reader.peek(bytes)
      let start = reader.position
      sink.beginRecord(at: offsets.offset(of: start))
      do {
        try readLogRecord(bytes, into: &sink)
      } catch {
        try resume(after: start, error, bytes)
        sink.refuseSpan(error.reason, at: offsets.offset(of: error.offset))
      }
      sink.endRecord()
    } while try reader.readSeparator(ASCII.closeBracket, bytes)
  }

  private mutating func readLogRecord(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    guard try reader.skip(ASCII.openBrace, bytes) else { throw try wrongType(bytes) }
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return }
    repeat {
      let key = try reader.readKey(bytes)
      func `is`(_ camel: StaticString, _ snake: StaticString) -> Bool {
        matches(bytes, from: key.start, to: key.end, camel)
          || matches(bytes, from: key.start, to: key.end, snake)
      }
      if `is`("timeUnixNano", "time_unix_nano") {
        if let time = try readTime(bytes) { sink.setStart(time) }
      } else if `is`("observedTimeUnixNano", "observed_time_unix_nano") {
        if let time = try readTime(bytes) { sink.setObservedTime(time) }
      } else if `is`("attributes", "attributes") {
        try readAttributes(bytes, into: &sink)
      } else if `is`("eventName", "event_name") {
        try readEventName(key, bytes, into: &sink)
      } else if `is`("body", "body") {
        try readBody(bytes, into: &sink)
      } else if `is`("traceId", "trace_id") || `is`("spanId", "span_id") {
        if let id = try readPlainText(bytes) {
          sink.identify(
            key: bytes.extracting(key.start..<(key.start &+ 4)), kind: 1,
            value: bytes.extracting(id.start..<id.end))
        }
      } else {
        try reader.skipValue(bytes)
      }
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
  }

  private mutating func readEventName(
    _ key: JSONReader.Text, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    guard let name = try readPlainText(bytes) else { return }
    let text = bytes.extracting(name.start..<name.end)
    sink.setEventName(text)
    sink.identify(key: bytes.extracting(key.start..<(key.start &+ 5)), kind: 1, value: text)
  }

  /// Reads a record's body: known events stand there by their name, and lines as they are.
  private mutating func readBody(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let start = reader.position
    try reader.skipValue(bytes)
    let end = reader.position
    let body = bytes.extracting(start..<end)
    let key: [UInt8] = Array("body".utf8)
    reader.position = start
    if try reader.skip(ASCII.openBrace, bytes), try reader.peek(bytes) == ASCII.quote {
      let kind = try reader.readKey(bytes)
      if matches(bytes, from: kind.start, to: kind.end, "stringValue")
        || matches(bytes, from: kind.start, to: kind.end, "string_value"),
        try reader.peek(bytes) == ASCII.quote
      {
        let text = try reader.readText(bytes)
        unescaped.removeAll(keepingCapacity: true)
        try unescape(text, of: bytes, into: &unescaped)
        sink.setBody(unescaped.span)
        sink.identify(key: key.span, kind: 1, value: unescaped.span)
        reader.position = end
        return
      }
    }
    sink.identify(key: key.span, kind: 5, value: body)
    reader.position = end
  }
}
