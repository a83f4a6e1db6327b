internal import CostModel

/// What one lane adds to a commit.
struct ShardOutput: Sendable {
  var entries: [Entry] = []
  var traceRecords = RunRecords()
  /// New reports of provider responses, by the digest of the response's id.
  var responseRecords = RunRecords()
  /// New things known of sessions, in order.
  var sessionNotes: [SessionNote] = []
  var findings: [FindingChange] = []
  /// What the spans of each service report, for the services whose metrics or logs report it too.
  var sources = SpanSources()
  private var counts = CounterChanges()
  private(set) var totals = PostingTotals()

  init() {}

  /// Empties it for the next commit; room for entries, megabytes in a large one, is kept.
  mutating func removeAll() {
    var last = ShardOutput()
    swap(&last, &self)
    last.entries.empty()
    last.counts.removeAll()
    last.sources.removeAll()
    (entries, counts, sources) = (last.entries, last.counts, last.sources)
  }

  mutating func count(
    _ counter: IngestCounter, _ hour: Int32, tenant: NameID = .none, change: Int64 = 1
  ) {
    counts.add(counter, hour, tenant: tenant, change)
    switch counter {
    case .spans: totals.spans += change
    case .duplicateSpans, .duplicateRecords: totals.duplicates += change
    case .suppressedSpans: totals.suppressed += change
    case .usageRecords: totals.usageRecords += change
    default: break
    }
  }

  /// The counters in a fixed order.
  var counters: [IngestCounterChange] { counts.sorted }

  /// Notes that a span or line was taken in, or came again.
  mutating func count(_ span: borrowing ObservedSpan, isNew: Bool) {
    let isLine = span.flags.contains(.line)
    let counter: IngestCounter =
      isNew
      ? (isLine ? .usageRecords : .spans) : (isLine ? .duplicateRecords : .duplicateSpans)
    count(counter, Hour(nanoseconds: span.start).number)
  }

  /// Appends reversals of what no longer holds and entries for what is new.
  mutating func post(
    from old: borrowing Resolution, to new: borrowing Resolution, _ state: borrowing TraceState,
    _ trace: RunKey
  ) {
    // What a trace gains stands behind what it had, as a rule.
    var kept = 0
    while kept < min(old.entries.count, new.entries.count), old.entries[kept] == new.entries[kept] {
      kept += 1
    }
    let (gone, came) = (
      old.entries.span.extracting(droppingFirst: kept),
      new.entries.span.extracting(droppingFirst: kept)
    )
    postEntries(from: gone, to: came)
    sources.note(gone: gone, came: came, state)
    if old.uncounted != new.uncounted {
      sources.note(gone: old.uncounted.span, came: new.uncounted.span, state)
    }
    if old.suppressed != new.suppressed {
      for gone in old.suppressed { count(gone, -1) }
      for present in new.suppressed { count(present, 1) }
    }
    if old.findings != new.findings {
      let (before, after) = (Set(old.findings), Set(new.findings))
      for finding in old.findings where !after.contains(finding) { add(finding, -1, trace) }
      for finding in new.findings where !before.contains(finding) { add(finding, 1, trace) }
    }
  }

  private mutating func postEntries(from gone: Span<Entry>, to came: Span<Entry>) {
    if gone.isEmpty {
      for index in came.indices { add(came[index]) }
      return
    }
    let (before, after) = (Self.places(gone), Self.places(came))
    for index in gone.indices {
      let place = Self.find(gone[index].span.span, after)
      if let place, came[place] == gone[index] { continue }
      var reversal = gone[index]
      reversal.flags.insert(.reversal)
      add(reversal)
    }
    for index in came.indices {
      let place = Self.find(came[index].span.span, before)
      if let place, gone[place] == came[index] { continue }
      add(came[index])
    }
  }

  /// Where the entry of each span stands, by the spans' ids: they are few, as a rule, and sorted
  /// sooner than hashed.
  private static func places(_ entries: Span<Entry>) -> [(span: UInt64, place: Int)] {
    entries.indices.map { (entries[$0].span.span, $0) }.sorted { $0.span < $1.span }
  }

  private static func find(_ span: UInt64, _ places: [(span: UInt64, place: Int)]) -> Int? {
    let found = places.firstPlace { $0.span >= span }
    return found < places.count && places[found].span == span ? places[found].place : nil
  }

  private mutating func add(_ entry: borrowing Entry) {
    entries.append(copy entry)
    totals.entries += entry.sign
    if !entry.dimensions.tenant.isPresent { totals.unattributed += entry.sign }
  }

  private mutating func count(_ suppression: Suppression, _ sign: Int64) {
    count(.suppressedSpans, suppression.hour, tenant: suppression.tenant, change: sign)
    count(
      .suppressedTokens, suppression.hour, tenant: suppression.tenant,
      change: sign * suppression.tokens)
  }

  private mutating func add(_ finding: TraceFinding, _ sign: Int64, _ trace: RunKey) {
    if finding.kind == .unmeteredCall || finding.kind == .unmeteredAgent {
      totals.unmetered += sign
    }
    findings.append(
      FindingChange(
        kind: finding.kind, hour: finding.hour, tenant: finding.tenant, model: finding.model,
        count: sign, tokens: sign * finding.tokens,
        example: SpanIdentity(traceHigh: trace.high, traceLow: trace.low, span: finding.span)))
  }
}

/// How many spans and entries a commit, or a whole ingest, came to.
public struct PostingTotals: Sendable {
  /// Spans that were not there before.
  public internal(set) var spans: Int64 = 0
  public internal(set) var duplicates: Int64 = 0
  /// Spans whose tokens another span reports as well; net of reversals, like the following.
  public internal(set) var suppressed: Int64 = 0
  public internal(set) var entries: Int64 = 0
  public internal(set) var unattributed: Int64 = 0
  /// Calls, and traces of agents, that report no tokens at all.
  public internal(set) var unmetered: Int64 = 0
  /// Entries with tokens that have no price.
  public internal(set) var unpriced: Int64 = 0
  /// Points of token metrics, and log records with usage, that were not there before.
  public internal(set) var metricPoints: Int64 = 0
  public internal(set) var usageRecords: Int64 = 0
  /// Metrics and log records that say nothing of their own about tokens.
  public internal(set) var ignoredMetrics: Int64 = 0
  public internal(set) var ignoredRecords: Int64 = 0
  /// Those tokens, by model.
  private(set) var unpricedTokens: [NameID: Int64] = [:]

  public init() {}

  mutating func countEntry(_ entry: Entry) {
    entries += entry.sign
    if !entry.dimensions.tenant.isPresent { unattributed += entry.sign }
  }

  mutating func countUsage(_ counter: IngestCounter, _ change: Int64) {
    switch counter {
    case .metricPoints: metricPoints += change
    case .usageRecords: usageRecords += change
    case .duplicatePoints, .duplicateRecords: duplicates += change
    case .ignoredMetrics: ignoredMetrics += change
    case .ignoredRecords: ignoredRecords += change
    default: break
    }
  }

  mutating func countUnpriced(_ entry: Entry, tokens: Int64) {
    unpriced += entry.sign
    addUnpricedTokens(entry.sign * tokens, model: entry.dimensions.model)
  }

  private mutating func addUnpricedTokens(_ tokens: Int64, model: NameID) {
    let (sum, overflow) = unpricedTokens[model, default: 0].addingReportingOverflow(tokens)
    unpricedTokens[model] = overflow ? .max : sum
  }

  mutating func add(_ other: PostingTotals) {
    spans += other.spans
    duplicates += other.duplicates
    suppressed += other.suppressed
    entries += other.entries
    unattributed += other.unattributed
    unmetered += other.unmetered
    unpriced += other.unpriced
    metricPoints += other.metricPoints
    usageRecords += other.usageRecords
    ignoredMetrics += other.ignoredMetrics
    ignoredRecords += other.ignoredRecords
    for (model, tokens) in other.unpricedTokens { addUnpricedTokens(tokens, model: model) }
  }
}
