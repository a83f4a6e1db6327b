internal import CostModel

/// The end of a span: its pieces become an observation, or a refusal with its reason.
extension SpanAssembler {
  mutating func endSpan() {
    if !draft.hasTraceID { refuse(.invalidTraceID) }
    if !draft.hasSpanID { refuse(.invalidSpanID) }
    if !draft.hasStart { refuse(.invalidTime) }
    checkVerified()
    if let refusal = draft.refusal {
      batch.refusals.append(
        Refusal(
          reason: refusal.reason, offset: refusal.offset < 0 ? spanOffset : refusal.offset,
          spanIndex: spanIndex - 1,
          startNanoseconds: draft.hasStart ? draft.span.start : nil))
      return
    }
    var span = draft.span
    if span.end < span.start { span.end = span.start }
    applyVerified(to: &span)
    complete(&span)
    batch.spans.append(span)
  }

  /// Decides the span's role, and adds what it says of a call.
  private mutating func complete(_ span: inout ObservedSpan) {
    let isMetered = !draft.readings.isEmpty
    let model = draft.responseModel.isPresent ? draft.responseModel : draft.requestModel
    let unmarked: SpanRole = !isMetered ? .other : model.isPresent ? .inference : .aggregate
    let verdict = draft.verdict ?? RoleVerdict(role: unmarked)
    span.role = verdict.role
    guard verdict.role == .inference || isMetered && verdict.role != .tool else { return }
    var call = CallObservation()
    call.operation = verdict.operation
    call.provider = draft.isBedrockModel ? bedrock() : draft.provider
    call.model = model
    call.region = draft.region
    call.serviceTier = draft.serviceTier
    call.response = draft.response
    call.request = draft.request
    call.timeToFirstToken = draft.timeToFirstToken
    if isMetered {
      let counts = draft.readings.merged()
      let emitter = scope.emitter(
        family: counts.family, isExclusiveModel: draft.isBedrockModel || draft.isExclusiveModel)
      (call.quantities, call.reported, call.findings) = counts.leaves(of: emitter)
      if emitter.isCumulative, verdict.role == .aggregate { span.flags.insert(.cumulative) }
    }
    span.call = Int32(truncatingIfNeeded: batch.calls.count)
    batch.calls.append(call)
  }

  private mutating func bedrock() -> NameID {
    names.id(.provider, Array("aws.bedrock".utf8).span) ?? draft.provider
  }
}
