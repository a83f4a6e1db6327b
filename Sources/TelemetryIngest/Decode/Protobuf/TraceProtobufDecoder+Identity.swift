/// Attributes as parts of an identity: all of them, whatever they are and in whatever order.
extension TraceProtobufDecoder {
  /// Hands over an attribute, so that it is the same in both encodings: but for lists, whose bytes
  /// count.
  func identify(
    _ key: Range<Int>, _ value: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let name = bytes.extracting(key)
    var reader = ProtobufReader(value)
    while !reader.isAtEnd {
      let tag = try reader.readTag(bytes)
      switch (tag.field, tag.wireType) {
      case (1, .lengthDelimited):
        sink.identify(
          key: name, kind: 1, value: bytes.extracting(try reader.readDelimited(bytes)))
      case (2, .varint):
        sink.identify(key: name, kind: 2, number: try reader.readVarint(bytes) != 0 ? 1 : 0)
      case (3, .varint):
        sink.identify(key: name, kind: 3, number: try reader.readVarint(bytes))
      case (4, .fixed64):
        sink.identify(key: name, kind: 4, number: try reader.readFixed64(bytes))
      default:
        let start = reader.position
        try reader.skipValue(of: tag, bytes)
        sink.identify(
          key: name, kind: 5, value: bytes.extracting(start..<reader.position))
      }
    }
  }
}
