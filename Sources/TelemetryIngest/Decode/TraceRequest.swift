/// Decodes the body of an OTLP/JSON trace export request, as HTTP brings it.
///
/// A span that is malformed by itself is refused in the sink. A body that is not well-formed
/// throws: then the sink holds a part of it, and the caller drops that with `takeBatch`.
func decodeTraceRequest(
  json body: Span<UInt8>, into sink: inout some SpanSink
) throws(NotWellFormed) {
  var decoder = TraceJSONDecoder(0..<body.count, offsets: SourceOffsets(), salvages: false)
  try decoder.readRequest(body, into: &sink)
  decoder.reader.skipWhitespace(body)
  guard decoder.reader.position == body.count else { throw decoder.reader.unexpected() }
}

/// Decodes the body of an OTLP protobuf trace export request; errors as for JSON.
func decodeTraceRequest(
  protobuf body: Span<UInt8>, into sink: inout some SpanSink
) throws(NotWellFormed) {
  var decoder = TraceProtobufDecoder(offsets: SourceOffsets())
  try decoder.readRequest(0..<body.count, body, into: &sink)
}
