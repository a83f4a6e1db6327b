/// What is posted in one commit: the spans of some chunks, in the order of their sources.
struct DecodeRound: Sendable {
  var batches: [SpanBatch] = []
  /// Some of the refusals, with their places.
  var refusals: [PlacedRefusal] = []
  var refusedCount: Int64 = 0
  var refusedSpanCount: Int64 = 0
  var spanCount: Int64 = 0
  var ignored: Int64 = 0
  var bytes: Int64 = 0
  /// How many bytes of the sources, as stored, were read up to the round's end.
  var storedBytesRead: Int64 = 0

  mutating func add(_ chunk: DecodedChunk) {
    spanCount += Int64(chunk.batch.spanCount)
    refusedCount += Int64(chunk.batch.refusals.count)
    refusedSpanCount += Int64(chunk.batch.refusedSpanCount)
    refusals += chunk.refusals
    ignored += Int64(chunk.outcome.ignoredRecords)
    bytes += Int64(chunk.bytes)
    storedBytesRead = Int64(chunk.storedBytesRead)
    batches.append(chunk.batch)
  }
}

/// What one chunk of input says.
struct DecodedChunk: Sendable {
  var batch: SpanBatch
  var outcome: ChunkOutcome
  var refusals: [PlacedRefusal]
  var bytes: Int
  /// Index of the chunk's source.
  var source: Int
  /// How many bytes of the sources, as stored, were read up to the chunk's end.
  var storedBytesRead: Int

  init(decoding chunk: InputChunk, storedBytesRead: Int, into assembler: inout SpanAssembler) {
    outcome = decodeChunk(chunk, into: &assembler)
    batch = assembler.takeBatch()
    refusals = batch.refusals.prefix(IngestSummary.refusalsMax).map { refusal in
      PlacedRefusal(
        sourceName: chunk.sourceName,
        line: chunk.format.protobufSignal != nil ? nil : chunk.line(atOffset: refusal.offset),
        refusal: refusal)
    }
    bytes = chunk.bytes.count
    source = chunk.source
    self.storedBytesRead = storedBytesRead
  }
}
