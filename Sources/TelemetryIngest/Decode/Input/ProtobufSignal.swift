/// Tells of which signal a protobuf request is, by the first thing in it: the frames are the same.
enum ProtobufSignal {
  /// The format of a request that begins in a range; that of traces where nothing tells.
  static func format(_ range: Range<Int>, _ bytes: Span<UInt8>) -> RecordFormat {
    guard let item = firstItem(range, bytes) else { return .otlpProtobuf }
    var reader = ProtobufReader(item)
    var hasMetricData = false
    while !reader.isAtEnd {
      guard let tag = try? reader.readTag(bytes) else { break }
      switch (tag.field, tag.wireType) {
      // A span's times, and its flags.
      case (7, .fixed64), (8, .fixed64), (16, .fixed32): return .otlpProtobuf
      // A log record's times, and its flags.
      case (1, .fixed64), (11, .fixed64), (8, .fixed32): return .otlpLogsProtobuf
      // A metric's data; a span has a number or a message there, never the former alone.
      case (5, .lengthDelimited), (7, .lengthDelimited), (10, .lengthDelimited):
        hasMetricData = true
      default: break
      }
      if (try? reader.skipValue(of: tag, bytes)) == nil { break }
    }
    return hasMetricData || hasMetricName(item, bytes) ? .otlpMetricsProtobuf : .otlpProtobuf
  }

  /// Whether field 1 is no trace id: a metric's name stands there.
  private static func hasMetricName(_ item: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    var reader = ProtobufReader(item)
    guard let tag = try? reader.readTag(bytes), tag.field == 1, tag.wireType == .lengthDelimited,
      let name = try? reader.readDelimited(bytes)
    else { return false }
    return name.count != 16 && name.count > 0
  }

  /// The first span, metric or record: request 1 → resource's 2 → scope's 2.
  private static func firstItem(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Range<Int>? {
    var range = range
    for field: UInt64 in [1, 2, 2] {
      guard let next = first(field, range, bytes) else { return nil }
      range = next
    }
    return range
  }

  /// The first message under a field number, as far as it is there.
  private static func first(
    _ field: UInt64, _ range: Range<Int>, _ bytes: Span<UInt8>
  ) -> Range<Int>? {
    var reader = ProtobufReader(range)
    while !reader.isAtEnd {
      guard let tag = try? reader.readTag(bytes) else { return nil }
      if tag.field == field, tag.wireType == .lengthDelimited {
        guard let length = try? reader.readVarint(bytes) else { return nil }
        let rest = reader.end &- reader.position
        return reader.position..<(reader.position &+ min(Int(clamping: length), rest))
      }
      if (try? reader.skipValue(of: tag, bytes)) == nil { return nil }
    }
    return nil
  }
}

extension InputFraming {
  /// The first request in a range, as far as it is there.
  func firstMessage(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    if self != .bigEndianLengths && self != .varintLengths { return range }
    var reader = ProtobufReader(range)
    while let length = try? readLength(&reader, bytes) {
      let end = reader.position + min(length, reader.end - reader.position)
      if length > 0 { return reader.position..<end }
    }
    return range
  }
}
