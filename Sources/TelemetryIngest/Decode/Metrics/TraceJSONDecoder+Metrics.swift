/// Metrics in OTLP/JSON: those that count tokens, point by point.
extension TraceJSONDecoder {
  /// What a metric is, before its points are read.
  private struct MetricOutline {
    var name: JSONReader.Text?
    var unit: JSONReader.Text?
    /// Number of the data's field in OTLP's Metric, and where it stands.
    var kind: UInt64 = 0
    var data: Int?
  }

  /// Reads the metrics of a list that is not empty, and its closing bracket.
  mutating func readMetrics(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    repeat {
      _ = try reader.peek(bytes)
      let start = reader.position
      do {
        try readMetric(bytes, into: &sink)
      } catch {
        try resume(after: start, error, bytes)
        sink.refuseInput(error.reason, at: offsets.offset(of: error.offset))
      }
    } while try reader.readSeparator(ASCII.closeBracket, bytes)
  }

  private mutating func readMetric(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let outline = try readMetricOutline(bytes)
    let end = reader.position
    var name: [UInt8] = []
    var unit: [UInt8] = []
    if let text = outline.name { try unescape(text, of: bytes, into: &name) }
    if let text = outline.unit { try unescape(text, of: bytes, into: &unit) }
    if sink.beginMetric(name: name.span, unit: unit.span) {
      if let data = outline.data {
        reader.position = data
        try readAggregate(outline.kind, bytes, into: &sink)
      } else {
        sink.ignoreMetric()
      }
    }
    reader.position = end
  }

  private mutating func readMetricOutline(
    _ bytes: Span<UInt8>
  ) throws(NotWellFormed) -> MetricOutline {
    var outline = MetricOutline()
    guard try reader.skip(ASCII.openBrace, bytes) else { throw try wrongType(bytes) }
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return outline }
    repeat {
      let key = try reader.readKey(bytes)
      let byte = try reader.peek(bytes)
      if matches(bytes, from: key.start, to: key.end, "name"), byte == ASCII.quote {
        outline.name = try reader.readText(bytes)
        continue
      }
      if matches(bytes, from: key.start, to: key.end, "unit"), byte == ASCII.quote {
        outline.unit = try reader.readText(bytes)
        continue
      }
      if let kind = aggregateKind(key, bytes), byte == ASCII.openBrace {
        (outline.kind, outline.data) = (kind, reader.position)
      }
      try skipOutside(bytes)
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
    return outline
  }

  private func aggregateKind(_ key: JSONReader.Text, _ bytes: Span<UInt8>) -> UInt64? {
    func `is`(_ text: StaticString) -> Bool {
      matches(bytes, from: key.start, to: key.end, text)
    }
    if `is`("sum") { return 7 }
    if `is`("histogram") { return 9 }
    return `is`("exponentialHistogram") || `is`("exponential_histogram") ? 10 : nil
  }

  /// Reads a Sum or Histogram, its temporality before its points wherever it stands.
  private mutating func readAggregate(
    _ kind: UInt64, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    var temporality = Temporality.unspecified
    // A histogram of token counts can only grow; a sum says whether it does.
    var isMonotonic = kind != 7
    var lists: [Int] = []
    try reader.expect(ASCII.openBrace, bytes)
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return }
    repeat {
      let key = try reader.readKey(bytes)
      func `is`(_ camel: StaticString, _ snake: StaticString) -> Bool {
        matches(bytes, from: key.start, to: key.end, camel)
          || matches(bytes, from: key.start, to: key.end, snake)
      }
      let byte = try reader.peek(bytes)
      if `is`("aggregationTemporality", "aggregation_temporality") {
        temporality = try readTemporality(bytes)
      } else {
        if `is`("isMonotonic", "is_monotonic") { isMonotonic = byte == UInt8(ascii: "t") }
        if `is`("dataPoints", "data_points") { lists.append(reader.position) }
        try skipOutside(bytes)
      }
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
    guard
      sink.setAggregation(kind: kind, temporality: temporality, isMonotonic: isMonotonic)
    else { return }
    for list in lists {
      reader.position = list
      if try openList(bytes, into: &sink) { try readPoints(bytes, into: &sink) }
    }
  }

  /// Reads a temporality: a number, or a name such as `AGGREGATION_TEMPORALITY_DELTA`.
  private mutating func readTemporality(
    _ bytes: Span<UInt8>
  ) throws(NotWellFormed) -> Temporality {
    let start = reader.position
    try skipOutside(bytes)
    let text = bytes.extracting(start..<reader.position)
    for (word, temporality) in Self.temporalities
    where matches(text, from: 0, to: text.count, word) {
      return temporality
    }
    return .unspecified
  }

  private static var temporalities: [(StaticString, Temporality)] {
    [
      ("1", .delta), ("\"1\"", .delta), ("\"AGGREGATION_TEMPORALITY_DELTA\"", .delta),
      ("2", .cumulative), ("\"2\"", .cumulative),
      ("\"AGGREGATION_TEMPORALITY_CUMULATIVE\"", .cumulative),
    ]
  }
}
