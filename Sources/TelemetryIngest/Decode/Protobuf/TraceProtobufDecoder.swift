/// Decodes OTLP protobuf requests, in whatever order their fields stand.
///
/// ```
/// ExportTraceServiceRequest  1 resource_spans*
/// ResourceSpans              1 resource  2 scope_spans*
/// ScopeSpans                 1 scope     2 spans*
/// Resource                   1 attributes*
/// InstrumentationScope       1 name      3 attributes*
/// ```
///
/// Requests of metrics and logs have the same frame: what is said of spans here holds for metrics
/// and log records. Nothing in a request says of which signal it is.
///
/// A message that is cut off is read as far as it goes; then the break is thrown.
struct TraceProtobufDecoder {
  let offsets: SourceOffsets
  /// Where the key of the attribute that is being read stands.
  var topKey = 0..<0
  /// The dotted path of a nested attribute; made only where there is one.
  var path: [UInt8] = []
  let signal: TelemetrySignal

  init(offsets: SourceOffsets, signal: TelemetrySignal = .spans) {
    self.offsets = offsets
    self.signal = signal
  }

  /// Whether attributes are handed over for the identity of what carries them, too.
  var identifies: Bool { signal != .spans }

  /// Reads a whole request.
  mutating func readRequest(
    _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    sink.beginRequest()
    sink.beginSignal(signal)
    defer { sink.beginSignal(.spans) }
    var reader = ProtobufReader(range)
    while !reader.isAtEnd {
      let tag = try reader.readTag(bytes)
      guard tag.field == 1 else {
        try reader.skipValue(of: tag, bytes)
        continue
      }
      guard let part = try openPart(tag, &reader, bytes, into: &sink) else { continue }
      try readResourceSpans(part.range, bytes, into: &sink)
      if part.isCut { throw NotWellFormed(.truncated, at: reader.end) }
    }
  }

  /// The part of a delimited field that is there.
  private struct Part {
    var range: Range<Int>
    /// Whether its length runs beyond the end.
    var isCut: Bool
  }

  /// Reads the frame of a message field; refuses one of another wire type, and gives nil.
  private func openPart(
    _ tag: ProtobufReader.Tag, _ reader: inout ProtobufReader, _ bytes: Span<UInt8>,
    into sink: inout some SpanSink
  ) throws(NotWellFormed) -> Part? {
    guard tag.wireType == .lengthDelimited else {
      try reader.skipValue(of: tag, bytes)
      sink.refuseInput(.wrongType, at: offsets.offset(of: tag.offset))
      return nil
    }
    let length = try reader.readVarint(bytes)
    let start = reader.position
    let rest = reader.end &- start
    let isCut = length > UInt64(rest)
    reader.position = isCut ? reader.end : start &+ Int(length)
    return Part(range: start..<reader.position, isCut: isCut)
  }

  /// The ranges of a message's first field, wherever they stand.
  private func headers(_ range: Range<Int>, _ bytes: Span<UInt8>) -> [Range<Int>] {
    var reader = ProtobufReader(range)
    var found: [Range<Int>] = []
    do throws(NotWellFormed) {
      while !reader.isAtEnd {
        let tag = try reader.readTag(bytes)
        if tag.field == 1, tag.wireType == .lengthDelimited {
          found.append(try reader.readDelimited(bytes))
        } else {
          try reader.skipValue(of: tag, bytes)
        }
      }
    } catch {
      // The break is met again, and reported, when the message itself is read.
    }
    return found
  }

  private mutating func readResourceSpans(
    _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    sink.beginResource()
    for resource in headers(range, bytes) {
      try readHeaderAttributes(field: 1, of: resource, bytes, into: &sink)
    }
    var reader = ProtobufReader(range)
    while !reader.isAtEnd {
      let tag = try reader.readTag(bytes)
      guard tag.field == 2 else {
        try reader.skipValue(of: tag, bytes)
        continue
      }
      guard let part = try openPart(tag, &reader, bytes, into: &sink) else { continue }
      try readScopeSpans(part.range, bytes, into: &sink)
      if part.isCut { throw NotWellFormed(.truncated, at: reader.end) }
    }
  }

  private mutating func readScopeSpans(
    _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    // The scope is written first as a rule: then there is no need to look for it among the spans.
    var reader = ProtobufReader(range)
    let isFirst = !range.isEmpty && bytes[range.lowerBound] == 0x0A
    let scopes: [Range<Int>]
    if isFirst {
      _ = try reader.readTag(bytes)
      scopes = [try reader.readDelimited(bytes)]
    } else {
      scopes = headers(range, bytes)
    }
    try readScope(scopes, bytes, into: &sink)
    while !reader.isAtEnd {
      let tag = try reader.readTag(bytes)
      guard tag.field == 2 else {
        try reader.skipValue(of: tag, bytes)
        continue
      }
      guard tag.wireType == .lengthDelimited else {
        try reader.skipValue(of: tag, bytes)
        sink.refuseInput(.wrongType, at: offsets.offset(of: tag.offset))
        continue
      }
      let span = try reader.readDelimited(bytes)
      switch signal {
      case .spans: readSpan(span, bytes, into: &sink)
      case .points: readMetric(span, bytes, into: &sink)
      case .records: readLogRecord(span, bytes, into: &sink)
      }
    }
  }

  private mutating func readScope(
    _ ranges: [Range<Int>], _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    var name = 0..<0
    var version = 0..<0
    for range in ranges {
      var reader = ProtobufReader(range)
      while !reader.isAtEnd {
        let tag = try headerError { () throws(NotWellFormed) in try reader.readTag(bytes) }
        if tag.field == 1, tag.wireType == .lengthDelimited {
          name = try headerError { () throws(NotWellFormed) in try reader.readDelimited(bytes) }
        } else if identifies, tag.field == 2, tag.wireType == .lengthDelimited {
          version = try headerError { () throws(NotWellFormed) in
            try reader.readDelimited(bytes)
          }
        } else {
          try headerError { () throws(NotWellFormed) in
            try reader.skipValue(of: tag, bytes)
          }
        }
      }
    }
    if firstInvalidUTF8(bytes, from: name.lowerBound, to: name.upperBound) != nil { name = 0..<0 }
    sink.beginScope(name: bytes.extracting(name))
    if !version.isEmpty {
      let key: [UInt8] = Array("version".utf8)
      sink.identify(key: key.span, kind: 6, value: bytes.extracting(version))
    }
    for range in ranges {
      try readHeaderAttributes(field: 3, of: range, bytes, into: &sink)
    }
  }

  /// An end that comes too early inside of a complete frame means that its content is wrong.
  private func headerError<Value>(
    _ body: () throws(NotWellFormed) -> Value
  ) throws(NotWellFormed) -> Value {
    do throws(NotWellFormed) {
      return try body()
    } catch {
      throw NotWellFormed(error.reason == .truncated ? .malformed : error.reason, at: error.offset)
    }
  }

  /// Reads the attributes of a resource or scope; what is wrong in one is refused for itself.
  private mutating func readHeaderAttributes(
    field: UInt64, of range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    var reader = ProtobufReader(range)
    while !reader.isAtEnd {
      let tag = try headerError { () throws(NotWellFormed) in try reader.readTag(bytes) }
      guard tag.field == field, tag.wireType == .lengthDelimited else {
        try headerError { () throws(NotWellFormed) in try reader.skipValue(of: tag, bytes) }
        continue
      }
      let attribute = try headerError { () throws(NotWellFormed) in
        try reader.readDelimited(bytes)
      }
      do throws(NotWellFormed) {
        try readKeyValue(attribute, bytes, into: &sink)
      } catch {
        sink.refuseInput(
          error.reason == .truncated ? .malformed : error.reason,
          at: offsets.offset(of: error.offset))
      }
    }
  }
}
