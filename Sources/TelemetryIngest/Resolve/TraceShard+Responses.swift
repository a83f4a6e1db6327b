internal import CostModel

/// What the traces of a lane report of providers' responses, for other traces to compare.
extension TraceShard {
  /// Notes which responses some spans of a trace report.
  mutating func noteResponses(
    _ added: ArraySlice<Int32>, of state: borrowing TraceState, _ key: RunKey
  ) {
    let (spans, calls) = (state.spans.span, state.calls.span)
    let first = output.responseRecords.count
    for place in added {
      let index = Int(place)
      let call = Int(spans[index].call)
      guard call >= 0, ResponseReport.isMade(of: spans[index], calls[call]) else { continue }
      let response = calls[call].crossingID.key
      if hasNoted(response, since: first) { continue }
      output.responseRecords.append(response) { ResponseRecord.append(key, to: &$0) }
    }
  }

  /// The spans of one call arrive one after another, as a rule; one record says it for all.
  private func hasNoted(_ response: RunKey, since first: Int) -> Bool {
    let keys = output.responseRecords.keys
    var place = keys.count
    while place > max(first, keys.count - 4) {
      place -= 1
      if keys[place] == response { return true }
    }
    return false
  }

  /// Lets it be settled anew who reports a response, of which a span may say something else now.
  mutating func forgetResponse(
    _ response: Digest, of span: UInt64, in position: Int, _ trace: inout ShardTrace
  ) {
    let key = trace.key
    output.responseRecords.append(response.key) { ResponseRecord.append(key, to: &$0) }
    annotate(&trace, position) { $0.repeats.removeAll { $0 == span } }
  }

  /// What the spans of a trace report, with the keys of the responses.
  func reports(ofTraceAt position: Int) -> [(response: RunKey, report: ResponseReport)] {
    let (key, state) = (traces[position].key, traces[position].state)
    return state.spans.compactMap { span in
      guard span.call >= 0 else { return nil }
      let call = state.calls[Int(span.call)]
      return ResponseReport(key, span, call).map { (call.crossingID.key, $0) }
    }
  }
}
