internal import CostModel

/// Settles, commit by commit, what reaches across traces: sessions' tenants, responses reported
/// twice, and counters that grow from trace to trace.
///
/// Each of them is kept in the ledger as records under a digest. New records are compared with all
/// that came before under the same digest; traces that this changes are annotated, which makes them
/// be resolved anew.
final class TraceCrossing {
  /// What a commit adds under one digest.
  private struct Additions {
    var records: [SessionRecord] = []
    /// Records that are compared but known already.
    var known: [SessionRecord] = []
  }

  /// Reports of this commit, and for each the one before of the same response; -1 ends it.
  private var reports: [ResponseReport] = []
  private var nextReports: [Int32] = []
  private var firstReports = KeyTable()
  /// Digests in order of their first appearance, for determinism.
  private var responseOrder: [Digest] = []
  private var sessions: [Digest: Additions] = [:]
  private var sessionOrder: [Digest] = []

  init() {}

  /// Compares what the shards' touched traces say with the ledger, and annotates traces.
  ///
  /// - Parameter load: reads traces from the ledger into their shards.
  func settle(
    _ shards: [ShardBox], writer: LedgerWriter, posting: inout PostingBatch,
    load: ([RunKey]) throws -> Void
  ) throws {
    reports.removeAll(keepingCapacity: true)
    nextReports.removeAll(keepingCapacity: true)
    firstReports.removeAll()
    sessions.removeAll(keepingCapacity: true)
    responseOrder.removeAll(keepingCapacity: true)
    sessionOrder.removeAll(keepingCapacity: true)
    for box in shards { gather(box.shard) }
    try settleResponses(shards, writer, &posting, load)
    try settleSessions(shards, writer, &posting, load)
  }

  // MARK: - Gathering

  private func gather(_ shard: borrowing TraceShard) {
    for order in 0..<shard.touched.count { gather(shard, order) }
  }

  private func gather(_ shard: borrowing TraceShard, _ order: Int) {
    let position = shard.touched[order]
    let key = shard.keys[position]
    let state = shard.states[position]
    let isNew = order + 1 < shard.addedStarts.count
    let added = isNew ? shard.addedStarts[order]..<shard.addedStarts[order + 1] : 0..<0
    for place in added {
      let index = Int(shard.added[place])
      let span = state.spans[index]
      guard let call = state.call(of: index), call.isMetered else { continue }
      if call.response.isPresent, span.role == .inference {
        note(
          ResponseReport(
            trace: key, span: span.identity.span, start: span.start, model: call.model,
            reported: call.reported, quantities: call.quantities), under: call.response)
      }
      if span.flags.contains(.cumulative) {
        let session = state.sessionDigest(of: index)
        guard session.isPresent else { continue }
        note(
          .reading(
            CumulativeReading(
              trace: key, span: span.identity.span, start: span.start,
              quantities: call.quantities)),
          under: CumulativeReading.key(session: session, agent: span.agent))
      }
    }
    for fact in state.current.facts where !state.posted.facts.contains(fact) {
      note(.fact(fact), under: fact.session)
    }
    for want in state.current.wants where !state.posted.wants.contains(want) {
      note(.want(trace: key, time: want.time), under: want.session)
    }
  }

  private func note(_ report: ResponseReport, under response: Digest) {
    let place = Int32(truncatingIfNeeded: reports.count)
    reports.append(report)
    let earlier = firstReports.update(response.key, to: place)
    if earlier == nil { responseOrder.append(response) }
    nextReports.append(earlier ?? -1)
  }

  private func reports(of response: Digest) -> [ResponseReport] {
    var found: [ResponseReport] = []
    var place = firstReports[response.key] ?? -1
    while place >= 0 {
      found.append(reports[Int(place)])
      place = nextReports[Int(place)]
    }
    return found
  }

  private func note(_ record: SessionRecord, under session: Digest) {
    if sessions[session] == nil { sessionOrder.append(session) }
    sessions[session, default: Additions()].records.append(record)
  }

  // MARK: - Responses

  private func settleResponses(
    _ shards: [ShardBox], _ writer: LedgerWriter, _ posting: inout PostingBatch,
    _ load: ([RunKey]) throws -> Void
  ) throws {
    let known = writer.filter(.response)
    let asked = responseOrder.map(\.key).filter { known.mayContain($0) }
    let stored = asked.isEmpty ? [:] : try writer.records(.response, keys: asked)
    for response in responseOrder {
      guard let first = firstReports[response.key] else { continue }
      let earlier = stored[response.key]
      if earlier == nil, nextReports[Int(first)] < 0 {
        // Nearly every response: reported once, and never seen before.
        posting.responseRecords.append(response.key) { reports[Int(first)].append(to: &$0) }
        continue
      }
      try settle(response, earlier ?? [], shards, &posting, load)
    }
  }

  private func settle(
    _ response: Digest, _ stored: [[UInt8]], _ shards: [ShardBox],
    _ posting: inout PostingBatch, _ load: ([RunKey]) throws -> Void
  ) throws {
    let known = stored.compactMap(ResponseReport.decode)
    let new = reports(of: response)
    for report in new where !known.contains(report) {
      posting.responseRecords.append(response.key) { report.append(to: &$0) }
    }
    let all = known + new
    if all.count < 2 { return }
    let repeats = ResponseIndex.repeats(all)
    let spans = Set(all.map(\.span))
    let traces = Set(all.map(\.trace)).sorted()
    try bringToMemory(traces, shards, load)
    for trace in traces {
      annotate(trace, shards) { annotations in
        // This response's spans are either all named here or no longer repeats.
        annotations.repeats.removeAll { spans.contains($0) }
        annotations.repeats = (annotations.repeats + (repeats[trace] ?? [])).sorted()
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
      let new = sessions[session]?.records ?? []
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
