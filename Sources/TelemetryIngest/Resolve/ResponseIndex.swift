internal import CostModel

/// One report of a provider's response, as kept in the ledger under the response id's digest.
struct ResponseReport: Equatable, Sendable {
  var trace: RunKey
  var span: UInt64
  var start: Int64
  var model: NameID
  var reported: UInt16
  var quantities: Quantities

  init(_ trace: RunKey, _ span: ObservedSpan, _ call: CallObservation) {
    self.trace = trace
    self.span = span.identity.span
    start = span.start
    model = call.model
    // A call that failed before it used anything is told like one that used nothing.
    reported =
      call.isMetered || !span.flags.contains(.error)
      ? call.reported : 1 << TokenClass.input.rawValue | 1 << TokenClass.output.rawValue
    quantities = call.quantities
  }

  /// Takes back what a span reported before.
  init(withdrawing trace: RunKey, _ span: ObservedSpan) {
    self.init(trace, span, CallObservation())
    reported = 0
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

  func append(to bytes: inout [UInt8]) {
    bytes.append(addingCapacity: Self.bytesMax) { bytes in
      bytes.appendFixed(trace.high)
      bytes.appendFixed(trace.low)
      bytes.appendFixed(span)
      bytes.appendSigned(start)
      bytes.appendVarint(UInt64(model.rawValue))
      bytes.appendVarint(UInt64(reported))
      TraceCodec.append(quantities, to: &bytes)
    }
  }

  private static let bytesMax = 44 + TraceCodec.quantityBytesMax

  /// Reads a record back; nil if it is not what `append` writes.
  init?(_ record: [UInt8]) {
    var reader = ByteReader(record)
    let high = reader.fixed()
    trace = RunKey(high: high, low: reader.fixed())
    span = reader.fixed()
    start = reader.signed()
    model = TraceCodec.decodeName(&reader)
    reported = UInt16(truncatingIfNeeded: reader.varint())
    quantities = TraceCodec.decodeQuantities(&reader)
    if reader.isBroken { return nil }
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

  /// What holds of reports in the order in which they were noted: the last one of each span. One
  /// without counts says that the span reports this response no longer.
  static func standing(_ reports: [ResponseReport]) -> [ResponseReport] {
    var last: [SpanIdentity: ResponseReport] = [:]
    for report in reports {
      let identity = SpanIdentity(
        traceHigh: report.trace.high, traceLow: report.trace.low, span: report.span)
      last[identity] = report
    }
    return last.values.filter { $0.reported != 0 }
  }

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
