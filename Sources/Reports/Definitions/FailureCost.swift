internal import CostModel

/// What failed calls used and cost: those turned away by a rate limit, those that a later call of
/// the same model in the same trace made good, those that the caller gave up, and the lost ones.
struct FailureCost: ReportDefinition {
  /// Where a call can be tried again.
  private struct Attempt: Hashable {
    var traceHigh: UInt64
    var traceLow: UInt64
    var model: NameID

    init(_ entry: Entry) {
      traceHigh = entry.span.traceHigh
      traceLow = entry.span.traceLow
      model = entry.dimensions.model
    }
  }

  private struct Key: Hashable {
    var bucket: Int32
    var tenant: NameID
    var tier: Int32
    var outcome: Outcome
  }

  private enum Outcome: String {
    /// The provider's rate limit was hit.
    case throttled
    /// A later call of the trace to the same model succeeded.
    case retried
    /// The caller did not wait for the end.
    case cancelled
    case lost
  }

  let entryPasses: Int? = 2
  /// Everything, failed or not: what coverage is about.
  private(set) var total = UsageSum()
  private var failed = UsageSum()
  /// When a call succeeded last, where another one failed.
  private var successes: [Attempt: Int64] = [:]
  private var rows = KeyedSums<Key>()

  mutating func look(at entry: Entry, pass: Int) {
    let attempt = Attempt(entry)
    if entry.flags.contains(.error) {
      if pass == 0 { successes[attempt] = .min }
    } else if pass == 1, let known = successes[attempt] {
      successes[attempt] = max(known, entry.startNanoseconds)
    }
  }

  mutating func add(_ entry: Entry, _ group: RatedGroup, names: ReportNames) throws {
    try total.add(group.sum)
    guard entry.flags.contains(.error) else { return }
    let key = Key(
      bucket: group.bucket, tenant: group.dimensions.tenant, tier: group.tier,
      outcome: outcome(entry))
    try rows.add(group.sum, to: key)
    try failed.add(group.sum)
  }

  private func outcome(_ entry: Entry) -> Outcome {
    if let success = successes[Attempt(entry)], success > entry.startNanoseconds {
      return .retried
    }
    if entry.flags.contains(.cancelled) { return .cancelled }
    return entry.flags.contains(.throttled) ? .throttled : .lost
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    UsageRows(
      keyColumns: [.tenant, .tier, .name("outcome", title: "Outcome")]
    ).fill(&table, rows, total: failed) { key in
      RowKey(
        bucketStart: names.bucketStart(key.bucket),
        names: [names.text(key.tenant), names.tiers.text(key.tier), key.outcome.rawValue])
    }
    if total.counts.requests > 0, rows.sums.isEmpty {
      table.note = "None of \(counted(total.counts.requests, "request")) failed in this period."
    } else if total.rated.total != .zero {
      var share = ""
      if case .share(let millionths) = ReportValue.ratio(failed.rated.total, of: total.rated.total)
      {
        share = ", \(NumberText.percent(millionths: millionths))"
      }
      table.findings.append(
        ReportFinding(
          kind: "cost_of_failures", count: failed.counts.requests,
          message: "failed calls cost \(failed.rated.total) of \(total.rated.total) "
            + "\(table.currency)\(share)", isNote: true))
    }
  }
}
