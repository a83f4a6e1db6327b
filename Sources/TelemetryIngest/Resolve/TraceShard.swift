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
  private(set) var touched: [Int] = []
  private(set) var states: [TraceState] = []
  private(set) var keys: [RunKey] = []
  /// What was posted to the ledger for each trace so far. Beside the states, so that these are
  /// handed on without it.
  private var posted: [Resolution] = []
  /// What ought to be posted for each touched trace; nil where it was not resolved anew.
  private var resolutions: [Resolution?] = []
  /// States whose annotations were changed in this commit.
  private var reannotated: Set<Int> = []
  var output = ShardOutput()
  /// Spans that this commit added or changed, trace by trace, as indexes into the trace's spans.
  private var added: [Int32] = []

  private var positions = KeyTable()
  /// The generation before, from which traces move over when they are touched again.
  private var olderStates: [TraceState] = []
  private var olderPosted: [Resolution] = []
  private var olderPositions = KeyTable()
  private var cachedSpans = 0

  private var pendingHead: [Int32] = []
  private var pendingTail: [Int32] = []
  private var pendingNext: [Int32] = []
  /// Where the gathered spans stand among the batches.
  private var pendingPlaces: [SpanPlace] = []
  /// Where each trace stands among the touched ones; -1 if it does not.
  private var touchedPlaces: [Int32] = []
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
    (olderStates, olderPosted, olderPositions) = ([], [], KeyTable())
  }

  private mutating func startGeneration() {
    (states, posted, keys, positions) = ([], [], [], KeyTable())
    touchedPlaces = []
    pendingHead = []
    pendingTail = []
    cachedSpans = 0
  }

  /// Start of the oldest trace in memory that waits for a span; nil if none does.
  var oldestOpenStart: Int64? {
    var oldest: Int64?
    for generation in [states, olderStates] {
      for state in generation {
        guard let start = state.spans.lazy.map(\.start).min(), start < oldest ?? .max,
          state.awaitsParent
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
    if pendingHead[position] < 0 {
      pendingHead[position] = pending
    } else {
      pendingNext[Int(pendingTail[position])] = pending
    }
    pendingTail[position] = pending
    return needed
  }

  private mutating func touch(_ position: Int) {
    while pendingHead.count <= position {
      pendingHead.append(-1)
      pendingTail.append(-1)
    }
    if touchedPlaces[position] >= 0 { return }
    touchedPlaces[position] = Int32(truncatingIfNeeded: touched.count)
    touched.append(position)
    resolutions.append(nil)
  }

  /// Gives a trace what the ledger holds of it.
  mutating func load(_ key: RunKey, _ state: TraceState) {
    let position = positions[key].map(Int.init) ?? adopt(key)
    states[position] = state
    posted[position] = resolver.resolve(state)
    cachedSpans += state.spans.count
  }

  /// Makes room for a trace.
  private mutating func adopt(_ key: RunKey) -> Int {
    positions.update(key, to: Int32(truncatingIfNeeded: states.count))
    states.append(TraceState())
    posted.append(Resolution())
    keys.append(key)
    touchedPlaces.append(-1)
    return states.count - 1
  }

  /// Moves a trace over from the generation before; false if it is not there.
  private mutating func takeOver(_ key: RunKey, to position: Int) -> Bool {
    guard let older = olderPositions[key], older >= 0 else { return false }
    olderPositions.update(key, to: -1)
    swap(&states[position], &olderStates[Int(older)])
    swap(&posted[position], &olderPosted[Int(older)])
    cachedSpans += states[position].spans.count
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
    // Moved out and back: read from its array it would be copied, reference counts and all, with
    // every call.
    var state = TraceState()
    swap(&state, &states[position])
    takePending(position, &state, batches)
    if first < added.count {
      let key = keys[position]
      output.traceRecords.append(key) { TraceCodec.append(added[first...], of: state, to: &$0) }
      let resolution = resolver.resolve(state)
      noteResponses(added[first...], of: state, key)
      resolution.appendSessionNotes(since: posted.span[position], key, to: &output.sessionNotes)
      resolutions[Int(touchedPlaces[position])] = resolution
    }
    swap(&state, &states[position])
  }

  private mutating func takePending(
    _ position: Int, _ state: inout TraceState, _ batches: [SpanBatch]
  ) {
    // Lent through a span: read from the array, a batch would be retained with every span of it.
    let batches = batches.span
    if state.spans.isEmpty { reserve(position, &state, batches) }
    var isLarge = false
    var pending = pendingHead[position]
    while pending >= 0 {
      if !isLarge, state.spans.count > 32 {
        isLarge = true
        index.removeAll(keepingCapacity: true)
        for (place, span) in state.spans.enumerated() { index[span.identity.span] = place }
      }
      let place = pendingPlaces[Int(pending)]
      let (spans, calls) = (
        batches[Int(place.batch)].spans.span, batches[Int(place.batch)].calls.span
      )
      let id = spans[Int(place.span)].identity.span
      let known = isLarge ? index[id] : state.position(of: id)
      take(spans[Int(place.span)], calls, known, position, &state)
      if isLarge, known == nil { index[id] = state.spans.count - 1 }
      pending = pendingNext[Int(pending)]
    }
  }

  /// Makes room in a new trace for just what was gathered of it: it stays in memory for a while.
  private func reserve(_ position: Int, _ state: inout TraceState, _ batches: Span<SpanBatch>) {
    var (spans, calls) = (0, 0)
    var pending = pendingHead[position]
    while pending >= 0 {
      let place = pendingPlaces[Int(pending)]
      spans += 1
      if batches[Int(place.batch)].spans[Int(place.span)].call >= 0 { calls += 1 }
      pending = pendingNext[Int(pending)]
    }
    state.spans.reserveCapacity(spans)
    state.calls.reserveCapacity(calls)
  }

  private mutating func take(
    _ span: borrowing ObservedSpan, _ calls: Span<CallObservation>, _ known: Int?,
    _ position: Int, _ state: inout TraceState
  ) {
    if span.call >= 0, span.role != .counter, calls[Int(span.call)].isMetered {
      output.sources.note(span)
    }
    output.count(span, isNew: known == nil)
    guard let known else {
      added.append(Int32(truncatingIfNeeded: state.spans.count))
      state.add(span, calls)
      cachedSpans += 1
      return
    }
    let before = state.crossingID(of: known)
    let call = span.call >= 0 ? calls[Int(span.call)] : nil
    switch state.take(copy span, call, known: known, names: names) {
    case .duplicate: break
    case .changed(let kept, let isNews):
      if kept, before.isPresent {
        forgetResponse(before, of: span.identity.span, in: position, &state)
      }
      if kept || isNews { added.append(Int32(truncatingIfNeeded: known)) }
    }
  }

  /// Replaces what other traces say about a trace; true if that changes anything.
  mutating func annotate(_ position: Int, _ change: (inout TraceAnnotations) -> Void) {
    var state = TraceState()
    swap(&state, &states[position])
    annotate(position, &state, change)
    swap(&state, &states[position])
  }

  /// The same for a trace whose state was moved out.
  mutating func annotate(
    _ position: Int, _ state: inout TraceState, _ change: (inout TraceAnnotations) -> Void
  ) {
    var annotations = state.annotations
    change(&annotations)
    if annotations == state.annotations { return }
    state.annotations = annotations
    touch(position)
    reannotated.insert(position)
  }

  /// Resolves anew what was annotated.
  mutating func resolveAnnotated() {
    for position in reannotated.sorted() {
      output.traceRecords.append(keys[position]) { bytes in
        TraceCodec.append(states[position].annotations, to: &bytes)
      }
      resolutions[Int(touchedPlaces[position])] = resolver.resolve(states[position])
    }
    reannotated.removeAll()
  }

  // MARK: - Posting

  /// Writes the differences between what is posted and what ought to be.
  mutating func postDifferences() {
    for (place, position) in touched.enumerated() {
      guard var earlier = resolutions[place].take() else { continue }
      swap(&earlier, &posted[position])
      output.post(
        from: earlier, to: posted.span[position], states.span[position], keys[position])
    }
    output.sources.encode()
  }

  /// Clears what belonged to the commit, and lets old traces go.
  mutating func finishCommit() {
    for position in touched {
      touchedPlaces[position] = -1
      if position < pendingHead.count { pendingHead[position] = -1 }
    }
    touched.removeAll(keepingCapacity: true)
    resolutions.removeAll(keepingCapacity: true)
    added.removeAll(keepingCapacity: true)
    pendingNext.removeAll(keepingCapacity: true)
    pendingPlaces.removeAll(keepingCapacity: true)
    reannotated.removeAll()
    awaiting.removeAll()
    output.removeAll()
    if cachedSpans > Self.cachedSpansMax / 2 {
      (olderStates, olderPosted, olderPositions) = (states, posted, positions)
      startGeneration()
    }
  }
}

extension SpanIdentity {
  /// The key of the span's trace.
  var trace: RunKey { RunKey(high: traceHigh, low: traceLow) }
}
