internal import CostModel

/// What merging ledgers did.
public struct MergeOutcome: Sendable {
  public var ledgers = 0
  public var traces: Int64 = 0
  /// Spans that only one of the ledgers knew.
  public var newSpans: Int64 = 0
  /// Spans that several of them knew.
  public var sharedSpans: Int64 = 0
  /// Ledgers that were begun apart, so that the digests of response ids cannot be compared.
  public var strangers = 0
}

/// Several ledgers made into one, as if all their telemetry had come to one place.
///
/// The first is copied; the spans of the others are posted to the copy, as their traces hold them,
/// with their names given new numbers. So each span counts once, and calls whose spans came to
/// different places are resolved together.
public enum LedgerMerge {
  /// Spans of one commit.
  private static let batchSpans = 20_000

  /// Makes one ledger of several.
  ///
  /// - Parameter target: A file that is not there yet; it appears when everything is in it.
  /// - Throws: `LedgerError`, also if one of the ledgers has removed entries: what it counted of
  ///   them could not be counted once.
  public static func merge(
    _ sources: [String], into target: String, progress: (MergeOutcome) -> Void = { _ in }
  ) throws -> MergeOutcome {
    for source in sources {
      guard try LedgerReader(path: source).entriesHorizon == nil else {
        throw MergeError(
          "\(source) has removed old entries; merge ledgers before 'meter ledger retain'")
      }
    }
    for source in sources.dropFirst() {
      guard try !holdsMetrics(LedgerReader(path: source)) else {
        throw MergeError(
          "\(source) holds usage from metrics or usage records, which cannot be merged: name it "
            + "first, or send them to one ledger")
      }
    }
    guard let first = sources.first else { throw MergeError("there are no ledgers to merge") }
    var outcome = MergeOutcome()
    try LedgerBackup.build(of: first, at: target) { draft in
      let writer = try LedgerWriter(path: draft)
      outcome.ledgers = 1
      for source in sources.dropFirst() {
        try add(LedgerReader(path: source), to: writer, &outcome, progress)
      }
      while try writer.tidy() {}
      try writer.close()
    }
    return outcome
  }

  /// Whether a ledger counts usage that no span reports.
  private static func holdsMetrics(_ ledger: LedgerReader) throws -> Bool {
    try ledger.allCounters().contains {
      ($0.counter == .metricPoints || $0.counter == .usageRecords) && $0.total > 0
    }
  }

  private static func add(
    _ source: LedgerReader, to writer: LedgerWriter, _ outcome: inout MergeOutcome,
    _ progress: (MergeOutcome) -> Void
  ) throws {
    let engine = PostingEngine(writer: writer, laneCount: 1)
    let translation = try NameTranslation(from: source, to: writer)
    var batch = SpanBatch()
    func post() throws {
      if batch.spans.isEmpty { return }
      let totals = try engine.post([batch])
      outcome.newSpans += totals.spans
      outcome.sharedSpans += totals.duplicates
      batch = SpanBatch()
      progress(outcome)
    }
    try source.scanTraces { trace, records in
      guard let state = TraceCodec.decode(records, key: trace) else {
        throw PostingError.unreadableTrace(trace)
      }
      outcome.traces += 1
      let known = try translation.isStranger ? knownSpans(trace, writer) : [:]
      for index in state.spans.indices {
        var span = try translation.span(state.spans[index])
        var call = try state.call(of: index).map { try translation.call($0) }
        if let twin = known[span.identity.span] { adopt(twin, &span, &call) }
        span.call = call == nil ? -1 : Int32(truncatingIfNeeded: batch.calls.count)
        if let call { batch.calls.append(call) }
        batch.spans.append(span)
      }
      if batch.spans.count >= batchSpans { try post() }
    }
    try post()
    try addCounters(source, writer, translation)
    try addRegistry(source, writer)
    outcome.ledgers += 1
    if translation.isStranger { outcome.strangers += 1 }
  }

  // MARK: - Ledgers that were begun apart

  private typealias Twin = (span: ObservedSpan, call: CallObservation?)

  /// The spans of a trace that the target knows.
  private static func knownSpans(_ trace: RunKey, _ writer: LedgerWriter) throws -> [UInt64: Twin] {
    guard writer.mayContain(.trace, trace),
      let records = try writer.records(.trace, keys: [trace])[trace],
      let state = TraceCodec.decode(records, key: trace)
    else { return [:] }
    var known: [UInt64: Twin] = [:]
    for (index, span) in state.spans.enumerated() {
      known[span.identity.span] = (span, state.call(of: index))
    }
    return known
  }

  /// Digests under another seed say nothing about whether two spans say the same.
  private static func adopt(
    _ twin: Twin, _ span: inout ObservedSpan, _ call: inout CallObservation?
  ) {
    if span.own.session.isPresent == twin.span.own.session.isPresent {
      span.own.sessionDigest = twin.span.own.sessionDigest
    }
    if span.resource.session.isPresent == twin.span.resource.session.isPresent {
      span.resource.sessionDigest = twin.span.resource.sessionDigest
    }
    guard let other = twin.call else { return }
    if call?.response.isPresent == other.response.isPresent { call?.response = other.response }
    if call?.request.isPresent == other.request.isPresent { call?.request = other.request }
  }

  // MARK: - What no span says

  /// Adds what was refused and what came again; the rest is counted when spans are posted.
  private static func addCounters(
    _ source: LedgerReader, _ writer: LedgerWriter, _ translation: NameTranslation
  ) throws {
    var batch = PostingBatch()
    for total in try source.allCounters()
    where total.counter == .refusedSpans || total.counter == .duplicateSpans {
      batch.counters.append(
        IngestCounterChange(
          counter: total.counter, hour: total.hour,
          tenant: try translation.name(total.tenant, .tenant), change: total.total))
    }
    try writer.commit(batch)
  }

  /// Where registries differ, that of the ledger named first stands.
  private static func addRegistry(_ source: LedgerReader, _ writer: LedgerWriter) throws {
    var registry = try source.tenantRegistry()
    if registry.isEmpty { return }
    registry.merge(try writer.tenantRegistry())
    try writer.storeTenantRegistry(registry)
  }
}

/// Why ledgers cannot be merged.
public struct MergeError: Error, CustomStringConvertible {
  public var description: String

  init(_ description: String) { self.description = description }
}
