/// Decodes the body of an OTLP/JSON metrics export request; errors as for traces.
///
/// The sink takes the points of token metrics; other metrics are counted as ignored.
func decodeMetricsRequest(
  json body: Span<UInt8>, into sink: inout some SpanSink
) throws(NotWellFormed) {
  try decodeTraceRequest(json: body, into: &sink)
}

/// Decodes the body of an OTLP protobuf metrics export request; errors as for traces.
func decodeMetricsRequest(
  protobuf body: Span<UInt8>, into sink: inout some SpanSink
) throws(NotWellFormed) {
  var decoder = TraceProtobufDecoder(offsets: SourceOffsets(), signal: .points)
  try decoder.readRequest(0..<body.count, body, into: &sink)
}

/// Decodes the body of an OTLP/JSON logs export request; errors as for traces.
///
/// The sink takes the records that report usage; others are counted as ignored.
func decodeLogsRequest(
  json body: Span<UInt8>, into sink: inout some SpanSink
) throws(NotWellFormed) {
  try decodeTraceRequest(json: body, into: &sink)
}

/// Decodes the body of an OTLP protobuf logs export request; errors as for traces.
func decodeLogsRequest(
  protobuf body: Span<UInt8>, into sink: inout some SpanSink
) throws(NotWellFormed) {
  var decoder = TraceProtobufDecoder(offsets: SourceOffsets(), signal: .records)
  try decoder.readRequest(0..<body.count, body, into: &sink)
}
