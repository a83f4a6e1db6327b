internal import CostModel
internal import Dispatch

/// Resolves batches of observed spans against everything the ledger knows, and commits the outcome.
///
/// Work is divided into lanes by trace id: lanes gather and resolve in parallel, then questions that
/// reach across traces (sessions, response ids, cumulative counters) are settled, then one commit
/// makes everything durable. One thread at a time uses an engine.
final class PostingEngine {
  let writer: LedgerWriter
  private let shards: [TraceShard]
  private let crossing: TraceCrossing

  private let isPriced: (@Sendable (Dimensions) -> Bool)?
  private var knownPrices: [Dimensions: Bool] = [:]

  init(
    writer: LedgerWriter, laneCount: Int, isPriced: (@Sendable (Dimensions) -> Bool)? = nil
  ) {
    self.writer = writer
    self.isPriced = isPriced
    shards = (0..<max(1, laneCount)).map { _ in TraceShard() }
    crossing = TraceCrossing()
  }

  /// Posts batches in one commit; everything is durable when it returns.
  /// - Throws: what the ledger throws; nothing of the batches is counted then, and they can be posted
  ///   again.
  func post(_ batches: [SpanBatch]) throws -> PostingTotals {
    do {
      var posting = PostingBatch()
      try resolve(batches, &posting)
      addRefusals(batches, &posting)
      let totals = collect(&posting)
      try writer.commit(posting)
      for shard in shards { shard.finishCommit() }
      return totals
    } catch {
      for shard in shards { shard.forget() }
      throw error
    }
  }

  // MARK: - Steps

  private func resolve(_ batches: [SpanBatch], _ posting: inout PostingBatch) throws {
    let spanCount = batches.reduce(0) { $0 + $1.spans.count }
    let known = writer.filter(.trace)
    let needed = inLanes(spanCount) { shards, lane in
      Self.gather(batches, shards[lane], lane, shards.count, known)
    }
    for keys in needed { try load(keys) }
    _ = inLanes(spanCount) { shards, lane in shards[lane].resolveTouched(batches) }
    try crossing.settle(shards, writer: writer, posting: &posting) { try self.load($0) }
    for shard in shards { shard.resolveAnnotated() }
    _ = inLanes(spanCount) { shards, lane in shards[lane].postDifferences() }
  }

  /// Picks the spans of one lane out of all batches. Returns traces that the ledger may know.
  private static func gather(
    _ batches: [SpanBatch], _ shard: TraceShard, _ lane: Int, _ laneCount: Int, _ known: RunFilters
  ) -> [RunKey] {
    var needed: [RunKey] = []
    for (number, batch) in batches.enumerated() {
      for index in batch.spans.indices {
        let identity = batch.spans[index].identity
        if laneCount > 1, Self.lane(identity, laneCount) != lane { continue }
        let place = TraceShard.SpanPlace(
          batch: Int32(truncatingIfNeeded: number), span: Int32(truncatingIfNeeded: index))
        if let key = shard.gather(identity, at: place, known) { needed.append(key) }
      }
    }
    return needed
  }

  private static func lane(_ span: SpanIdentity, _ laneCount: Int) -> Int {
    lane(RunKey(high: span.traceHigh, low: span.traceLow), laneCount)
  }

  static func lane(_ key: RunKey, _ laneCount: Int) -> Int {
    // Multiplied out, so that ids with a pattern spread as well as random ones.
    let mixed = ByteHash.combine(key.low, key.high)
    return Int((mixed >> 32).multipliedReportingOverflow(by: UInt64(laneCount)).partialValue >> 32)
  }

  /// Reads traces from the ledger into their lanes.
  private func load(_ keys: [RunKey]) throws {
    if keys.isEmpty { return }
    for (key, records) in try writer.records(.trace, keys: keys) {
      guard let state = TraceCodec.decode(records, key: key) else {
        throw PostingError.unreadableTrace(key)
      }
      shards[Self.lane(key, shards.count)].load(key, state)
    }
  }

  private func addRefusals(_ batches: [SpanBatch], _ posting: inout PostingBatch) {
    for batch in batches {
      for refusal in batch.refusals {
        let hour =
          refusal.startNanoseconds.map { Hour(nanoseconds: $0).number }
          ?? IngestCounterChange.unknownHour
        posting.counters.append(
          IngestCounterChange(counter: .refusedSpans, hour: hour, change: 1))
      }
    }
  }

  private func collect(_ posting: inout PostingBatch) -> PostingTotals {
    var totals = PostingTotals()
    for shard in shards {
      posting.entries += shard.output.entries
      posting.traceRecords.append(shard.output.traceRecords)
      posting.counters += shard.output.counters
      posting.findings += shard.output.findings
      totals.add(shard.output.totals)
    }
    for entry in posting.entries where !hasPrice(entry) { totals.unpriced += entry.sign }
    return totals
  }

  /// Whether an entry's tokens have a price, as far as anybody wants to know.
  private func hasPrice(_ entry: Entry) -> Bool {
    guard let isPriced, entry.quantities.totalTokens > 0 else { return true }
    var question = entry.dimensions
    // What prices do not depend on would only make the same question many.
    (question.feature, question.agent, question.isMeasured) = (.none, .none, true)
    if let known = knownPrices[question] { return known }
    let answer = isPriced(question)
    if knownPrices.count < 100_000 { knownPrices[question] = answer }
    return answer
  }

  /// Runs `body` for every lane, in parallel if the work is worth it.
  private func inLanes<Result: Sendable>(
    _ spanCount: Int, _ body: @Sendable ([TraceShard], Int) -> Result
  ) -> [Result] {
    let shards = shards
    if shards.count == 1 || spanCount < 2_000 {
      return shards.indices.map { body(shards, $0) }
    }
    return Lanes.map(shards.count) { body(shards, $0) }
  }
}

/// Why a posting failed, besides what the ledger itself says.
enum PostingError: Error, CustomStringConvertible {
  case unreadableTrace(RunKey)

  var description: String {
    switch self {
    case .unreadableTrace(let key):
      let trace = [key.high, key.low].map { value in
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
      }
      return "the ledger's record of trace \(trace.joined()) cannot be read; "
        + "restore the ledger from a backup"
    }
  }
}
