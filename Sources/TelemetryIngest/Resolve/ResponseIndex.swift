internal import CostModel

/// One report of a provider's response: what a span of some trace says of it.
struct ResponseReport: Equatable, Sendable {
  var trace: RunKey
  var span: UInt64
  var start: Int64
  var model: NameID
  var reported: UInt16
  var quantities: Quantities

  /// Whether a span reports something that another trace could report as well.
  static func isMade(of span: borrowing ObservedSpan, _ call: borrowing CallObservation) -> Bool {
    guard span.role == .inference, call.crossingID.isPresent else { return false }
    return call.isMetered ? true : span.flags.contains(.error)
  }

  /// What a span reports; nil if that is nothing which another trace could report as well.
  init?(_ trace: RunKey, _ span: ObservedSpan, _ call: CallObservation) {
    guard Self.isMade(of: span, call) else { return nil }
    self.trace = trace
    self.span = span.identity.span
    start = span.start
    model = call.model
    // A call that failed before it used anything is told like one that used nothing.
    reported =
      call.isMetered
      ? call.reported : 1 << TokenClass.input.rawValue | 1 << TokenClass.output.rawValue
    quantities = call.quantities
  }

  /// Whether a line of the provider's log reports it, which knows less of whose it is.
  private var isLine: Bool { span == SpanAssembler.lineSpanID }

  func precedes(_ other: ResponseReport) -> Bool {
    if isLine != other.isLine { return other.isLine }
    if start != other.start { return start < other.start }
    return trace != other.trace ? trace < other.trace : span < other.span
  }

  /// Whether both report the same call: same model, equal tokens, within the window.
  func isSameCall(as other: ResponseReport) -> Bool {
    var (left, right) = (CallObservation(), CallObservation())
    (left.model, left.reported, left.quantities) = (model, reported, quantities)
    (right.model, right.reported) = (other.model, other.reported)
    right.quantities = other.quantities
    let gap = start.subtractingReportingOverflow(other.start)
    return !gap.overflow
      && gap.partialValue.magnitude
        <= UInt64(CallGroups.responseWindowNanoseconds)
      && left.agrees(with: right)
      // The log has a model's whole ARN.
      && (isLine || other.isLine || left.isSameModel(as: right))
  }
}

/// What the ledger keeps under the digest of a response's id: a trace that reports it, or did. What
/// it reports is in the trace's own record.
enum ResponseRecord {
  static func append(_ trace: RunKey, to bytes: inout [UInt8]) {
    bytes.append(addingCapacity: 16) {
      $0.appendFixed(trace.high)
      $0.appendFixed(trace.low)
    }
  }

  /// The trace of a record; nil if it is damaged. Records of format 7 and before go on: they repeat
  /// what the trace reports.
  static func trace(of record: some Collection<UInt8>) -> RunKey? {
    var reader = ByteReader(Array(record.prefix(16)))
    let high = reader.fixed()
    let key = RunKey(high: high, low: reader.fixed())
    return reader.isBroken ? nil : key
  }
}

/// Which reports of one response are repeats, and of which traces.
///
/// The same provider response id, model and equal tokens within ten minutes is one call, whichever
/// traces report it; the earliest report counts. The id alone never decides, because gateways reuse
/// them.
enum ResponseIndex {
  /// Bound of the search, so that no sender makes it quadratic.
  private static let candidatesMax = 64

  /// The repeating spans of each trace among all `reports` with one response id.
  ///
  /// Reports of one trace are told apart within that trace, not here.
  static func repeats(_ reports: [ResponseReport]) -> [RunKey: [UInt64]] {
    // Only reports with equal output can be one call; few of them stand within one window.
    var leaders: [Int64: [ResponseReport]] = [:]
    var result: [RunKey: [UInt64]] = [:]
    for report in reports.sorted(by: { $0.precedes($1) }) {
      let output = report.quantities.outputTokens
      let candidates = leaders[output, default: []].suffix(candidatesMax)
      if let leader = candidates.first(where: { $0.isSameCall(as: report) }) {
        if leader.trace != report.trace { result[report.trace, default: []].append(report.span) }
      } else {
        leaders[output, default: []].append(report)
      }
    }
    return result
  }
}
