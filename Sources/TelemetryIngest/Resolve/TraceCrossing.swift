internal import CostModel

/// Settles, commit by commit, what reaches across traces: sessions' tenants, responses reported
/// twice, and counters that grow from trace to trace.
///
/// Each of them is kept in the ledger as records under a digest. New records are compared with all
/// that came before under the same digest; traces that this changes are annotated, which makes them
/// be resolved anew.
struct TraceCrossing {
  /// Keys of the responses reported in this commit.
  private var responses = KeyTable()
  private var sessions = SessionNews()

  init() {}

  /// Compares what the shards' touched traces say with the ledger, and annotates traces.
  ///
  /// - Parameter load: reads traces from the ledger into their shards.
  mutating func settle(
    _ shards: [ShardBox], writer: LedgerWriter, posting: inout PostingBatch,
    load: ([RunKey]) throws -> Void
  ) throws {
    try settleResponses(shards, writer, &posting, load)
    sessions.gather(shards.map { $0.shard.output.sessionNotes })
    defer { sessions.removeAll() }
    try settleSessions(shards, writer, &posting, load)
  }

  // MARK: - Responses

  /// Nearly every response is reported once and was never seen before: its record is appended, and
  /// that is all. Only the others are looked at.
  private mutating func settleResponses(
    _ shards: [ShardBox], _ writer: LedgerWriter, _ posting: inout PostingBatch,
    _ load: ([RunKey]) throws -> Void
  ) throws {
    let known = writer.filter(.response)
    responses.removeAll()
    var asked: Set<RunKey> = []
    for records in shards.map({ $0.shard.output.responseRecords }) {
      for key in records.keys
      where responses.update(key, to: 0) != nil || known.mayContain(key) {
        asked.insert(key)
      }
    }
    let stored =
      asked.isEmpty ? [:] : try writer.records(.response, keys: asked.sorted())
    // The traces that report each of them, in this commit or before.
    var traces: [RunKey: Set<RunKey>] = stored.mapValues {
      Set($0.compactMap { ResponseRecord.trace(of: $0) })
    }
    for box in shards {
      let records = box.shard.output.responseRecords
      if !asked.isEmpty {
        for index in 0..<records.count where asked.contains(records.keys[index]) {
          let trace = ResponseRecord.trace(of: records.bytes[records.range(index)])
          if let trace { traces[records.keys[index], default: []].insert(trace) }
        }
      }
      posting.responseRecords.append(records)
    }
    try settle(traces.filter { $0.value.count > 1 }, shards, load)
  }

  /// Finds out which reports are repeats, of responses that several traces report.
  private func settle(
    _ traces: [RunKey: Set<RunKey>], _ shards: [ShardBox], _ load: ([RunKey]) throws -> Void
  ) throws {
    let involved = Set(traces.values.joined()).sorted()
    try bringToMemory(involved, shards, load)
    var reports: [RunKey: [ResponseReport]] = [:]
    for trace in involved {
      let box = shards[PostingEngine.lane(trace, shards.count)]
      guard let position = box.shard.position(of: trace) else { continue }
      for (response, report) in box.shard.reports(ofTraceAt: position)
      where traces[response] != nil {
        reports[response, default: []].append(report)
      }
    }
    for response in reports.keys.sorted() { settle(reports[response] ?? [], shards) }
  }

  private func settle(_ reports: [ResponseReport], _ shards: [ShardBox]) {
    let repeats = ResponseIndex.repeats(reports)
    var spans: [RunKey: Set<UInt64>] = [:]
    for report in reports { spans[report.trace, default: []].insert(report.span) }
    for trace in spans.keys.sorted() {
      annotate(trace, shards) { annotations in
        // This response's spans are either all named here or no longer repeats.
        annotations.repeats.removeAll { spans[trace]?.contains($0) ?? false }
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
    let asked = sessions.keys.filter { filter.mayContain($0) }
    let stored = asked.isEmpty ? [:] : try writer.records(.session, keys: asked)
    sessions.forEachNote { note in
      posting.sessionRecords.append(note.session.key) { note.record.append(to: &$0) }
    }
    var bases: [BaseChange] = []
    for (number, key) in sessions.keys.enumerated() {
      let earlier = stored[key] ?? []
      guard sessions.canMatter(number, earlier) else { continue }
      let session = Digest(high: key.high, low: key.low)
      let known = earlier.compactMap { SessionRecord.decode($0, session: session) }
      let new = sessions.records(number)
      let (before, after) = (SessionIndex(session, known), SessionIndex(session, known + new))
      try bind(session, before, after, shards, load)
      bases += baseChanges(before.bases, after.bases)
    }
    try subtract(bases, shards, load)
  }

  /// Binds the traces whose usage only the session can attribute, as far as that changes anything.
  private func bind(
    _ session: Digest, _ before: SessionIndex, _ after: SessionIndex, _ shards: [ShardBox],
    _ load: ([RunKey]) throws -> Void
  ) throws {
    let earlier = before.wants
    var bindings: [(trace: RunKey, binding: SessionBinding?)] = []
    for (trace, time) in after.wants {
      let binding = after.binding(at: time)
      guard let asked = earlier[trace] else {
        bindings.append((trace, binding))
        continue
      }
      if binding != before.binding(at: asked) {
        bindings.append((trace, binding))
      }
    }
    bindings.sort { $0.trace < $1.trace }
    try bringToMemory(bindings.map(\.trace), shards, load)
    for (trace, binding) in bindings {
      annotate(trace, shards) { annotations in
        annotations.bindings.removeAll { $0.session == session }
        if let binding { annotations.bindings.append(binding) }
        annotations.bindings.sort { $0.session.key < $1.session.key }
      }
    }
  }

  /// What is to be subtracted from a reading from now on; nil if nothing.
  private struct BaseChange {
    var place: SessionRecord.Place
    var base: Quantities?
  }

  private func baseChanges(
    _ before: [SessionRecord.Place: Quantities], _ after: [SessionRecord.Place: Quantities]
  ) -> [BaseChange] {
    Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
      .map { BaseChange(place: $0, base: after[$0]) }
  }

  private func subtract(
    _ changes: [BaseChange], _ shards: [ShardBox], _ load: ([RunKey]) throws -> Void
  ) throws {
    try bringToMemory(changes.map(\.place.trace), shards, load)
    // A reading can move to another session, so all is taken away before anything is set.
    for isSet in [false, true] {
      for change in changes where (change.base != nil) == isSet {
        annotate(change.place.trace, shards) { annotations in
          annotations.bases.removeAll { $0.span == change.place.number }
          guard let base = change.base else { return }
          annotations.bases.append(CumulativeBase(span: change.place.number, quantities: base))
          annotations.bases.sort { $0.span < $1.span }
        }
      }
    }
  }

  // MARK: - Traces

  private func bringToMemory(
    _ traces: [RunKey], _ shards: [ShardBox], _ load: ([RunKey]) throws -> Void
  ) throws {
    let absent = Set(traces).sorted().filter {
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
