/// Decodes the body of an OTLP/JSON export request of any signal, as HTTP brings it.
///
/// What is malformed by itself (a span, a metric's point, a log record) is refused in the sink. A
/// body that is not well-formed throws: then the sink holds a part of it, and the caller drops that
/// with `takeBatch`.
func decodeRequest(
  json body: Span<UInt8>, into sink: inout some SpanSink
) throws(NotWellFormed) {
  var decoder = TraceJSONDecoder(0..<body.count, offsets: SourceOffsets(), salvages: false)
  try decoder.readRequest(body, into: &sink)
  decoder.reader.skipWhitespace(body)
  guard decoder.reader.position == body.count else { throw decoder.reader.unexpected() }
}

/// Decodes the body of an OTLP protobuf export request, which does not say of which signal it is;
/// errors as for JSON.
func decodeRequest(
  protobuf body: Span<UInt8>, of signal: TelemetrySignal = .spans, into sink: inout some SpanSink
) throws(NotWellFormed) {
  var decoder = TraceProtobufDecoder(offsets: SourceOffsets(), signal: signal)
  try decoder.readRequest(0..<body.count, body, into: &sink)
}
