/// Decodes a chunk into a sink; offsets of refusals are those of the source.
func decodeChunk(_ chunk: InputChunk, into sink: inout some SpanSink) -> ChunkOutcome {
  let bytes = chunk.bytes.span
  let offsets = SourceOffsets(base: chunk.firstOffset &- chunk.prefixCount)
  var outcome = ChunkOutcome()
  switch chunk.framing {
  case .lines: decodeLines(bytes, chunk, offsets, &outcome, into: &sink)
  case .values: decodeValues(bytes, offsets, &outcome, into: &sink)
  case .message, .bigEndianLengths, .varintLengths:
    decodeMessages(bytes, chunk, offsets, into: &sink)
  }
  if let refusal = chunk.trailingRefusal {
    sink.refuseInput(refusal.reason, at: refusal.offset)
  }
  return outcome
}

/// Decodes JSON values, one or more a line; what is wrong in a line ends with the line.
private func decodeLines(
  _ bytes: Span<UInt8>, _ chunk: InputChunk, _ offsets: SourceOffsets,
  _ outcome: inout ChunkOutcome, into sink: inout some SpanSink
) {
  var decoder = TraceJSONDecoder(0..<bytes.count, offsets: offsets, salvages: true)
  var lineStart = 0
  while lineStart < bytes.count {
    let lineEnd =
      firstIndex(of: ASCII.lineFeed, in: bytes, from: lineStart, to: bytes.count) ?? bytes.count
    decoder.reader.position = lineStart
    decoder.reader.end = lineEnd
    let time = decoder.skipByteOrderMarkAndTime(bytes)
    if (time > 0 || chunk.format == .logLines) && !decoder.isAtJSON(bytes) {
      // Streams of logs hold all kinds of text.
      outcome.ignoredRecords += 1
    } else {
      if time > 0 { sink.setLine(timeNanoseconds: time) }
      readAllValues(&decoder, bytes, into: &sink)
      if time > 0 { sink.setLine(timeNanoseconds: 0) }
    }
    lineStart = lineEnd &+ 1
    outcome.lines += 1
  }
  outcome.ignoredRecords += decoder.ignoredRecords
}

/// Decodes JSON values after one another, up to the first that is not well-formed.
private func decodeValues(
  _ bytes: Span<UInt8>, _ offsets: SourceOffsets, _ outcome: inout ChunkOutcome,
  into sink: inout some SpanSink
) {
  var decoder = TraceJSONDecoder(0..<bytes.count, offsets: offsets, salvages: true)
  _ = decoder.skipByteOrderMarkAndTime(bytes)
  readAllValues(&decoder, bytes, into: &sink)
  outcome.ignoredRecords += decoder.ignoredRecords
  outcome.lines += countOccurrences(of: ASCII.lineFeed, in: bytes, from: 0, to: bytes.count)
}

private func readAllValues(
  _ decoder: inout TraceJSONDecoder, _ bytes: Span<UInt8>, into sink: inout some SpanSink
) {
  do throws(NotWellFormed) {
    decoder.reader.skipWhitespace(bytes)
    while decoder.reader.position < decoder.reader.end {
      try decoder.readValue(bytes, into: &sink)
      decoder.reader.skipWhitespace(bytes)
    }
  } catch {
    sink.refuseInput(error.reason, at: decoder.offsets.offset(of: error.offset))
  }
}

/// Decodes protobuf requests, each in its frame; what is wrong in one ends with its frame.
private func decodeMessages(
  _ bytes: Span<UInt8>, _ chunk: InputChunk, _ offsets: SourceOffsets,
  into sink: inout some SpanSink
) {
  let framing = chunk.framing
  var decoder = TraceProtobufDecoder(
    offsets: offsets, signal: chunk.format.protobufSignal ?? .spans)
  var reader = ProtobufReader(0..<bytes.count)
  do throws(NotWellFormed) {
    if framing == .message { return try decoder.readRequest(0..<bytes.count, bytes, into: &sink) }
    while !reader.isAtEnd {
      let length = try framing.readLength(&reader, bytes)
      let isCut = length > reader.end &- reader.position
      let range = reader.position..<(isCut ? reader.end : reader.position &+ length)
      reader.position = range.upperBound
      do throws(NotWellFormed) {
        try decoder.readRequest(range, bytes, into: &sink)
        if isCut { throw NotWellFormed(.truncated, at: reader.end) }
      } catch {
        sink.refuseInput(error.reason, at: offsets.offset(of: error.offset))
      }
    }
  } catch {
    sink.refuseInput(error.reason, at: offsets.offset(of: error.offset))
  }
}

extension InputFraming {
  /// Reads the length that stands before a protobuf request.
  func readLength(
    _ reader: inout ProtobufReader, _ bytes: Span<UInt8>
  ) throws(NotWellFormed) -> Int {
    if self == .varintLengths {
      return Int(clamping: try reader.readVarint(bytes))
    }
    guard reader.end &- reader.position >= 4 else {
      throw NotWellFormed(.truncated, at: reader.end)
    }
    var length = 0
    for index in reader.position..<(reader.position &+ 4) {
      length = length &<< 8 | Int(bytes[index])
    }
    reader.position &+= 4
    return length
  }
}

extension TraceJSONDecoder {
  /// Moves past a byte order mark, and past the time that CloudWatch's export to S3 puts before a
  /// record. Returns that time in nanoseconds since 1970 UTC, or 0.
  fileprivate mutating func skipByteOrderMarkAndTime(_ bytes: Span<UInt8>) -> Int64 {
    var (start, end) = (reader.position, reader.end)
    if offsets.offset(of: start) == 0, end &- start >= 3, bytes[start] == 0xEF,
      bytes[start &+ 1] == 0xBB, bytes[start &+ 2] == 0xBF
    {
      start &+= 3
      reader.position = start
    }
    guard start < end, (ASCII.zero...ASCII.nine).contains(bytes[start]) else { return 0 }
    end = min(end, start &+ 40)
    guard let space = firstIndex(of: ASCII.space, in: bytes, from: start, to: end),
      let instant = parseInstant(bytes, from: start, to: space)
    else { return 0 }
    reader.position = space &+ 1
    return Int64(exactly: instant) ?? 0
  }

  /// Whether what comes next opens a JSON object or list, or nothing comes.
  fileprivate mutating func isAtJSON(_ bytes: Span<UInt8>) -> Bool {
    reader.skipWhitespace(bytes)
    guard reader.position < reader.end else { return true }
    let byte = bytes[reader.position]
    return byte == ASCII.openBrace || byte == ASCII.openBracket
  }
}
