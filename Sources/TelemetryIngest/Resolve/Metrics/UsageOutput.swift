internal import CostModel

/// What metrics and log records add to a commit.
struct UsageOutput: Sendable {
  private(set) var entries: [Entry] = []
  private(set) var findings: [FindingChange] = []
  var records = RunRecords()
  private(set) var totals = PostingTotals()
  /// What sources report, counted or not, to be compared.
  private(set) var sources: [SourceTotalKey: SourceTotal] = [:]
  private var counters = CounterChanges()

  init() {}

  mutating func count(
    _ counter: IngestCounter, _ hour: Int32, tenant: NameID = .none, change: Int64 = 1
  ) {
    counters.add(counter, hour, tenant: tenant, change)
    totals.countUsage(counter, change)
  }

  /// Appends what takes an outcome out of the books, or puts it in.
  mutating func post(_ outcome: UsageOutcome, _ sign: Int64) {
    let entry = outcome.entry
    if !entry.quantities.isZero {
      let key = SourceTotalKey(
        service: outcome.service, hour: Hour(nanoseconds: entry.endNanoseconds).number,
        level: outcome.level, tenant: entry.dimensions.tenant, model: entry.dimensions.model)
      sources[key, default: SourceTotal()].add(entry.quantities, sign)
    }
    if let finding = outcome.finding { add(finding, outcome, sign, tokens: outcome.findingTokens) }
    guard outcome.isCounted, !entry.quantities.isZero else { return }
    if let finding = outcome.tenantFinding {
      add(finding, outcome, sign, tokens: entry.quantities.totalTokens)
    }
    var posted = entry
    if sign < 0 { posted.flags.insert(.reversal) }
    entries.append(posted)
    totals.countEntry(posted)
  }

  private mutating func add(
    _ kind: FindingKind, _ outcome: UsageOutcome, _ sign: Int64, tokens: Int64
  ) {
    let dimensions = outcome.entry.dimensions
    findings.append(
      FindingChange(
        kind: kind, hour: outcome.entry.hour, tenant: dimensions.tenant, model: dimensions.model,
        count: sign, tokens: sign * tokens, example: outcome.entry.span))
  }

  mutating func add(_ finding: FindingChange) { findings.append(finding) }

  /// Puts everything into the commit, in a fixed order.
  func write(to posting: inout PostingBatch) {
    posting.entries += entries
    posting.findings += findings
    posting.streamRecords.append(records)
    posting.counters += counters.sorted
  }
}
