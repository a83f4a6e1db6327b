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
    entries.removeAll(keepingCapacity: true)
    let room = entries
    self = ShardOutput()
    entries = room
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

  /// Appends reversals of what no longer holds and entries for what is new.
  mutating func post(from old: Resolution, to new: Resolution, _ state: TraceState, _ trace: RunKey)
  {
    // What a trace gains stands behind what it had, as a rule.
    var kept = 0
    while kept < min(old.entries.count, new.entries.count), old.entries[kept] == new.entries[kept] {
      kept += 1
    }
    postEntries(from: old.entries[kept...], to: new.entries[kept...])
    sources.note(gone: old.entries[kept...], came: new.entries[kept...], state)
    if old.uncounted != new.uncounted {
      sources.note(gone: old.uncounted[...], came: new.uncounted[...], state)
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

  private mutating func postEntries(from gone: ArraySlice<Entry>, to came: ArraySlice<Entry>) {
    if gone.isEmpty {
      for entry in came { add(entry) }
      return
    }
    let before = Dictionary(uniqueKeysWithValues: gone.map { ($0.span.span, $0) })
    let after = Dictionary(uniqueKeysWithValues: came.map { ($0.span.span, $0) })
    for entry in gone where after[entry.span.span] != entry {
      var reversal = entry
      reversal.flags.insert(.reversal)
      add(reversal)
    }
    for entry in came where before[entry.span.span] != entry { add(entry) }
  }

  private mutating func add(_ entry: Entry) {
    entries.append(entry)
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
