/// What the members of a JSON object say that it is, before anything of it is read.
struct RecordOutline: Sendable {
  var isRequest = false
  var hasName = false
  var hasBody = false
  /// Whether a member is there that only spans have.
  var hasSpanTime = false
  /// Whether a member is there that spans have, and other records too.
  var hasSpanMember = false
  var hasID = false
  var resource: Int?
  var scope: Int?
  /// Where the log events of a container stand.
  var logEvents: Int?

  /// A span: named, or at least timed as spans are; a log record has a body.
  var isSpan: Bool { !hasBody && (hasSpanTime || (hasName && hasSpanMember)) }
}

extension TraceJSONDecoder {
  /// Reads one JSON value: a trace request, a span record, or a list or container of those.
  ///
  /// Other objects are counted as ignored.
  mutating func readValue(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    switch try reader.peek(bytes) {
    case ASCII.openBrace: try readObject(bytes, into: &sink)
    case ASCII.openBracket:
      reader.position &+= 1
      guard try !reader.skip(ASCII.closeBracket, bytes) else { return }
      repeat {
        try readElement(bytes, into: &sink)
      } while try reader.readSeparator(ASCII.closeBracket, bytes)
    default: throw NotWellFormed(.notJSON, at: reader.position)
    }
  }

  /// Reads one element of a list of records; one that is malformed is refused alone.
  private mutating func readElement(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let byte = try reader.peek(bytes)
    let start = reader.position
    guard byte == ASCII.openBrace else {
      reader.firstTooDeep = nil
      try skipOutside(bytes)
      if try !refuseTooDeep(into: &sink) { ignoredRecords += 1 }
      return
    }
    do throws(NotWellFormed) {
      try readObject(bytes, into: &sink)
    } catch {
      try resume(after: start, error, bytes)
      sink.refuseInput(error.reason, at: offsets.offset(of: error.offset))
    }
  }

  private mutating func readObject(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let start = reader.position
    reader.firstTooDeep = nil
    let outline = try readOutline(bytes)
    if outline.isRequest {
      reader.position = start
      return try readRequest(bytes, into: &sink)
    }
    let resume = reader.position
    // A span refuses itself; of anything else the rest still counts.
    let isTooDeep = outline.isSpan ? false : try refuseTooDeep(into: &sink)
    if outline.isSpan {
      try readSpanRecord(outline, at: start, bytes, into: &sink)
    } else if let logEvents = outline.logEvents {
      reader.position = logEvents
      try readLogEvents(bytes, into: &sink)
    } else if outline.hasBody, !isTooDeep {
      // A log record in a flat form repeats what its span reports.
      ignoredRecords += 1
    } else if !isTooDeep {
      readLine(start..<resume, bytes, into: &sink)
    }
    reader.position = resume
  }

  /// Looks at the keys of an object, up to the first that says that it is a request.
  private mutating func readOutline(_ bytes: Span<UInt8>) throws(NotWellFormed) -> RecordOutline {
    var outline = RecordOutline()
    try reader.expect(ASCII.openBrace, bytes)
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return outline }
    repeat {
      let key = try reader.readKey(bytes)
      _ = try reader.peek(bytes)
      let value = reader.position
      switch recordKey(key, bytes) {
      case .envelope:
        outline.isRequest = true
        return outline
      case .name: outline.hasName = true
      case .body: outline.hasBody = true
      case .start, .end, .duration: outline.hasSpanTime = true
      case .traceID, .spanID, .context:
        outline.hasSpanMember = true
        outline.hasID = true
      case .parentSpanID, .kind, .attributes: outline.hasSpanMember = true
      case .resource: outline.resource = value
      case .scope: outline.scope = value
      case .logEvents: outline.logEvents = bytes[value] == ASCII.openBracket ? value : nil
      case .status, .traceState, .other: break
      }
      try skipOutside(bytes)
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
    return outline
  }

  /// What a member of a record is, by its key in either form.
  enum RecordKey {
    case envelope, name, body, start, end, duration, traceID, spanID, parentSpanID, context
    case kind, attributes, status, traceState, resource, scope, logEvents, other
  }

  func recordKey(_ key: JSONReader.Text, _ bytes: Span<UInt8>) -> RecordKey {
    func `is`(_ texts: StaticString...) -> Bool {
      texts.contains { matches(bytes, from: key.start, to: key.end, $0) }
    }
    let envelope = envelopeKey(key, bytes)
    switch envelope {
    case _ where envelope.isRequestList: return .envelope
    case .resource: return .resource
    case .scope: return .scope
    default: break
    }
    if `is`("name") { return .name }
    if `is`("body") { return .body }
    if `is`("traceId", "trace_id") { return .traceID }
    if `is`("spanId", "span_id") { return .spanID }
    if `is`("parentSpanId", "parent_span_id", "parent_id") { return .parentSpanID }
    if `is`("startTimeUnixNano", "start_time_unix_nano", "start_time") { return .start }
    if `is`("endTimeUnixNano", "end_time_unix_nano", "end_time") { return .end }
    if `is`("durationNano") { return .duration }
    if `is`("attributes") { return .attributes }
    if `is`("status") { return .status }
    if `is`("traceState", "trace_state") { return .traceState }
    if `is`("context") { return .context }
    if `is`("kind") { return .kind }
    if `is`("instrumentation_scope", "instrumentation_info") { return .scope }
    if `is`("events", "logEvents") { return .logEvents }
    return .other
  }

  /// Reads the messages of a container of log events: those that are JSON, as if they stood alone.
  private mutating func readLogEvents(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    reader.position &+= 1
    guard try !reader.skip(ASCII.closeBracket, bytes) else { return }
    repeat {
      guard try reader.peek(bytes) == ASCII.openBrace else {
        try skipOutside(bytes)
        continue
      }
      reader.position &+= 1
      if try reader.skip(ASCII.closeBrace, bytes) { continue }
      try readLogEvent(bytes, into: &sink)
    } while try reader.readSeparator(ASCII.closeBracket, bytes)
  }

  /// Reads the members of a log event: its message after all that is said of it.
  private mutating func readLogEvent(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    var message: Int?
    var milliseconds: UInt64?
    repeat {
      let key = try reader.readKey(bytes)
      let byte = try reader.peek(bytes)
      if matches(bytes, from: key.start, to: key.end, "message"), byte == ASCII.quote {
        message = reader.position
      } else if matches(bytes, from: key.start, to: key.end, "timestamp"),
        byte != ASCII.openBrace, byte != ASCII.openBracket
      {
        let start = reader.position
        milliseconds = try? readTime(bytes)
        reader.position = start
      }
      try skipOutside(bytes)
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
    guard let message else { return }
    let (resume, base) = (reader.position, Int64(exactly: milliseconds ?? 0) ?? 0)
    let (nanoseconds, overflow) = base.multipliedReportingOverflow(by: 1_000_000)
    sink.setLine(timeNanoseconds: overflow ? 0 : nanoseconds)
    defer { sink.setLine(timeNanoseconds: 0) }
    reader.position = message
    try readMessage(bytes, into: &sink)
    reader.position = resume
  }

  private mutating func readMessage(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let place = offsets.offset(of: reader.position)
    reader.checksUTF8 = false
    defer { reader.checksUTF8 = true }
    let text = try reader.readText(bytes)
    var message: [UInt8] = []
    message.reserveCapacity(text.end - text.start)
    // A container inside of a message is not looked into.
    guard !offsets.isFixed, (try? unescape(text, of: bytes, into: &message)) != nil,
      message.first == ASCII.openBrace
    else {
      ignoredRecords += 1
      return
    }
    var inner = TraceJSONDecoder(
      0..<message.count, offsets: SourceOffsets(base: place, isFixed: true), salvages: salvages)
    do throws(NotWellFormed) {
      try inner.readValue(message.span, into: &sink)
    } catch {
      sink.refuseInput(error.reason, at: place)
    }
    ignoredRecords += inner.ignoredRecords
  }
}
