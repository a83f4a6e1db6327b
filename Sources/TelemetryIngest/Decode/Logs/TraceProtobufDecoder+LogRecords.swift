/// Log records in OTLP protobuf.
///
/// ```
/// LogRecord  1 time_unix_nano (fixed64)  5 body  6 attributes*  9 trace_id  10 span_id
///            11 observed_time_unix_nano (fixed64)  12 event_name
/// ```
extension TraceProtobufDecoder {
  /// Reads one record, whose frame is complete; one that is malformed inside is refused alone.
  mutating func readLogRecord(
    _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) {
    sink.beginRecord(at: offsets.offset(of: range.lowerBound))
    do throws(NotWellFormed) {
      try readLogRecordFields(range, bytes, into: &sink)
    } catch {
      sink.refuseSpan(
        error.reason == .truncated ? .malformed : error.reason,
        at: offsets.offset(of: error.offset))
    }
    sink.endRecord()
  }

  private mutating func readLogRecordFields(
    _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    var reader = ProtobufReader(range)
    while !reader.isAtEnd {
      let tag = try reader.readTag(bytes)
      switch (tag.field, tag.wireType) {
      case (1, .fixed64): sink.setStart(try reader.readFixed64(bytes))
      case (11, .fixed64): sink.setObservedTime(try reader.readFixed64(bytes))
      case (1, _), (11, _): throw NotWellFormed(.wrongType, at: tag.offset)
      case (5, _): try readBody(try delimited(tag, &reader, bytes), bytes, into: &sink)
      case (6, _): try readKeyValue(try delimited(tag, &reader, bytes), bytes, into: &sink)
      case (9, _): identifyID("trac", try delimited(tag, &reader, bytes), bytes, into: &sink)
      case (10, _): identifyID("span", try delimited(tag, &reader, bytes), bytes, into: &sink)
      case (12, _):
        let name = bytes.extracting(try delimited(tag, &reader, bytes))
        let key: [UInt8] = Array("event".utf8)
        sink.setEventName(name)
        sink.identify(key: key.span, kind: 1, value: name)
      default: try reader.skipValue(of: tag, bytes)
      }
    }
  }

  /// Reads a record's body: known events stand there by their name, and lines as they
  /// are.
  private func readBody(
    _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let key: [UInt8] = Array("body".utf8)
    var reader = ProtobufReader(range)
    while !reader.isAtEnd {
      let tag = try reader.readTag(bytes)
      if tag.field == 1, tag.wireType == .lengthDelimited {
        let text = bytes.extracting(try reader.readDelimited(bytes))
        sink.setBody(text)
        sink.identify(key: key.span, kind: 1, value: text)
      } else {
        let start = reader.position
        try reader.skipValue(of: tag, bytes)
        sink.identify(key: key.span, kind: 5, value: bytes.extracting(start..<reader.position))
      }
    }
  }

  /// An id in the form that it has in JSON.
  private func identifyID(
    _ name: String, _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) {
    if range.isEmpty { return }
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for index in range { text += [digits[Int(bytes[index] >> 4)], digits[Int(bytes[index] & 15)]] }
    sink.identify(key: Array(name.utf8).span, kind: 1, value: text.span)
  }
}
