extension TraceProtobufDecoder {
  /// Reads one span, whose frame is complete; one that is malformed inside is refused.
  ///
  /// ```
  /// Span    1 trace_id  2 span_id  3 trace_state  4 parent_span_id  5 name  9 attributes*
  ///         7 start_time_unix_nano (fixed64)  8 end_time_unix_nano (fixed64)  15 status
  /// Status  3 code (varint, 2 is ERROR)
  /// ```
  mutating func readSpan(
    _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) {
    sink.beginSpan(at: offsets.offset(of: range.lowerBound))
    do throws(NotWellFormed) {
      try readSpanFields(range, bytes, into: &sink)
    } catch {
      // The span's own length is right, so an end that comes too early in it is a wrong length.
      sink.refuseSpan(
        error.reason == .truncated ? .malformed : error.reason,
        at: offsets.offset(of: error.offset))
    }
    sink.endSpan()
  }

  @inline(__always)
  private mutating func readSpanFields(
    _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    var reader = ProtobufReader(range)
    while !reader.isAtEnd {
      if let attribute = reader.readShort(0x4A, bytes) {
        if sink.repeats(bytes.extracting(attribute), notesOrder: false) { continue }
        try readKeyValue(attribute, bytes, into: &sink)
        continue
      }
      let tag = try reader.readTag(bytes)
      switch tag.field {
      case 9:
        let attribute = try delimited(tag, &reader, bytes)
        try readKeyValue(attribute, bytes, into: &sink)
      case 1: sink.setTraceID(bytes: bytes.extracting(try delimited(tag, &reader, bytes)))
      case 2: sink.setSpanID(bytes: bytes.extracting(try delimited(tag, &reader, bytes)))
      case 3 where tag.wireType == .lengthDelimited:
        sink.setTraceState(bytes.extracting(try delimited(tag, &reader, bytes)))
      case 4: sink.setParentSpanID(bytes: bytes.extracting(try delimited(tag, &reader, bytes)))
      case 5:
        let name = try delimited(tag, &reader, bytes)
        try checkUTF8(name, bytes)
        sink.setName(bytes.extracting(name))
      case 7:
        guard tag.wireType == .fixed64 else { throw NotWellFormed(.wrongType, at: tag.offset) }
        sink.setStart(try reader.readFixed64(bytes))
      case 8:
        guard tag.wireType == .fixed64 else { throw NotWellFormed(.wrongType, at: tag.offset) }
        sink.setEnd(try reader.readFixed64(bytes))
      case 15:
        let status = try delimited(tag, &reader, bytes)
        if try isError(status, bytes) { sink.setFailed() }
      default: try reader.skipValue(of: tag, bytes)
      }
    }
  }

  @inline(__always)
  func delimited(
    _ tag: ProtobufReader.Tag, _ reader: inout ProtobufReader, _ bytes: Span<UInt8>
  ) throws(NotWellFormed) -> Range<Int> {
    guard tag.wireType == .lengthDelimited else {
      throw NotWellFormed(.wrongType, at: tag.offset)
    }
    return try reader.readDelimited(bytes)
  }

  @inline(__always)
  func checkUTF8(_ range: Range<Int>, _ bytes: Span<UInt8>) throws(NotWellFormed) {
    if let invalid = firstInvalidUTF8(bytes, from: range.lowerBound, to: range.upperBound) {
      throw NotWellFormed(.invalidUTF8, at: invalid)
    }
  }

  private func isError(
    _ range: Range<Int>, _ bytes: Span<UInt8>
  ) throws(NotWellFormed) -> Bool {
    var reader = ProtobufReader(range)
    var isError = false
    while !reader.isAtEnd {
      let tag = try reader.readTag(bytes)
      if tag.field == 3 {
        guard tag.wireType == .varint else { throw NotWellFormed(.wrongType, at: tag.offset) }
        isError = try reader.readVarint(bytes) == 2
      } else {
        try reader.skipValue(of: tag, bytes)
      }
    }
    return isError
  }

  /// Reads an attribute: `KeyValue 1 key 2 value`; in a resource or scope as in a span.
  @inline(__always)
  mutating func readKeyValue(
    _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let pair = try keyAndValue(range, bytes)
    guard let value = pair.value else { return }
    if identifies { try identify(pair.key, value, bytes, into: &sink) }
    let row = sink.row(forKey: bytes.extracting(pair.key))
    if let row {
      if let text = shortText(value, bytes) {
        try checkUTF8(text, bytes)
        sink.set(row, text: bytes.extracting(text))
        return sink.remember(bytes.extracting(range), as: row)
      }
      if let number = shortInteger(value, bytes) {
        sink.set(row, integer: number)
        return sink.remember(bytes.extracting(range), as: row)
      }
    } else if !isNestedList(value, bytes) {
      return sink.remember(bytes.extracting(range), as: nil)
    }
    topKey = pair.key
    try readAnyValue(row, value, bytes, into: &sink, depth: 1)
  }

  /// Whether a value begins as a list of keys and values, the only kind looked into without a row.
  @inline(__always)
  private func isNestedList(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    !range.isEmpty && bytes[range.lowerBound] == 0x32
  }

  @inline(__always)
  private func keyAndValue(
    _ range: Range<Int>, _ bytes: Span<UInt8>
  ) throws(NotWellFormed) -> (key: Range<Int>, value: Range<Int>?) {
    if let (key, value) = shortPair(range, bytes) { return (key, value) }
    var reader = ProtobufReader(range)
    var key = 0..<0
    var value: Range<Int>?
    while !reader.isAtEnd {
      let tag = try reader.readTag(bytes)
      switch tag.field {
      case 1: key = try delimited(tag, &reader, bytes)
      case 2: value = try delimited(tag, &reader, bytes)
      default: try reader.skipValue(of: tag, bytes)
      }
    }
    return (key, value)
  }

  /// An attribute as nearly all are written: key, then value, each shorter than 128 bytes. Nil for
  /// any other form.
  @inline(__always)
  private func shortPair(
    _ range: Range<Int>, _ bytes: Span<UInt8>
  ) -> (key: Range<Int>, value: Range<Int>)? {
    var reader = ProtobufReader(range)
    guard let key = reader.readShort(0x0A, bytes), let value = reader.readShort(0x12, bytes),
      reader.isAtEnd
    else { return nil }
    return (key, value)
  }

  /// The text of a value that is one string shorter than 128 bytes; nil for any other.
  @inline(__always)
  private func shortText(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Range<Int>? {
    var reader = ProtobufReader(range)
    guard let text = reader.readShort(0x0A, bytes), reader.isAtEnd else { return nil }
    return text
  }

  /// The number of a value that is one integer of less than 50 bits; nil for any other.
  @inline(__always)
  private func shortInteger(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Int64? {
    guard range.count >= 2, range.count <= 8, bytes[range.lowerBound] == 0x18 else { return nil }
    var value: Int64 = 0
    var shift: Int64 = 0
    var index = range.lowerBound &+ 1
    while index < range.upperBound {
      let byte = bytes[index]
      index &+= 1
      value |= Int64(byte & 0x7F) &<< shift
      if byte < 0x80 { return index == range.upperBound ? value : nil }
      shift &+= 7
    }
    return nil
  }

  /// Reads a value; `topKey`, and `path` beneath the first level, say where it stands.
  ///
  /// ```
  /// AnyValue  1 string  2 bool (varint)  3 int64 (varint)  4 double (fixed64)  5 array  6 kvlist
  ///           7 bytes
  /// ```
  private mutating func readAnyValue(
    _ row: AttributeRow?, _ range: Range<Int>, _ bytes: Span<UInt8>,
    into sink: inout some SpanSink, depth: Int
  ) throws(NotWellFormed) {
    var reader = ProtobufReader(range)
    while !reader.isAtEnd {
      let tag = try reader.readTag(bytes)
      switch (tag.field, row) {
      case (1, .some(let row)):
        let text = try delimited(tag, &reader, bytes)
        try checkUTF8(text, bytes)
        sink.set(row, text: bytes.extracting(text))
      case (2, .some(let row)):
        guard tag.wireType == .varint else { throw NotWellFormed(.wrongType, at: tag.offset) }
        sink.set(row, boolean: try reader.readVarint(bytes) != 0)
      case (3, .some(let row)):
        guard tag.wireType == .varint else { throw NotWellFormed(.wrongType, at: tag.offset) }
        sink.set(row, integer: Int64(bitPattern: try reader.readVarint(bytes)))
      case (4, .some(let row)):
        guard tag.wireType == .fixed64 else { throw NotWellFormed(.wrongType, at: tag.offset) }
        sink.set(row, double: Double(bitPattern: try reader.readFixed64(bytes)))
      case (6, _):
        let list = try delimited(tag, &reader, bytes)
        try readNestedList(list, bytes, into: &sink, depth: depth)
      default: try reader.skipValue(of: tag, bytes)
      }
    }
  }

  /// Reads `KeyValueList 1 values*`: its values are looked up by their dotted paths.
  private mutating func readNestedList(
    _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink, depth: Int
  ) throws(NotWellFormed) {
    // A level here is four brackets in JSON: the limit is the same depth in both encodings.
    guard depth &* 4 < JSONReader.depthLimit else {
      throw NotWellFormed(.nestedTooDeep, at: range.lowerBound)
    }
    if depth == 1 { path = Array(copying: bytes.extracting(topKey)) }
    let prefixCount = path.count
    var reader = ProtobufReader(range)
    while !reader.isAtEnd {
      let tag = try reader.readTag(bytes)
      guard tag.field == 1 else {
        try reader.skipValue(of: tag, bytes)
        continue
      }
      let pair = try keyAndValue(try delimited(tag, &reader, bytes), bytes)
      guard let value = pair.value else { continue }
      path.append(ASCII.dot)
      for index in pair.key { path.append(bytes[index]) }
      let row = path.count <= 256 ? sink.row(forKey: path.span) : nil
      if row != nil || isNestedList(value, bytes) {
        try readAnyValue(row, value, bytes, into: &sink, depth: depth &+ 1)
      }
      path.removeSubrange(min(prefixCount, path.count)..<path.count)
    }
  }
}
