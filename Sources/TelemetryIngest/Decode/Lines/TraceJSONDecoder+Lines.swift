/// Objects that are no request and no span: lines of logs, which may report usage.
extension TraceJSONDecoder {
  /// Reads an object as a line; its outline has been read, so its JSON is well-formed.
  mutating func readLine(
    _ range: Range<Int>, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) {
    sink.beginLine(at: offsets.offset(of: range.lowerBound))
    reader.position = range.lowerBound
    do throws(NotWellFormed) {
      try readAttributeObject(bytes, into: &sink)
    } catch {
      sink.refuseSpan(error.reason, at: offsets.offset(of: error.offset))
    }
    sink.endLine(bytes.extracting(range))
  }

  /// Reads a list of plain values: how many there are, and what they add up to if all are numbers.
  ///
  /// - Parameter depth: how many brackets are open around it.
  mutating func readPlainList(
    _ row: AttributeRow, _ bytes: Span<UInt8>, into sink: inout some SpanSink, depth: Int
  ) throws(NotWellFormed) {
    try reader.expect(ASCII.openBracket, bytes)
    guard try !reader.skip(ASCII.closeBracket, bytes) else {
      return sink.set(row, listOf: 0, sum: nil)
    }
    var count = 0
    var sum: Double? = 0
    repeat {
      let byte = try reader.peek(bytes)
      if byte == ASCII.minus || (ASCII.zero...ASCII.nine).contains(byte) {
        let range = try reader.readNumber(bytes)
        sum = sum.map { $0 + double(bytes, range.lowerBound, range.upperBound) }
      } else {
        sum = nil
        try reader.skipValue(bytes, depthLimit: JSONReader.depthLimit &- depth)
      }
      count += 1
    } while try reader.readSeparator(ASCII.closeBracket, bytes)
    sink.set(row, listOf: count, sum: sum)
  }
}
