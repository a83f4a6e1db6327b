internal import CostModel

/// Keeps usage out that is older than the entries which the ledger keeps: whether it was counted
/// before could no longer be told.
struct RetentionGate {
  /// The first instant that is taken in.
  private let horizonNanoseconds: Int64?

  init(_ horizonHour: Int32?) {
    horizonNanoseconds = horizonHour.map { Hour(number: $0).startNanoseconds }
  }

  /// The batches without spans from before the horizon; these are counted as refused, with a
  /// finding.
  func admitted(_ batches: [SpanBatch], _ posting: inout PostingBatch) -> [SpanBatch] {
    guard let horizonNanoseconds else { return batches }
    var admitted = batches
    for number in admitted.indices {
      let late = batches[number].spans.filter { $0.start < horizonNanoseconds }
      if late.isEmpty { continue }
      admitted[number].spans.removeAll { $0.start < horizonNanoseconds }
      for span in late {
        let hour = Hour(nanoseconds: span.start).number
        let tenant = batches[number].verifiedTenant
        posting.counters.append(
          IngestCounterChange(counter: .refusedSpans, hour: hour, tenant: tenant, change: 1))
        posting.findings.append(
          FindingChange(
            kind: .beforeRetention, hour: hour, tenant: tenant, example: span.identity))
      }
    }
    return admitted
  }
}
