/// Points of metrics in OTLP/JSON: numbers of a sum, and sums of a histogram.
extension TraceJSONDecoder {
  /// Reads the points of a list that is not empty, and its closing bracket.
  mutating func readPoints(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    repeat {
      _ = try reader.peek(bytes)
      let start = reader.position
      sink.beginPoint(at: offsets.offset(of: start))
      do {
        try readPoint(bytes, into: &sink)
      } catch {
        try resume(after: start, error, bytes)
        sink.refuseSpan(error.reason, at: offsets.offset(of: error.offset))
      }
      sink.endPoint()
    } while try reader.readSeparator(ASCII.closeBracket, bytes)
  }

  private mutating func readPoint(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    guard try reader.skip(ASCII.openBrace, bytes) else { throw try wrongType(bytes) }
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return }
    repeat {
      let key = try reader.readKey(bytes)
      switch pointKey(key, bytes) {
      case .start: if let time = try readTime(bytes) { sink.setStart(time) }
      case .time: if let time = try readTime(bytes) { sink.setEnd(time) }
      case .value: try readPointValue(bytes, into: &sink)
      case .attributes: try readAttributes(bytes, into: &sink)
      case .flags: if let flags = try readTime(bytes) { sink.setFlags(flags) }
      case .other: try reader.skipValue(bytes)
      }
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
  }

  private enum PointKey { case start, time, value, attributes, flags, other }

  private func pointKey(_ key: JSONReader.Text, _ bytes: Span<UInt8>) -> PointKey {
    func `is`(_ texts: StaticString...) -> Bool {
      texts.contains { matches(bytes, from: key.start, to: key.end, $0) }
    }
    switch key.end &- key.start {
    case 3: return `is`("sum") ? .value : .other
    case 5: return `is`("asInt") ? .value : `is`("flags") ? .flags : .other
    case 6: return `is`("as_int") ? .value : .other
    case 8: return `is`("asDouble") ? .value : .other
    case 9: return `is`("as_double") ? .value : .other
    case 10: return `is`("attributes") ? .attributes : .other
    case 12: return `is`("timeUnixNano") ? .time : .other
    case 14: return `is`("time_unix_nano") ? .time : .other
    case 17: return `is`("startTimeUnixNano") ? .start : .other
    case 20: return `is`("start_time_unix_nano") ? .start : .other
    default: return .other
    }
  }

  /// Reads a number, or a string that holds one; null is no value.
  private mutating func readPointValue(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let byte = try reader.peek(bytes)
    let start = reader.position
    var range = start..<start
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
    switch parseNumber(bytes, from: range.lowerBound, to: range.upperBound) {
    case .integer(let value): sink.setValue(integer: value)
    case .fraction(let value): sink.setValue(double: value)
    case .large, .outOfRange: sink.setValue(double: .infinity)
    // NaN and the infinities are written as words.
    case .notANumber: throw NotWellFormed(.wrongType, at: start)
    }
  }
}
