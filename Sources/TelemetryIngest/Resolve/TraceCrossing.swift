internal import CostModel

/// Settles, commit by commit, what reaches across traces: sessions' tenants, responses reported
/// twice, and counters that grow from trace to trace.
///
/// Each of them is kept in the ledger as records under a digest. New records are compared with all
/// that came before under the same digest; traces that this changes are annotated, which makes them
/// be resolved anew.
final class TraceCrossing {
  /// Keys of the responses reported in this commit.
  private var responses = KeyTable()
  /// What this commit adds for each session, and the sessions in order of their first appearance.
  private var sessions: [Digest: [SessionRecord]] = [:]
  private var sessionOrder: [Digest] = []

  init() {}

  /// Compares what the shards' touched traces say with the ledger, and annotates traces.
  ///
  /// - Parameter load: reads traces from the ledger into their shards.
  func settle(
    _ shards: [ShardBox], writer: LedgerWriter, posting: inout PostingBatch,
    load: ([RunKey]) throws -> Void
  ) throws {
    try settleResponses(shards, writer, &posting, load)
    sessions.removeAll(keepingCapacity: true)
    sessionOrder.removeAll(keepingCapacity: true)
    for box in shards {
      for note in box.shard.output.sessionNotes {
        if sessions[note.session] == nil { sessionOrder.append(note.session) }
        sessions[note.session, default: []].append(note.record)
      }
    }
    try settleSessions(shards, writer, &posting, load)
  }

  // MARK: - Responses

  /// Nearly every response is reported once and was never seen before: its record is appended, and
  /// that is all. Only the others are looked at.
  private func settleResponses(
    _ shards: [ShardBox], _ writer: LedgerWriter, _ posting: inout PostingBatch,
    _ load: ([RunKey]) throws -> Void
  ) throws {
    let known = writer.filter(.response)
    responses.removeAll()
    var asked: Set<RunKey> = []
    for box in shards {
      for key in box.shard.output.responseRecords.keys
      where responses.update(key, to: 0) != nil || known.mayContain(key) {
        asked.insert(key)
      }
    }
    let stored =
      asked.isEmpty ? [:] : try writer.records(.response, keys: asked.sorted())
    var reports: [RunKey: [ResponseReport]] = [:]
    for (key, records) in stored { reports[key] = records.compactMap { ResponseReport($0) } }
    for box in shards {
      let records = box.shard.output.responseRecords
      if !asked.isEmpty {
        for index in 0..<records.count where asked.contains(records.keys[index]) {
          let report = ResponseReport(Array(records.bytes[records.range(index)]))
          if let report { reports[records.keys[index], default: []].append(report) }
        }
      }
      posting.responseRecords.append(records)
    }
    for key in asked.sorted() { try settle(reports[key] ?? [], shards, load) }
  }

  private func settle(
    _ reports: [ResponseReport], _ shards: [ShardBox], _ load: ([RunKey]) throws -> Void
  ) throws {
    if reports.count < 2 { return }
    let repeats = ResponseIndex.repeats(reports)
    let spans = Set(reports.map(\.span))
    let traces = Set(reports.map(\.trace)).sorted()
    try bringToMemory(traces, shards, load)
    for trace in traces {
      annotate(trace, shards) { annotations in
        // This response's spans are either all named here or no longer repeats.
        annotations.repeats.removeAll { spans.contains($0) }
        annotations.repeats = Set(annotations.repeats + (repeats[trace] ?? [])).sorted()
      }
    }
  }

  // MARK: - Sessions

  private func settleSessions(
    _ shards: [ShardBox], _ writer: LedgerWriter, _ posting: inout PostingBatch,
    _ load: ([RunKey]) throws -> Void
  ) throws {
    let filter = writer.filter(.session)
    let asked = sessionOrder.map(\.key).filter { filter.mayContain($0) }
    let stored = asked.isEmpty ? [:] : try writer.records(.session, keys: asked)
    for session in sessionOrder {
      let new = sessions[session] ?? []
      let known = (stored[session.key] ?? [])
        .compactMap { SessionRecord.decode($0, session: session) }
      for record in new where !known.contains(record) {
        posting.sessionRecords.append(session.key) { record.append(to: &$0) }
      }
      try bind(session, known + new, shards, load)
      try subtract(known + new, shards, load)
    }
  }

  private func bind(
    _ session: Digest, _ records: [SessionRecord], _ shards: [ShardBox],
    _ load: ([RunKey]) throws -> Void
  ) throws {
    var facts: [SessionFact] = []
    var wants: [RunKey: Int64] = [:]
    for record in records {
      switch record {
      case .fact(let fact): facts.append(fact)
      case .want(let trace, let time): wants[trace] = min(wants[trace] ?? time, time)
      case .reading: break
      }
    }
    if wants.isEmpty || facts.isEmpty { return }
    let traces = wants.keys.sorted()
    try bringToMemory(traces, shards, load)
    for trace in traces {
      guard let time = wants[trace] else { continue }
      let binding = SessionIndex.binding(session, facts, at: time)
      annotate(trace, shards) { annotations in
        annotations.bindings.removeAll { $0.session == session }
        if let binding { annotations.bindings.append(binding) }
        annotations.bindings.sort { $0.session.key < $1.session.key }
      }
    }
  }

  private func subtract(
    _ records: [SessionRecord], _ shards: [ShardBox], _ load: ([RunKey]) throws -> Void
  ) throws {
    var latest: [UInt64: CumulativeReading] = [:]
    for case .reading(let reading) in records { latest[reading.span] = reading }
    if latest.count < 2 { return }
    let pairs = CumulativeReading.bases(Array(latest.values))
    try bringToMemory(pairs.map(\.reading.trace).sorted(), shards, load)
    for (reading, base) in pairs {
      annotate(reading.trace, shards) { annotations in
        annotations.bases.removeAll { $0.span == reading.span }
        annotations.bases.append(
          CumulativeBase(span: reading.span, quantities: base.quantities))
        annotations.bases.sort { $0.span < $1.span }
      }
    }
  }

  // MARK: - Traces

  private func bringToMemory(
    _ traces: [RunKey], _ shards: [ShardBox], _ load: ([RunKey]) throws -> Void
  ) throws {
    let absent = traces.filter {
      shards[PostingEngine.lane($0, shards.count)].shard.position(of: $0) == nil
    }
    try load(absent)
  }

  private func annotate(
    _ trace: RunKey, _ shards: [ShardBox], _ change: (inout TraceAnnotations) -> Void
  ) {
    let box = shards[PostingEngine.lane(trace, shards.count)]
    if let position = box.shard.position(of: trace) { box.shard.annotate(position, change) }
  }
}

extension TraceState {
  /// The session of a span as itself or the trace names it.
  func sessionDigest(of index: Int) -> Digest {
    if spans[index].own.sessionDigest.isPresent { return spans[index].own.sessionDigest }
    return spans.first { $0.own.sessionDigest.isPresent }?.own.sessionDigest
      ?? spans[index].resource.sessionDigest
  }
}
