extension TraceJSONDecoder {
  /// Reads the attributes of a resource, scope or span: a list of keys with values, null, or
  /// (from hand-made exporters) an object with plain values.
  mutating func readAttributes(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let kind = try reader.peek(bytes)
    if identifies { try identifyAttributes(bytes, into: &sink) }
    switch kind {
    case ASCII.openBracket: break
    case ASCII.openBrace: return try readAttributeObject(bytes, into: &sink)
    case UInt8(ascii: "n"): return try reader.readLiteral("null", bytes)
    default: throw try wrongType(bytes)
    }
    reader.position &+= 1
    guard try !reader.skip(ASCII.closeBracket, bytes) else { return }
    repeat {
      reader.skipWhitespace(bytes)
      let start = reader.position
      let count = sink.repeatsNext(in: bytes, from: start, to: reader.end)
      reader.position &+= count
      if count > 0 { continue }
      if try !readUsualAttribute(bytes, into: &sink) {
        isUnread = true
        try readKeyValue(bytes, into: &sink, prefixCount: 0, depth: 1)
        if isUnread { sink.remember(bytes.extracting(start..<reader.position), as: nil) }
      }
    } while try reader.readSeparator(ASCII.closeBracket, bytes)
  }

  /// Reads `{"key":"…","value":{"stringValue":"…"}}`, or with `intValue`, written without space
  /// and in this order; false, and nothing read, if it is anything else.
  @inline(__always)
  private mutating func readUsualAttribute(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) -> Bool {
    let start = reader.position
    guard start &+ 48 <= reader.end, word(bytes, at: start) == word(#"{"key":""#) else {
      return false
    }
    reader.position = start &+ 8
    let key = try reader.readTextContent(bytes)
    // The value begins 12 bytes after the key's closing quote: `","value":{`, then a quote.
    let quote = key.end
    guard quote &+ 32 <= reader.end, !key.isEscaped,
      word(bytes, at: quote) == word(#"","value"#),
      word(bytes, at: quote &+ 4) == word(#"alue":{""#)
    else {
      reader.position = start
      return false
    }
    let kind = word(bytes, at: quote &+ 12)
    if kind == word("stringVa"), word(bytes, at: quote &+ 18) == word(#"Value":""#) {
      reader.position = quote &+ 26
      let text = try reader.readTextContent(bytes)
      guard closesUsualAttribute(bytes) else {
        reader.position = start
        return false
      }
      let attribute = bytes.extracting(start..<reader.position)
      if sink.repeats(attribute, notesOrder: true) { return true }
      let row = sink.row(forKey: bytes.extracting(key.start..<quote))
      if let row { try set(row, text, bytes, into: &sink) }
      sink.remember(attribute, as: row)
      return true
    }
    if kind == word("intValue"), bytes[quote &+ 22] == ASCII.quote {
      let row = sink.row(forKey: bytes.extracting(key.start..<quote))
      return try readUsualInteger(row, from: quote &+ 20, start, bytes, into: &sink)
    }
    reader.position = start
    return false
  }

  /// Reads the rest of `"intValue":"…"}}` from the closing quote of the word on.
  @inline(__always)
  private mutating func readUsualInteger(
    _ row: AttributeRow?, from quote: Int, _ start: Int, _ bytes: Span<UInt8>,
    into sink: inout some SpanSink
  ) throws(NotWellFormed) -> Bool {
    var index = quote &+ 3
    var value: Int64 = 0
    let digits = index
    guard bytes[quote] == ASCII.quote, bytes[quote &+ 1] == ASCII.colon,
      bytes[quote &+ 2] == ASCII.quote
    else {
      reader.position = start
      return false
    }
    while index < reader.end, index &- digits < 18 {
      let digit = bytes[index] &- ASCII.zero
      guard digit <= 9 else { break }
      value = value &* 10 &+ Int64(digit)
      index &+= 1
    }
    reader.position = index &+ 1
    guard index > digits, index < reader.end, bytes[index] == ASCII.quote,
      closesUsualAttribute(bytes)
    else {
      reader.position = start
      return false
    }
    if let row { sink.set(row, integer: value) }
    sink.remember(bytes.extracting(start..<reader.position), as: row)
    return true
  }

  /// Reads the two braces that close a value and its attribute, if they are next.
  @inline(__always)
  private mutating func closesUsualAttribute(_ bytes: Span<UInt8>) -> Bool {
    let index = reader.position
    guard index &+ 2 <= reader.end, bytes[index] == ASCII.closeBrace,
      bytes[index &+ 1] == ASCII.closeBrace
    else { return false }
    reader.position = index &+ 2
    return true
  }

  @inline(__always)
  mutating func set(
    _ row: AttributeRow, _ text: JSONReader.Text, _ bytes: Span<UInt8>,
    into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    guard text.isEscaped else {
      return sink.set(row, text: bytes.extracting(text.start..<text.end))
    }
    unescaped.removeAll(keepingCapacity: true)
    try unescape(text, of: bytes, into: &unescaped)
    sink.set(row, text: unescaped.span)
  }
}
