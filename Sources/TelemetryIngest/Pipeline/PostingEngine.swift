internal import CostModel
internal import Dispatch

/// Resolves batches of observed spans against everything the ledger knows, and commits the outcome.
///
/// Work is divided into lanes by trace id: lanes gather and resolve in parallel, then questions
/// that reach across traces (sessions, response ids, cumulative counters) are settled, then one
/// commit makes everything durable. One thread at a time uses an engine.
final class PostingEngine {
  let writer: LedgerWriter
  private let shards: [ShardBox]
  private var crossing = TraceCrossing()
  private let usageBooks: UsageBooks
  private lazy var commits = CommitThread(writer)
  /// Whether nobody has waited yet for the commit of the batches posted last.
  private var isCommitting = false

  private var pricedUsage: PricedUsage?
  /// Whether posts go to the ledger's journal, which somebody else folds.
  private let isJournalled: Bool

  init(
    writer: LedgerWriter, laneCount: Int, pricedUsage: PricedUsage? = nil,
    declarations: [String: UsageSource] = [:], isJournalled: Bool = false
  ) {
    self.writer = writer
    self.isJournalled = isJournalled
    usageBooks = UsageBooks(writer: writer, declarations: declarations)
    self.pricedUsage = pricedUsage
    shards = (0..<max(1, laneCount)).map { _ in ShardBox(names: writer.names) }
  }

  /// Posts batches in one commit; everything is durable when it returns.
  /// - Throws: what the ledger throws; nothing of the batches is counted then, and they can be
  ///   posted again.
  func post(_ batches: [SpanBatch]) throws -> PostingTotals {
    let prepared = try prepare(batches)
    try finish()
    try commit(prepared)
    return prepared.totals
  }

  /// Posts batches, and returns while their commit is still under way, so that the next ones can be
  /// resolved meanwhile. `finish` waits for it; so does the next post before its own commit.
  /// - Throws: what the ledger throws, for these batches or the ones before.
  func postAhead(_ batches: [SpanBatch]) throws -> PostingTotals {
    let prepared = try prepare(batches)
    try finish()
    try begin(prepared)
    return prepared.totals
  }

  /// What is to be committed of batches, and what it amounts to.
  struct PreparedPosting {
    var batch: PostingBatch
    var totals: PostingTotals
  }

  /// Resolves batches, after all that were posted before, also where their commit is under way.
  /// - Throws: what the ledger throws; the commit before has ended then.
  func prepare(_ batches: [SpanBatch]) throws -> PreparedPosting {
    try recovering { try resolve(batches) }
  }

  /// Commits what was prepared last; it is durable when this returns.
  ///
  /// - Precondition: The commit before has ended well, as `finish` tells.
  func commit(_ prepared: PreparedPosting) throws {
    try recovering {
      try writer.write(writer.stage(prepared.batch, isJournalled: isJournalled))
    }
  }

  /// Begins to commit what was prepared last, on a thread of its own.
  ///
  /// - Precondition: The commit before has ended well, as `finish` tells.
  /// - Parameter whenEnded: is told on the commit's own thread how it ended.
  func begin(
    _ prepared: PreparedPosting,
    whenEnded: @escaping CommitThread.Ending = { _ in }
  ) throws {
    try recovering {
      let staged = try writer.stage(prepared.batch, isJournalled: isJournalled)
      isCommitting = true
      commits.write(staged, whenEnded: whenEnded)
    }
  }

  private func resolve(_ batches: [SpanBatch]) throws -> PreparedPosting {
    var posting = PostingBatch()
    let batches = RetentionGate(writer.entriesHorizon).admitted(batches, &posting)
    try resolve(batches, &posting)
    addRefusals(batches, &posting)
    let usage = try usageBooks.settle(batches, shards, &posting)
    var totals = collect(&posting)
    totals.add(usage)
    // What was resolved stays in memory, where the next batches find it before the ledger does.
    for box in shards { box.shard.finishCommit() }
    usageBooks.finishCommit()
    return PreparedPosting(batch: posting, totals: totals)
  }

  /// Runs `body`; if it fails, what is in memory is forgotten, because the ledger does not have it.
  private func recovering<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      try? finish()
      forget()
      throw error
    }
  }

  /// Waits until everything that was posted is durable.
  /// - Throws: what the ledger threw; what was prepared since must be prepared anew.
  func finish() throws {
    if !isCommitting { return }
    isCommitting = false
    do {
      try commits.wait()
    } catch {
      forget()
      throw error
    }
  }

  private func forget() {
    for box in shards { box.shard.forget() }
    usageBooks.forget()
  }

  /// Compares what sources of one service report, where more was expected to come. To be called
  /// when nothing more comes for now.
  /// - Throws: what the ledger throws; it can be called again.
  func compareSources() throws {
    guard usageBooks.comparison.isDue else { return }
    try finish()
    try recovering {
      var posting = PostingBatch()
      try usageBooks.compare(&posting)
      if !posting.isEmpty { try writer.commit(posting) }
      usageBooks.finishCommit()
    }
  }

  /// Start of the oldest trace in memory that waits for a span; nil if none does.
  var oldestOpenTrace: Int64? { shards.compactMap(\.shard.oldestOpenStart).min() }

  // MARK: - Steps

  private func resolve(_ batches: [SpanBatch], _ posting: inout PostingBatch) throws {
    let spanCount = batches.reduce(0) { $0 + $1.spans.count }
    let known = writer.filter(.trace)
    let needed = inLanes(spanCount) { shards, lane in
      let needed = shards[lane].shard.gather(batches, lane: lane, of: shards.count, known)
      shards[lane].shard.resolveTouched(batches)
      return needed
    }
    if needed.contains(where: { !$0.isEmpty }) {
      for keys in needed { try load(keys) }
      _ = inLanes(spanCount) { shards, lane in shards[lane].shard.resolveAwaiting(batches) }
    }
    try crossing.settle(shards, writer: writer, posting: &posting) { try self.load($0) }
    for box in shards { box.shard.resolveAnnotated() }
    _ = inLanes(spanCount) { shards, lane in shards[lane].shard.postDifferences() }
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
      shards[Self.lane(key, shards.count)].shard.load(key, state)
    }
  }

  private func addRefusals(_ batches: [SpanBatch], _ posting: inout PostingBatch) {
    for batch in batches {
      for refusal in batch.refusals {
        let hour =
          refusal.startNanoseconds.map { Hour(nanoseconds: $0).number }
          ?? IngestCounterChange.unknownHour
        let counter: IngestCounter =
          switch refusal.signal {
          case .spans: .refusedSpans
          case .points: .refusedPoints
          case .records: .refusedRecords
          }
        posting.counters.append(
          IngestCounterChange(
            counter: counter, hour: hour, tenant: batch.verifiedTenant, change: 1))
      }
    }
  }

  private func collect(_ posting: inout PostingBatch) -> PostingTotals {
    var totals = PostingTotals()
    posting.entries.reserveCapacity(shards.reduce(0) { $0 + $1.shard.output.entries.count })
    for box in shards {
      let output = box.shard.output
      posting.entries += output.entries
      posting.traceRecords.append(output.traceRecords)
      posting.counters += output.counters
      posting.findings += output.findings
      totals.add(output.totals)
    }
    countUnpriced(posting.entries, &totals)
    return totals
  }

  /// Counts entries with tokens that have no price, as far as anybody wants to know.
  private func countUnpriced(_ entries: [Entry], _ totals: inout PostingTotals) {
    // Moved out and back: asked in place, each entry would pay for the engine's being shared.
    guard var pricedUsage = pricedUsage.take() else { return }
    for entry in entries where entry.quantities.totalTokens > 0 {
      let tokens = pricedUsage.unpricedTokens(entry)
      if tokens > 0 { totals.countUnpriced(entry, tokens: tokens) }
    }
    self.pricedUsage = pricedUsage
  }

  /// Runs `body` for every lane, in parallel if the work is worth it.
  private func inLanes<Result: Sendable>(
    _ spanCount: Int, _ body: @Sendable ([ShardBox], Int) -> Result
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
  case unreadableUsage

  var description: String {
    switch self {
    case .unreadableUsage:
      return "the ledger's record of metrics or logs cannot be read; "
        + "restore the ledger from a backup"
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
