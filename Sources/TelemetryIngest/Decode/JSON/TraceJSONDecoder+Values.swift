extension TraceJSONDecoder {
  /// How long the dotted path of a nested attribute may be to be looked up.
  private static var pathBytesMax: Int { 256 }

  /// Reads a KeyValue object, its members in any order.
  ///
  /// - Parameters:
  ///   - prefixCount: how many bytes of `path` are the path of the list that it stands in.
  ///   - depth: how many brackets are open around it within the span.
  mutating func readKeyValue(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink, prefixCount: Int, depth: Int
  ) throws(NotWellFormed) {
    try checkDepth(depth)
    guard try reader.skip(ASCII.openBrace, bytes) else { throw try wrongType(bytes) }
    path.removeSubrange(min(prefixCount, path.count)..<path.count)
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return }
    var hasKey = false
    var valuePosition: Int?
    repeat {
      let member = try reader.readKey(bytes)
      if matches(bytes, from: member.start, to: member.end, "key") {
        guard let key = try readPlainText(bytes) else { continue }
        path.removeSubrange(min(prefixCount, path.count)..<path.count)
        try appendToPath(key, bytes)
        hasKey = true
      } else if matches(bytes, from: member.start, to: member.end, "value") {
        if hasKey {
          try readAnyValue(bytes, into: &sink, depth: depth &+ 1)
        } else {
          valuePosition = reader.position
          try reader.skipValue(bytes, depthLimit: JSONReader.depthLimit &- depth)
        }
      } else {
        try reader.skipValue(bytes, depthLimit: JSONReader.depthLimit &- depth)
      }
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
    guard hasKey, let valuePosition else { return }
    let resume = reader.position
    reader.position = valuePosition
    try readAnyValue(bytes, into: &sink, depth: depth &+ 1)
    reader.position = resume
  }

  func checkDepth(_ depth: Int) throws(NotWellFormed) {
    guard depth < JSONReader.depthLimit else {
      throw NotWellFormed(.nestedTooDeep, at: reader.position)
    }
  }

  /// Appends a key to the path, after a dot if the path is not empty.
  mutating func appendToPath(
    _ key: JSONReader.Text, _ bytes: Span<UInt8>
  ) throws(NotWellFormed) {
    if !path.isEmpty { path.append(ASCII.dot) }
    guard !key.isEscaped else { return try unescape(key, of: bytes, into: &path) }
    for index in key.start..<key.end { path.append(bytes[index]) }
  }

  /// The row of the dialect table for the current path.
  func rowForPath(_ sink: inout some SpanSink) -> AttributeRow? {
    path.count <= Self.pathBytesMax ? sink.row(forKey: path.span) : nil
  }

  /// Reads an AnyValue object for the current path; an empty one, or null, is no value.
  private mutating func readAnyValue(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink, depth: Int
  ) throws(NotWellFormed) {
    try checkDepth(depth)
    if try reader.skipNull(bytes) { return }
    guard try reader.skip(ASCII.openBrace, bytes) else { throw try wrongType(bytes) }
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return }
    let row = rowForPath(&sink)
    if row != nil { isUnread = false }
    repeat {
      let kind = try reader.readKey(bytes)
      func `is`(_ camel: StaticString, _ snake: StaticString) -> Bool {
        matches(bytes, from: kind.start, to: kind.end, camel)
          || matches(bytes, from: kind.start, to: kind.end, snake)
      }
      if `is`("kvlistValue", "kvlist_value") {
        isUnread = false
        try readNestedList(bytes, into: &sink, depth: depth &+ 1)
      } else if let row {
        if `is`("stringValue", "string_value") {
          if let text = try readPlainText(bytes) { try set(row, text, bytes, into: &sink) }
        } else if `is`("intValue", "int_value") {
          try readNumber(row, bytes, into: &sink, isDouble: false)
        } else if `is`("doubleValue", "double_value") {
          try readNumber(row, bytes, into: &sink, isDouble: true)
        } else if `is`("boolValue", "bool_value") {
          try readBoolean(row, bytes, into: &sink)
        } else {
          try reader.skipValue(bytes, depthLimit: JSONReader.depthLimit &- depth)
        }
      } else {
        try reader.skipValue(bytes, depthLimit: JSONReader.depthLimit &- depth)
      }
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
  }

  /// Reads a KeyValueList: its values are looked up by their dotted paths.
  private mutating func readNestedList(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink, depth: Int
  ) throws(NotWellFormed) {
    try checkDepth(depth)
    if try reader.skipNull(bytes) { return }
    guard try reader.skip(ASCII.openBrace, bytes) else { throw try wrongType(bytes) }
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return }
    let prefixCount = path.count
    repeat {
      let member = try reader.readKey(bytes)
      guard matches(bytes, from: member.start, to: member.end, "values"),
        try reader.peek(bytes) == ASCII.openBracket
      else {
        try reader.skipValue(bytes, depthLimit: JSONReader.depthLimit &- depth)
        continue
      }
      reader.position &+= 1
      if try reader.skip(ASCII.closeBracket, bytes) { continue }
      repeat {
        try readKeyValue(bytes, into: &sink, prefixCount: prefixCount, depth: depth &+ 2)
      } while try reader.readSeparator(ASCII.closeBracket, bytes)
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
    path.removeSubrange(min(prefixCount, path.count)..<path.count)
  }

  /// Reads a number, or a string that holds one, for a recognised attribute; null is no value.
  private mutating func readNumber(
    _ row: AttributeRow, _ bytes: Span<UInt8>, into sink: inout some SpanSink, isDouble: Bool
  ) throws(NotWellFormed) {
    let byte = try reader.peek(bytes)
    let start = reader.position
    let range: Range<Int>
    if byte == ASCII.quote {
      let text = try reader.readText(bytes)
      range = text.start..<text.end
    } else if byte == ASCII.minus || (ASCII.zero...ASCII.nine).contains(byte) {
      range = try reader.readNumber(bytes)
    } else if try reader.skipNull(bytes) {
      return
    } else {
      throw try wrongType(bytes)
    }
    guard setNumber(row, range, bytes, into: &sink, isDouble: isDouble) else {
      throw NotWellFormed(.wrongType, at: start)
    }
  }

  /// Hands over a number's text; false if it is none.
  func setNumber(
    _ row: AttributeRow, _ range: Range<Int>, _ bytes: Span<UInt8>,
    into sink: inout some SpanSink, isDouble: Bool
  ) -> Bool {
    let (start, end) = (range.lowerBound, range.upperBound)
    switch parseNumber(bytes, from: start, to: end) {
    case .integer(let value) where isDouble: sink.set(row, double: Double(value))
    case .integer(let value): sink.set(row, integer: value)
    case .fraction where isDouble: sink.set(row, double: double(bytes, start, end))
    case .fraction(let value): sink.set(row, double: value)
    case .large, .outOfRange:
      if isDouble {
        sink.set(row, double: double(bytes, start, end))
      } else {
        sink.setUnreadableNumber(row)
      }
    case .notANumber:
      guard isDouble else { return false }
      if matches(bytes, from: start, to: end, "NaN") {
        sink.set(row, double: .nan)
      } else if matches(bytes, from: start, to: end, "Infinity") {
        sink.set(row, double: .infinity)
      } else if matches(bytes, from: start, to: end, "-Infinity") {
        sink.set(row, double: -.infinity)
      } else {
        return false
      }
    }
    return true
  }

  private mutating func readBoolean(
    _ row: AttributeRow, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    switch try reader.peek(bytes) {
    case UInt8(ascii: "t"):
      try reader.readLiteral("true", bytes)
      sink.set(row, boolean: true)
    case UInt8(ascii: "f"):
      try reader.readLiteral("false", bytes)
      sink.set(row, boolean: false)
    case UInt8(ascii: "n"): try reader.readLiteral("null", bytes)
    default: throw try wrongType(bytes)
    }
  }
}
