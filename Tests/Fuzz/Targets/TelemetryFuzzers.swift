@testable import CostModel
@testable import TelemetryIngest

/// An assembler as a lane has one; it has seen nothing yet.
private func makeAssembler() -> SpanAssembler { assembler }

private let assembler = SpanAssembler(
  table: IngestConfiguration().attributeTable, names: NameTable(limit: 100_000, seed: 3),
  digestSeed: DigestSeed(high: 1, low: 2))

/// What the rest of the program takes for granted in what decoders give it.
private func check(_ batch: SpanBatch, byteCount: Int) throws {
  for span in batch.spans {
    try hold(span.start > 0 && span.start < SpanAssembler.startNanosecondsMax, "start of a span")
    try hold(span.end >= span.start, "a span ends before it starts")
    try hold(span.call < 0 || Int(span.call) < batch.calls.count, "a call that is not there")
    try hold(span.identity.span != 0, "a span without an id")
  }
  for call in batch.calls {
    for slot in 0..<Quantities.slotCount {
      try hold((0...SpanAssembler.countMax).contains(call.quantities[slot: slot]), "a quantity")
    }
  }
  try check(batch.usage)
  for refusal in batch.refusals {
    try hold((0...byteCount).contains(refusal.offset), "refused at \(refusal.offset)")
  }
}

private func check(_ usage: ObservedUsage) throws {
  let times = 1..<SpanAssembler.startNanosecondsMax
  for point in usage.points {
    try hold(usage.streams.indices.contains(Int(point.stream)), "a stream that is not there")
    try hold(times.contains(point.time) && (0...point.time).contains(point.start), "a window")
    try hold((0...SpanAssembler.metricValueMax).contains(point.value), "a value")
  }
  for record in usage.records {
    try hold(times.contains(record.end) && (1...record.end).contains(record.start), "a record")
    for slot in 0..<Quantities.slotCount {
      let quantity = record.quantities[slot: slot]
      try hold((0...SpanAssembler.countMax).contains(quantity), "a quantity")
    }
  }
}

@Sendable func fuzzTraceJSON(_ bytes: [UInt8]) throws {
  var assembler = makeAssembler()
  do throws(NotWellFormed) {
    try decodeRequest(json: bytes.span, into: &assembler)
  } catch {
    try hold((0...bytes.count).contains(error.offset), "not well-formed at \(error.offset)")
    return try check(assembler.takeBatch(), byteCount: bytes.count)
  }
  let batch = assembler.takeBatch()
  try check(batch, byteCount: bytes.count)
  guard batch.refusals.isEmpty, !batch.spans.isEmpty else { return }
  // What is accepted as a body is read the same from a file, in chunks of any size.
  let chunked = try readChunks(bytes, format: .otlpJSON, chunkBytes: 1 + Int(bytes[0]) % 97)
  try hold(chunked.spans == batch.spans, "chunks give \(chunked.spans.count) other spans")
  try hold(chunked.refusals.isEmpty, "chunks are refused: \(chunked.refusals)")
}

@Sendable func fuzzProtobuf(_ bytes: [UInt8], _ signal: TelemetrySignal) throws {
  var assembler = makeAssembler()
  do throws(NotWellFormed) {
    try decodeRequest(protobuf: bytes.span, of: signal, into: &assembler)
  } catch {
    try hold((0...bytes.count).contains(error.offset), "not well-formed at \(error.offset)")
  }
  try check(assembler.takeBatch(), byteCount: bytes.count)
}

/// Any file, read as `meter ingest` reads it: looked at, parted into small pieces, decoded.
@Sendable func fuzzFiles(_ bytes: [UInt8]) throws {
  guard let first = bytes.first else { return }
  let formats: [RecordFormat?] = [nil, nil, nil] + RecordFormat.allCases
  let format = formats[Int(first) % formats.count]
  let content = Array(bytes.dropFirst())
  for chunkBytes in [16, 200, 1 << 16] {
    let batch = try readChunks(content, format: format, chunkBytes: chunkBytes)
    // Compressed content has places beyond the stored bytes.
    let isCompressed = content.starts(with: [0x1F, 0x8B])
    try check(batch, byteCount: isCompressed ? .max : content.count)
  }
}

private func readChunks(
  _ bytes: [UInt8], format: RecordFormat?, chunkBytes: Int
) throws -> SpanBatch {
  var assembler = makeAssembler()
  let reader = InputReader(
    [.bytes(bytes, name: "fuzz")], format: format, chunkBytes: chunkBytes,
    windowBytesMax: 1 << 20)
  var line = 0
  while let chunk = try reader.next() {
    let before = assembler.batch.refusals.count
    _ = decodeChunk(chunk, into: &assembler)
    for refusal in assembler.batch.refusals[before...] {
      try hold(chunk.line(atOffset: refusal.offset) >= 1, "a refusal on no line")
    }
    try hold(chunk.firstLine >= line, "lines run backwards")
    line = chunk.firstLine
  }
  return assembler.takeBatch()
}

@Sendable func fuzzGunzip(_ bytes: [UInt8]) throws {
  let limitBytes = 1 << 20
  guard let content = try? gunzip(bytes, limitBytes: limitBytes, ratioLimit: 1000) else { return }
  try hold(content.count <= limitBytes, "more than the limit")
  try hold(content.count <= max(1 << 20, bytes.count * 1000), "more times larger than allowed")
}

@Sendable func fuzzBaggage(_ bytes: [UInt8]) throws {
  var faults = 0
  Baggage.forEachMember(of: bytes.span) { key, value in
    if key.isEmpty || firstInvalidUTF8(value, from: 0, to: value.count) != nil { faults += 1 }
  }
  try hold(faults == 0, "a member without a key, or whose value is no text")
  // The same text as an attribute of a span, as SDKs hand it on.
  var assembler = makeAssembler()
  assembler.beginResource()
  assembler.beginSpan(at: 0)
  assembler.setMembers(ofBaggage: bytes.span)
  assembler.endSpan()
  try check(assembler.takeBatch(), byteCount: bytes.count)
}
