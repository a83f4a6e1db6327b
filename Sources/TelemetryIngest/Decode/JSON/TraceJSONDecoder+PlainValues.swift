extension TraceJSONDecoder {
  /// Reads attributes that are an object of plain JSON values, as span records have them.
  ///
  /// Objects among the values are looked into: their members are named by dotted paths.
  ///
  /// - Parameter prefix: the path of the object itself, where it has one.
  mutating func readAttributeObject(
    _ bytes: Span<UInt8>, under prefix: [UInt8] = [], into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    path = prefix
    try readPlainObject(bytes, into: &sink, depth: 1)
  }

  private mutating func readPlainObject(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink, depth: Int
  ) throws(NotWellFormed) {
    try checkDepth(depth)
    try reader.expect(ASCII.openBrace, bytes)
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return }
    let prefixCount = path.count
    repeat {
      let key = try reader.readKey(bytes)
      path.removeSubrange(min(prefixCount, path.count)..<path.count)
      try appendToPath(key, bytes)
      try readPlainValue(bytes, into: &sink, depth: depth)
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
    path.removeSubrange(min(prefixCount, path.count)..<path.count)
  }

  private mutating func readPlainValue(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink, depth: Int
  ) throws(NotWellFormed) {
    let byte = try reader.peek(bytes)
    if byte == ASCII.openBrace {
      return try readPlainObject(bytes, into: &sink, depth: depth &+ 1)
    }
    if byte == ASCII.openBracket, let row = rowForPath(&sink) {
      return try readPlainList(row, bytes, into: &sink, depth: depth &+ 1)
    }
    guard let row = rowForPath(&sink) else {
      return try reader.skipValue(bytes, depthLimit: JSONReader.depthLimit &- depth)
    }
    switch byte {
    case ASCII.quote:
      try set(row, try reader.readText(bytes), bytes, into: &sink)
    case UInt8(ascii: "t"):
      try reader.readLiteral("true", bytes)
      sink.set(row, boolean: true)
    case UInt8(ascii: "f"):
      try reader.readLiteral("false", bytes)
      sink.set(row, boolean: false)
    case ASCII.minus, ASCII.zero...ASCII.nine:
      _ = setNumber(row, try reader.readNumber(bytes), bytes, into: &sink, isDouble: false)
    default: try reader.skipValue(bytes, depthLimit: JSONReader.depthLimit &- depth)
    }
  }
}
