internal import CostModel

/// Reads the sources chunk by chunk and decodes several chunks at a time.
///
/// One thread at a time uses a stage.
final class DecodeStage: @unchecked Sendable {
  // Safe to hand between threads because `DecodeAhead` runs one call at a time.

  /// What one round of decoding gave.
  struct Round: Sendable {
    var batches: [SpanBatch] = []
    var refusals: [PlacedRefusal] = []
    var refusedCount: Int64 = 0
    var refusedSpanCount: Int64 = 0
    var spanCount: Int64 = 0
    var ignored: Int64 = 0
    var bytes: Int64 = 0
    var storedBytesRead: Int64 = 0
  }

  /// Chunks decoded in one round, and so posted in one commit: large enough that a commit's fixed
  /// cost vanishes, small enough that memory stays bounded.
  private static let chunksPerRound = 20

  /// A lane's assembler, which one thread at a time uses.
  private final class Lane: @unchecked Sendable {
    var assembler: SpanAssembler
    init(_ assembler: SpanAssembler) { self.assembler = assembler }
  }

  private let reader: InputReader
  private let lanes: [Lane]

  init(_ reader: InputReader, lanes: [SpanAssembler]) {
    self.reader = reader
    self.lanes = lanes.map { Lane($0) }
  }

  /// Decodes the next chunks; nil after the last.
  func next() throws -> Round? {
    var chunks: [InputChunk] = []
    while chunks.count < Self.chunksPerRound, let chunk = try reader.next() {
      chunks.append(chunk)
    }
    if chunks.isEmpty { return nil }
    var round = Round()
    for decoded in decode(chunks) { round.add(decoded) }
    round.storedBytesRead = Int64(reader.storedBytesRead)
    return round
  }

  fileprivate struct Decoded: Sendable {
    var order: Int
    var batch: SpanBatch
    var outcome: ChunkOutcome
    var refusals: [PlacedRefusal]
    var bytes: Int
  }

  /// Deals the chunks out to the lanes; results stand in the order of the chunks.
  private func decode(_ chunks: [InputChunk]) -> [Decoded] {
    let laneCount = min(lanes.count, chunks.count)
    let lanes = lanes
    let parts = Lanes.map(laneCount) { number -> [Decoded] in
      stride(from: number, to: chunks.count, by: laneCount).map { order in
        Self.decode(chunks[order], order, &lanes[number].assembler)
      }
    }
    return parts.flatMap { $0 }.sorted { $0.order < $1.order }
  }

  private static func decode(
    _ chunk: InputChunk, _ order: Int, _ assembler: inout SpanAssembler
  ) -> Decoded {
    let outcome = decodeChunk(chunk, into: &assembler)
    let batch = assembler.takeBatch()
    let placed = batch.refusals.prefix(IngestSummary.refusalsMax).map { refusal in
      PlacedRefusal(
        sourceName: chunk.sourceName,
        line: chunk.format.protobufSignal != nil ? nil : chunk.line(atOffset: refusal.offset),
        refusal: refusal)
    }
    return Decoded(
      order: order, batch: batch, outcome: outcome, refusals: placed, bytes: chunk.bytes.count)
  }
}

extension DecodeStage.Round {
  fileprivate mutating func add(_ decoded: DecodeStage.Decoded) {
    spanCount += Int64(decoded.batch.spanCount)
    refusedCount += Int64(decoded.batch.refusals.count)
    refusedSpanCount += Int64(decoded.batch.refusedSpanCount)
    refusals += decoded.refusals
    ignored += Int64(decoded.outcome.ignoredRecords)
    bytes += Int64(decoded.bytes)
    batches.append(decoded.batch)
  }
}
