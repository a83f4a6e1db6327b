/// Attributes as parts of an identity: all of them, whatever they are and in whatever order.
extension TraceJSONDecoder {
  /// Hands over a list of attributes for the identity of what carries them, and comes back to it.
  mutating func identifyAttributes(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let start = reader.position
    defer { reader.position = start }
    guard try reader.peek(bytes) == ASCII.openBracket else {
      // An object of plain values, as hand-made exporters send it.
      try reader.skipValue(bytes, depthLimit: .max)
      let text = bytes.extracting(start..<reader.position)
      return sink.identify(key: text.extracting(0..<0), kind: 0, value: text)
    }
    reader.position &+= 1
    guard try !reader.skip(ASCII.closeBracket, bytes) else { return }
    repeat {
      try identifyKeyValue(bytes, into: &sink)
    } while try reader.readSeparator(ASCII.closeBracket, bytes)
  }

  private mutating func identifyKeyValue(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    guard try reader.skip(ASCII.openBrace, bytes) else { throw try wrongType(bytes) }
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return }
    var key: JSONReader.Text?
    var value: Int?
    repeat {
      let member = try reader.readKey(bytes)
      if matches(bytes, from: member.start, to: member.end, "key") {
        key = try readPlainText(bytes)
      } else {
        _ = try reader.peek(bytes)
        if matches(bytes, from: member.start, to: member.end, "value") { value = reader.position }
        try reader.skipValue(bytes, depthLimit: .max)
      }
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
    guard let key, let value else { return }
    path.removeAll(keepingCapacity: true)
    try appendToPath(key, bytes)
    let end = reader.position
    reader.position = value
    try identifyValue(bytes, into: &sink)
    reader.position = end
  }

  /// The value of `path`, so that it is the same in both encodings: but for lists, whose text
  /// counts.
  private mutating func identifyValue(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    guard try reader.skip(ASCII.openBrace, bytes), try !reader.skip(ASCII.closeBrace, bytes) else {
      return
    }
    let kind = try reader.readKey(bytes)
    func `is`(_ camel: StaticString, _ snake: StaticString) -> Bool {
      matches(bytes, from: kind.start, to: kind.end, camel)
        || matches(bytes, from: kind.start, to: kind.end, snake)
    }
    _ = try reader.peek(bytes)
    let start = reader.position
    if bytes[start] == ASCII.quote, `is`("stringValue", "string_value") {
      let text = try reader.readText(bytes)
      unescaped.removeAll(keepingCapacity: true)
      try unescape(text, of: bytes, into: &unescaped)
      return sink.identify(key: path.span, kind: 1, value: unescaped.span)
    }
    try reader.skipValue(bytes, depthLimit: .max)
    let text = bytes.extracting(start..<reader.position)
    let isQuoted = text.count >= 2 && text[0] == ASCII.quote
    let digits = isQuoted ? text.extracting(1..<(text.count &- 1)) : text
    if `is`("boolValue", "bool_value") {
      sink.identify(
        key: path.span, kind: 2, number: text.count > 0 && text[0] == UInt8(ascii: "t") ? 1 : 0)
    } else if `is`("intValue", "int_value"),
      case .integer(let number) = parseNumber(digits, from: 0, to: digits.count)
    {
      sink.identify(key: path.span, kind: 3, number: UInt64(bitPattern: number))
    } else if `is`("doubleValue", "double_value"), !isQuoted {
      sink.identify(
        key: path.span, kind: 4, number: double(digits, 0, digits.count).bitPattern)
    } else {
      sink.identify(key: path.span, kind: 5, value: text)
    }
  }

  /// Hands over a scope's version.
  mutating func identifyVersion(
    _ version: JSONReader.Text, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) {
    let key: [UInt8] = Array("version".utf8)
    sink.identify(
      key: key.span, kind: 6, value: bytes.extracting(version.start..<version.end))
  }
}
