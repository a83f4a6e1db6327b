public import CostModel
internal import Dispatch
internal import Foundation
internal import Synchronization

/// Posts what many request threads decode: all batches that wait share one commit.
///
/// A lone batch is posted at once. While a commit is being written, what has arrived by then is
/// resolved to be the next one. When nothing comes for some time, the ledger's upkeep is done.
public final class PostingQueue: Sendable {
  struct Waiting: Sendable {
    var batch: SpanBatch
    var completion: @Sendable (Result<SubmissionOutcome, any Error>) -> Void
  }

  struct State {
    var waiting: [Waiting] = []
    /// Whether the posting thread runs, or is about to.
    var isPosting = false
    var isUpkeepPlanned = false
    /// When the groups were taken that have not been answered, in their order.
    var groupStarts: [UInt64] = []
    var lastCommit: UInt64 = 0
    /// What is in the journal alone: how many spans, and since when.
    var journalledSpans = 0
    var journalledSince: UInt64 = 0
    var fault: PostingFault?
    var faultTime: UInt64 = 0
    var oldestOpenTrace: Int64?
    var openTraceLook: UInt64 = 0
  }

  private let table: AttributeTable
  private let usageSources: [String: UsageSource]
  private let directory: TenantDirectory
  let writer: LedgerWriter
  let options: PostingOptions
  let engine: Engine
  private let assemblers = Mutex<[SpanAssembler]>([])
  let state = Mutex(State())
  let queue = DispatchQueue(label: "meter.posting", qos: .userInitiated)

  /// The engine is only touched on `queue`, one block at a time.
  struct Engine: @unchecked Sendable { let engine: PostingEngine }

  public init(
    writer: LedgerWriter, configuration: IngestConfiguration,
    options: PostingOptions = PostingOptions()
  ) {
    self.writer = writer
    self.options = options
    table = configuration.attributeTable
    usageSources = configuration.usageSources
    directory = configuration.directory
    engine = Engine(
      engine: PostingEngine(
        writer: writer,
        laneCount: configuration.laneCount ?? ProcessInfo.processInfo.activeProcessorCount,
        declarations: configuration.usageSources, isJournalled: true))
  }

  // MARK: - Seen from outside

  /// Requests that wait for a commit.
  public var waitingCount: Int { state.withLock { $0.waiting.count } }

  /// Whether commits work.
  public var health: PostingHealth {
    state.withLock { state in
      if let fault = state.fault { return .failing(fault) }
      guard let start = state.groupStarts.first else { return .working }
      let seconds = Self.milliseconds(since: start) / 1000
      return seconds >= 3 ? .stuck(seconds: seconds) : .working
    }
  }

  /// Start of the oldest trace that waits for a span, of those that came in lately and are still in
  /// memory, in nanoseconds since 1970 UTC; nil if none does. Some seconds old under load.
  public var oldestOpenTrace: Int64? { state.withLock { $0.oldestOpenTrace } }

  /// Waits until everything submitted so far is durable or has failed.
  public func drain() {
    while state.withLock({ $0.isPosting || !$0.groupStarts.isEmpty }) {
      queue.sync { try? engine.engine.finish() }
    }
    queue.sync {
      // After the last answer, a commit's thread may still bring the journal into the tables.
      try? engine.engine.finish()
      try? engine.engine.compareSources()
    }
  }

  /// Has the ledger looked after between two commits; telemetry that comes meanwhile waits.
  public func carryOut(_ order: UpkeepOrder) throws -> UpkeepOutcome {
    try queue.sync {
      // What failed is told to whoever sent it.
      try? engine.engine.finish()
      try engine.engine.compareSources()
      return try writer.carryOut(order) { RecordedNames.mentioned($0) }
    }
  }

  static func milliseconds(since start: UInt64) -> Int {
    let now = DispatchTime.now().uptimeNanoseconds
    return now > start ? Int(clamping: (now - start) / 1_000_000) : 0
  }
}

extension PostingQueue: SpanBatchSink {
  func decode(_ body: [UInt8], _ form: BodyForm) throws(NotWellFormed) -> SpanBatch {
    try withAssembler(form.access) { assembler throws(NotWellFormed) in
      do throws(NotWellFormed) {
        switch form.encoding {
        case .json: try decodeRequest(json: body.span, into: &assembler)
        case .protobuf:
          try decodeRequest(protobuf: body.span, of: form.signal.items, into: &assembler)
        }
      } catch {
        // What was read before the break does not count: the body is refused whole.
        _ = assembler.takeBatch()
        throw error
      }
      return assembler.takeBatch()
    }
  }

  /// Lends an assembler for a request of somebody.
  func withAssembler<Failure: Error>(
    _ access: Access, _ body: (inout SpanAssembler) throws(Failure) -> SpanBatch
  ) throws(Failure) -> SpanBatch {
    var assembler = assemblers.withLock { $0.popLast() } ?? newAssembler()
    defer { assemblers.withLock { $0.append(assembler) } }
    assembler.verify(access.identity)
    return try body(&assembler)
  }

  private func newAssembler() -> SpanAssembler {
    var assembler = SpanAssembler(
      table: table, names: writer.names, digestSeed: writer.digestSeed)
    assembler.declarations = usageSources
    assembler.directory = directory
    return assembler
  }

  func submit(
    _ batch: SpanBatch,
    completion: @escaping @Sendable (Result<SubmissionOutcome, any Error>) -> Void
  ) {
    let mustStart = state.withLock { state in
      state.waiting.append(Waiting(batch: batch, completion: completion))
      defer { state.isPosting = true }
      return !state.isPosting
    }
    if mustStart { queue.async { self.postWaiting() } }
  }
}
