internal import CostModel

/// A shard that lanes hand to each other.
///
/// Safe to share because the engine gives each shard to one lane at a time.
final class ShardBox: @unchecked Sendable {
  var shard: TraceShard

  init(names: NameTable) { shard = TraceShard(names: names) }
}

/// The traces whose ids fall to one lane: those of this commit, and those of the last ones in
/// memory.
struct TraceShard {
  /// Spans kept in memory after their commit, in case more of their traces arrives.
  private static let cachedSpansMax = 24_000

  /// Traces touched in this commit, in order of their first span.
  private var touched: [Int] = []
  private(set) var traces: [ShardTrace] = []
  /// Traces whose annotations were changed in this commit.
  private var reannotated: Set<Int> = []
  var output = ShardOutput()
  /// Spans that this commit added or changed, trace by trace, as indexes into the trace's spans.
  private var added: [Int32] = []

  private var positions = KeyTable()
  /// The generation before, from which traces move over when they are touched again.
  private var olderTraces: [ShardTrace] = []
  private var olderPositions = KeyTable()
  private var cachedSpans = 0

  /// Where the gathered spans stand among the batches, and the next one of each span's trace.
  private var pendingPlaces: [SpanPlace] = []
  private var pendingNext: [Int32] = []
  /// Traces that are resolved only when what the ledger may hold of them was loaded.
  private var awaiting: Set<Int> = []
  private var resolver = TraceResolver()
  private var index: [UInt64: Int] = [:]
  /// The texts of names, by which contents are compared.
  private let names: NameTable

  /// A span of one of the batches that are being posted.
  struct SpanPlace {
    var batch: Int32
    var span: Int32
  }

  init(names: NameTable) { self.names = names }

  /// Forgets everything, as after a commit that failed: what the ledger holds is read anew.
  mutating func forget() {
    finishCommit()
    startGeneration()
    (olderTraces, olderPositions) = ([], KeyTable())
  }

  private mutating func startGeneration() {
    (traces, positions, cachedSpans) = ([], KeyTable(), 0)
  }

  /// Start of the oldest trace in memory that waits for a span; nil if none does.
  var oldestOpenStart: Int64? {
    var oldest: Int64?
    for generation in [traces, olderTraces] {
      for trace in generation {
        guard let start = trace.state.spans.lazy.map(\.start).min(), start < oldest ?? .max,
          trace.state.awaitsParent
        else { continue }
        oldest = start
      }
    }
    return oldest
  }

  // MARK: - Gathering

  /// Picks the spans of one lane out of all batches. Returns traces that the ledger may know.
  mutating func gather(
    _ batches: [SpanBatch], lane: Int, of laneCount: Int, _ known: RunFilters
  ) -> [RunKey] {
    var needed: [RunKey] = []
    for (number, batch) in batches.enumerated() {
      for index in batch.spans.indices {
        let identity = batch.spans[index].identity
        if laneCount > 1, PostingEngine.lane(identity.trace, laneCount) != lane { continue }
        let place = SpanPlace(
          batch: Int32(truncatingIfNeeded: number), span: Int32(truncatingIfNeeded: index))
        if let key = gather(identity, at: place, known) { needed.append(key) }
      }
    }
    return needed
  }

  /// Adds a span to its trace. Returns the trace's key if it must be looked for in the ledger.
  private mutating func gather(
    _ identity: SpanIdentity, at place: SpanPlace, _ known: RunFilters
  ) -> RunKey? {
    let key = identity.trace
    var needed: RunKey?
    let position: Int
    if let present = positions[key] {
      position = Int(present)
    } else {
      position = adopt(key)
      if !takeOver(key, to: position), known.mayContain(key) {
        needed = key
        awaiting.insert(position)
      }
    }
    touch(position)
    let pending = Int32(truncatingIfNeeded: pendingPlaces.count)
    pendingPlaces.append(place)
    pendingNext.append(-1)
    let last = traces[position].lastPending
    if last < 0 {
      traces[position].firstPending = pending
    } else {
      pendingNext[Int(last)] = pending
    }
    traces[position].lastPending = pending
    return needed
  }

  private mutating func touch(_ position: Int) {
    if traces[position].isTouched { return }
    traces[position].isTouched = true
    touched.append(position)
  }

  /// Gives a trace what the ledger holds of it.
  mutating func load(_ key: RunKey, _ state: TraceState) {
    let position = positions[key].map(Int.init) ?? adopt(key)
    traces[position].state = state
    traces[position].posted = resolver.resolve(state)
    cachedSpans += state.spans.count
  }

  /// Makes room for a trace.
  private mutating func adopt(_ key: RunKey) -> Int {
    positions.update(key, to: Int32(truncatingIfNeeded: traces.count))
    traces.append(ShardTrace(key))
    return traces.count - 1
  }

  /// Moves a trace over from the generation before; false if it is not there.
  private mutating func takeOver(_ key: RunKey, to position: Int) -> Bool {
    guard let older = olderPositions[key], older >= 0 else { return false }
    olderPositions.update(key, to: -1)
    swap(&traces[position], &olderTraces[Int(older)])
    cachedSpans += traces[position].state.spans.count
    return true
  }

  /// Position of a trace in memory, if it is there.
  mutating func position(of key: RunKey) -> Int? {
    if let known = positions[key] { return Int(known) }
    guard let older = olderPositions[key], older >= 0 else { return nil }
    let position = adopt(key)
    _ = takeOver(key, to: position)
    return position
  }

  // MARK: - Resolving

  /// Takes the gathered spans into their traces and resolves these anew, except for traces that the
  /// ledger may know.
  mutating func resolveTouched(_ batches: [SpanBatch]) {
    for position in touched where awaiting.isEmpty || !awaiting.contains(position) {
      resolveGathered(position, batches)
    }
  }

  /// Does the same for the traces that the ledger may know, after they were loaded.
  mutating func resolveAwaiting(_ batches: [SpanBatch]) {
    for position in awaiting.sorted() { resolveGathered(position, batches) }
    awaiting.removeAll(keepingCapacity: true)
  }

  private mutating func resolveGathered(_ position: Int, _ batches: [SpanBatch]) {
    let first = added.count
    changeTrace(at: position) { shard, trace in
      shard.takePending(&trace, position, batches)
      if first < shard.added.count { shard.resolve(&trace, gained: shard.added[first...]) }
    }
  }

  /// Changes a trace, which is moved out and back: read from its array it would be copied,
  /// reference counts and all, with every call.
  private mutating func changeTrace(
    at position: Int, _ body: (inout TraceShard, inout ShardTrace) -> Void
  ) {
    var trace = ShardTrace(RunKey(high: 0, low: 0))
    swap(&trace, &traces[position])
    body(&self, &trace)
    swap(&trace, &traces[position])
  }

  /// Writes what a trace gained as one record, and resolves the trace anew.
  private mutating func resolve(_ trace: inout ShardTrace, gained: ArraySlice<Int32>) {
    Self.write(gained, of: trace.state, trace.key, to: &output)
    noteResponses(gained, of: trace.state, trace.key)
    let resolution = resolver.resolve(trace.state)
    resolution.appendSessionNotes(since: trace.posted, trace.key, to: &output.sessionNotes)
    trace.resolution = resolution
  }

  private static func write(
    _ spans: ArraySlice<Int32>, of state: borrowing TraceState, _ key: RunKey,
    to output: inout ShardOutput
  ) {
    let (spans, all, calls) = (spans.span, state.spans.span, state.calls.span)
    output.traceRecords.append(key) { TraceCodec.append(spans, of: all, calls, to: &$0) }
  }

  private mutating func takePending(
    _ trace: inout ShardTrace, _ position: Int, _ batches: [SpanBatch]
  ) {
    // Lent through a span: read from the array, a batch would be retained with every span of it.
    let batches = batches.span
    if trace.state.spans.isEmpty { reserve(&trace, batches) }
    var isLarge = false
    var pending = trace.firstPending
    while pending >= 0 {
      if !isLarge, trace.state.spans.count > TraceState.fewSpans {
        isLarge = true
        index.removeAll(keepingCapacity: true)
        for (place, span) in trace.state.spans.enumerated() { index[span.identity.span] = place }
      }
      let place = pendingPlaces[Int(pending)]
      let (spans, calls) = (
        batches[Int(place.batch)].spans.span, batches[Int(place.batch)].calls.span
      )
      let id = spans[Int(place.span)].identity.span
      let known = isLarge ? index[id] : trace.state.position(of: id)
      take(spans[Int(place.span)], calls, known, position, &trace)
      if isLarge, known == nil { index[id] = trace.state.spans.count - 1 }
      pending = pendingNext[Int(pending)]
    }
  }

  /// Makes room in a new trace for just what was gathered of it: it stays in memory for a while.
  private func reserve(_ trace: inout ShardTrace, _ batches: Span<SpanBatch>) {
    var (spans, calls) = (0, 0)
    var pending = trace.firstPending
    while pending >= 0 {
      let place = pendingPlaces[Int(pending)]
      spans += 1
      if batches[Int(place.batch)].spans[Int(place.span)].call >= 0 { calls += 1 }
      pending = pendingNext[Int(pending)]
    }
    trace.state.spans.reserveCapacity(spans)
    trace.state.calls.reserveCapacity(calls)
  }

  private mutating func take(
    _ span: borrowing ObservedSpan, _ calls: Span<CallObservation>, _ known: Int?,
    _ position: Int, _ trace: inout ShardTrace
  ) {
    if span.call >= 0, span.role != .counter, calls[Int(span.call)].isMetered {
      output.sources.note(span)
    }
    output.count(span, isNew: known == nil)
    guard let known else {
      added.append(Int32(truncatingIfNeeded: trace.state.spans.count))
      trace.state.add(span, calls)
      cachedSpans += 1
      return
    }
    let before = trace.state.crossingID(of: known)
    let call = span.call >= 0 ? calls[Int(span.call)] : nil
    switch trace.state.take(copy span, call, known: known, names: names) {
    case .duplicate: break
    case .changed(let kept, let isNews):
      if kept, before.isPresent {
        forgetResponse(before, of: span.identity.span, in: position, &trace)
      }
      if kept || isNews { added.append(Int32(truncatingIfNeeded: known)) }
    }
  }

  /// Replaces what other traces say about a trace.
  mutating func annotate(_ position: Int, _ change: (inout TraceAnnotations) -> Void) {
    changeTrace(at: position) { $0.annotate(&$1, position, change) }
  }

  /// The same for a trace that was moved out.
  mutating func annotate(
    _ trace: inout ShardTrace, _ position: Int, _ change: (inout TraceAnnotations) -> Void
  ) {
    var annotations = trace.state.annotations
    change(&annotations)
    if annotations == trace.state.annotations { return }
    trace.state.annotations = annotations
    if !trace.isTouched {
      trace.isTouched = true
      touched.append(position)
    }
    reannotated.insert(position)
  }

  /// Resolves anew what was annotated.
  mutating func resolveAnnotated() {
    for position in reannotated.sorted() {
      changeTrace(at: position) { shard, trace in
        shard.output.traceRecords.append(trace.key) {
          TraceCodec.append(trace.state.annotations, to: &$0)
        }
        trace.resolution = shard.resolver.resolve(trace.state)
      }
    }
    reannotated.removeAll()
  }

  // MARK: - Posting

  /// Writes the differences between what is posted and what ought to be.
  mutating func postDifferences() {
    for position in touched {
      changeTrace(at: position) { shard, trace in
        guard let resolution = trace.resolution.take() else { return }
        shard.output.post(from: trace.posted, to: resolution, trace.state, trace.key)
        trace.posted = resolution
      }
    }
    output.sources.encode()
  }

  /// Clears what belonged to the commit, and lets old traces go.
  mutating func finishCommit() {
    for position in touched { traces[position].finishCommit() }
    touched.removeAll(keepingCapacity: true)
    added.removeAll(keepingCapacity: true)
    pendingNext.removeAll(keepingCapacity: true)
    pendingPlaces.removeAll(keepingCapacity: true)
    reannotated.removeAll()
    awaiting.removeAll()
    output.removeAll()
    if cachedSpans > Self.cachedSpansMax / 2 {
      (olderTraces, olderPositions) = (traces, positions)
      startGeneration()
    }
  }
}

extension SpanIdentity {
  /// The key of the span's trace.
  var trace: RunKey { RunKey(high: traceHigh, low: traceLow) }
}
