/// Metrics in OTLP protobuf: those that count tokens, point by point.
///
/// ```
/// Metric                1 name  3 unit  7 sum  9 histogram  10 exponential_histogram
/// Sum                   1 data_points*  2 aggregation_temporality  3 is_monotonic
/// Histogram (both)      1 data_points*  2 aggregation_temporality
/// NumberDataPoint       2 start (fixed64)  3 time (fixed64)  4 as_double  6 as_int (sfixed64)
///                       7 attributes*  8 flags
/// HistogramDataPoint    2 start  3 time  5 sum (double)  9 attributes*  10 flags
/// ExponentialHistogram… 1 attributes*  2 start  3 time  5 sum (double)  10 flags
/// ```
extension TraceProtobufDecoder {
  /// Reads one metric, whose frame is complete; one that is malformed inside is refused alone, and
  /// so is a point.
  mutating func readMetric(
    _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) {
    do throws(NotWellFormed) {
      try readMetricFields(range, bytes, into: &sink)
    } catch {
      sink.refuseInput(
        error.reason == .truncated ? .malformed : error.reason,
        at: offsets.offset(of: error.offset))
    }
  }

  private mutating func readMetricFields(
    _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    var reader = ProtobufReader(range)
    var name = 0..<0
    var unit = 0..<0
    var data: (kind: UInt64, range: Range<Int>)?
    while !reader.isAtEnd {
      let tag = try reader.readTag(bytes)
      switch tag.field {
      case 1: name = try delimited(tag, &reader, bytes)
      case 3: unit = try delimited(tag, &reader, bytes)
      case 7, 9, 10: data = (tag.field, try delimited(tag, &reader, bytes))
      default: try reader.skipValue(of: tag, bytes)
      }
    }
    try checkUTF8(name, bytes)
    guard sink.beginMetric(name: bytes.extracting(name), unit: bytes.extracting(unit)) else {
      return
    }
    guard let data else { return sink.ignoreMetric() }
    try readAggregate(data.kind, data.range, bytes, into: &sink)
  }

  /// Reads a Sum or Histogram, its temporality before its points wherever it stands.
  private mutating func readAggregate(
    _ kind: UInt64, _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    var reader = ProtobufReader(range)
    var temporality = Temporality.unspecified
    var isMonotonic = kind != 7
    var points: [Range<Int>] = []
    while !reader.isAtEnd {
      let tag = try reader.readTag(bytes)
      switch (tag.field, tag.wireType) {
      case (1, _): points.append(try delimited(tag, &reader, bytes))
      case (2, .varint):
        let number = try reader.readVarint(bytes)
        temporality = number == 1 ? .delta : number == 2 ? .cumulative : .unspecified
      case (3, .varint) where kind == 7: isMonotonic = try reader.readVarint(bytes) != 0
      default: try reader.skipValue(of: tag, bytes)
      }
    }
    guard
      sink.setAggregation(kind: kind, temporality: temporality, isMonotonic: isMonotonic)
    else { return }
    for point in points { readPoint(kind, point, bytes, into: &sink) }
  }

  private mutating func readPoint(
    _ kind: UInt64, _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) {
    sink.beginPoint(at: offsets.offset(of: range.lowerBound))
    do throws(NotWellFormed) {
      try readPointFields(kind, range, bytes, into: &sink)
    } catch {
      sink.refuseSpan(
        error.reason == .truncated ? .malformed : error.reason,
        at: offsets.offset(of: error.offset))
    }
    sink.endPoint()
  }

  private mutating func readPointFields(
    _ kind: UInt64, _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let attributes: UInt64 = kind == 7 ? 7 : kind == 9 ? 9 : 1
    let flags: UInt64 = kind == 7 ? 8 : 10
    var reader = ProtobufReader(range)
    while !reader.isAtEnd {
      let tag = try reader.readTag(bytes)
      switch (tag.field, tag.wireType) {
      case (attributes, _):
        try readKeyValue(try delimited(tag, &reader, bytes), bytes, into: &sink)
      case (2, .fixed64): sink.setStart(try reader.readFixed64(bytes))
      case (3, .fixed64): sink.setEnd(try reader.readFixed64(bytes))
      case (4, .fixed64) where kind == 7, (5, .fixed64) where kind != 7:
        sink.setValue(double: Double(bitPattern: try reader.readFixed64(bytes)))
      case (6, .fixed64) where kind == 7:
        sink.setValue(integer: Int64(bitPattern: try reader.readFixed64(bytes)))
      case (flags, .varint): sink.setFlags(try reader.readVarint(bytes))
      case (2, _), (3, _): throw NotWellFormed(.wrongType, at: tag.offset)
      default: try reader.skipValue(of: tag, bytes)
      }
    }
  }
}
