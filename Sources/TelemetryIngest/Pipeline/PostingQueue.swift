public import CostModel
internal import Dispatch
internal import Foundation
internal import Synchronization

/// Posts what many request threads decode: all batches that wait share one commit.
///
/// A lone batch is posted at once; what arrives while a commit is under way makes up the next one.
/// When nothing comes for some time, the ledger's upkeep is done.
public final class PostingQueue: Sendable {
  struct Waiting: Sendable {
    var batch: SpanBatch
    var completion: @Sendable (Result<SubmissionOutcome, any Error>) -> Void
  }

  private struct State {
    var waiting: [Waiting] = []
    /// Whether the posting thread runs, or is about to.
    var isPosting = false
    var isUpkeepPlanned = false
    var commitStart: UInt64?
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
  private let writer: LedgerWriter
  private let options: PostingOptions
  private let engine: Engine
  private let assemblers = Mutex<[SpanAssembler]>([])
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "meter.posting", qos: .userInitiated)

  /// The engine is only touched on `queue`, one block at a time.
  private struct Engine: @unchecked Sendable { let engine: PostingEngine }

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
      guard let start = state.commitStart else { return .working }
      let seconds = Self.milliseconds(since: start) / 1000
      return seconds >= 3 ? .stuck(seconds: seconds) : .working
    }
  }

  /// Start of the oldest trace that waits for a span, of those that came in lately and are still in
  /// memory, in nanoseconds since 1970 UTC; nil if none does. Some seconds old under load.
  public var oldestOpenTrace: Int64? { state.withLock { $0.oldestOpenTrace } }

  /// Waits until everything submitted so far is durable or has failed.
  public func drain() {
    while state.withLock({ $0.isPosting }) { queue.sync {} }
    queue.sync { try? engine.engine.compareSources() }
  }

  /// Has the ledger looked after between two commits; telemetry that comes meanwhile waits.
  public func carryOut(_ order: UpkeepOrder) throws -> UpkeepOutcome {
    try queue.sync {
      try engine.engine.compareSources()
      return try writer.carryOut(order) { RecordedNames.mentioned($0) }
    }
  }

  // MARK: - Posting

  private func postWaiting() {
    while true {
      let group = state.withLock { Self.nextGroup(&$0, spansMax: options.groupSpans) }
      if group.isEmpty { break }
      post(group)
      foldIfDue()
      let sinceLook = state.withLock { Self.milliseconds(since: $0.openTraceLook) }
      if sinceLook > 5_000 { lookForOpenTraces() }
    }
    planUpkeep()
  }

  /// Lets readers see what was committed, before it becomes much or old.
  private func foldIfDue() {
    let isDue = state.withLock { state in
      let isDue =
        state.journalledSpans >= options.foldSpans
        || state.journalledSpans > 0
          && Self.milliseconds(since: state.journalledSince) >= options.foldMilliseconds
      if isDue { state.journalledSpans = 0 }
      return isDue
    }
    guard isDue else { return }
    do { try writer.fold() } catch { fail([], PostingFault(error)) }
  }

  /// Takes what fits one commit; without anything to take, the thread counts as ended.
  private static func nextGroup(_ state: inout State, spansMax: Int) -> [Waiting] {
    var (count, spans) = (0, 0)
    while count < state.waiting.count {
      spans += state.waiting[count].batch.spanCount
      if count > 0 && spans > spansMax { break }
      count += 1
    }
    if count == 0 { state.isPosting = false }
    let group = Array(state.waiting.prefix(count))
    state.waiting.removeFirst(count)
    return group
  }

  private func post(_ group: [Waiting]) {
    if let fault = state.withLock({ standing($0) }) {
      for one in group { one.completion(.failure(fault)) }
      return
    }
    do {
      try commit(group)
      for one in group {
        let refusals = one.batch.refusals
        one.completion(
          .success(SubmissionOutcome(refusedItems: refusals.count, refusals: refusals)))
      }
    } catch {
      fail(group, PostingFault(error))
    }
  }

  private func commit(_ group: [Waiting]) throws {
    let start = DispatchTime.now().uptimeNanoseconds
    state.withLock { $0.commitStart = start }
    defer { state.withLock { $0.commitStart = nil } }
    let totals = try engine.engine.post(group.map(\.batch))
    let spans = group.reduce(0) { $0 + $1.batch.spanCount }
    var nanoseconds = DispatchTime.now().uptimeNanoseconds - start
    if options.slowdown > 1 {
      usleep(UInt32(clamping: nanoseconds / 1000 * UInt64(options.slowdown - 1)))
      nanoseconds = DispatchTime.now().uptimeNanoseconds - start
    }
    let recovered = state.withLock { state in
      defer { state.fault = nil }
      state.lastCommit = start + nanoseconds
      if state.journalledSpans == 0 { state.journalledSince = start }
      state.journalledSpans += spans
      return state.fault != nil
    }
    if recovered { options.observe(.recovered) }
    options.observe(
      .committed(
        PostingEvent.Commit(
          requests: group.count, spans: spans,
          refused: group.reduce(0) { $0 + $1.batch.refusals.count }, totals: totals,
          nanoseconds: nanoseconds)))
  }

  /// Answers for a commit that failed. Where the fault lies in somebody's telemetry, everybody
  /// else's is posted without it.
  private func fail(_ group: [Waiting], _ fault: PostingFault) {
    if fault.kind == .unavailable {
      let isFirst = state.withLock { state in
        defer { (state.fault, state.faultTime) = (fault, DispatchTime.now().uptimeNanoseconds) }
        return state.fault == nil
      }
      options.observe(.failed(fault, isFirst: isFirst))
      for one in group { one.completion(.failure(fault)) }
      if isFirst { planProbe() }
    } else if group.count == 1 {
      options.observe(.failed(fault, isFirst: true))
      for one in group { one.completion(.failure(fault)) }
    } else {
      for one in group { post([one]) }
    }
  }

  /// The fault of the last commit, as long as it is too early to try again.
  private func standing(_ state: State) -> PostingFault? {
    guard let fault = state.fault else { return nil }
    let elapsed = Self.milliseconds(since: state.faultTime)
    return elapsed < options.retryMilliseconds ? fault : nil
  }

  // MARK: - Between commits

  /// Does upkeep when nothing has come for some time.
  private func planUpkeep() {
    let isPlanned = state.withLock { state in
      defer { state.isUpkeepPlanned = true }
      return state.isUpkeepPlanned
    }
    if !isPlanned { runUpkeep(afterMilliseconds: options.idleMilliseconds) }
  }

  private func runUpkeep(afterMilliseconds delay: Int) {
    queue.asyncAfter(deadline: .now() + .milliseconds(delay)) { [self] in
      let quiet = state.withLock { state in
        state.isPosting ? 0 : Self.milliseconds(since: state.lastCommit)
      }
      if quiet < options.idleMilliseconds {
        runUpkeep(afterMilliseconds: options.idleMilliseconds - quiet)
      } else if (try? upkeep()) == true {
        // A step at a time: what arrived meanwhile stands in the queue before the next.
        runUpkeep(afterMilliseconds: 0)
      } else {
        state.withLock { $0.isUpkeepPlanned = false }
      }
    }
  }

  private func lookForOpenTraces() {
    let oldest = engine.engine.oldestOpenTrace
    state.withLock { state in
      state.oldestOpenTrace = oldest
      state.openTraceLook = DispatchTime.now().uptimeNanoseconds
    }
  }

  /// One step; true if there is more to do.
  private func upkeep() throws -> Bool {
    lookForOpenTraces()
    try engine.engine.compareSources()
    return try writer.tidy()
  }

  /// Finds out by itself that a fault has gone: nobody may send to a server that is not ready.
  private func planProbe() {
    queue.asyncAfter(deadline: .now() + .seconds(1)) { [self] in
      guard state.withLock({ $0.fault != nil }) else { return }
      do {
        try writer.storeDocument(kind: "probe", bytes: [UInt8](repeating: 0x20, count: 4096))
        try writer.fold()
        state.withLock { $0.fault = nil }
        options.observe(.recovered)
      } catch {
        planProbe()
      }
    }
  }

  private static func milliseconds(since start: UInt64) -> Int {
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
