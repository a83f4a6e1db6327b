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
    applySilo(to: &span)
    applyVerified(to: &span)
    complete(&span)
    if !countsSpans { span.flags.insert(.uncounted) }
    if draft.isUnnumbered { batch.lines.append(Int32(truncatingIfNeeded: batch.spans.count)) }
    batch.spans.append(span)
  }

  /// Decides the span's role, and adds what it says of a call.
  private mutating func complete(_ span: inout ObservedSpan) {
    if let service = draft.service, completeService(service, &span) { return }
    let isMetered = !readings.isEmpty
    let model = draft.responseModel.isPresent ? draft.responseModel : draft.requestModel
    let verdict = draft.verdict ?? RoleVerdict(role: unmarkedRole(isMetered, model))
    span.role = verdict.role
    if scope.identity == 0 { span.scope = draft.dialectMark(families: readings.familyMask) }
    guard verdict.role == .inference || isMetered else { return }
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
      let counts = readings.merged()
      let emitter = emitter(of: counts)
      (call.quantities, call.reported, call.findings) = counts.leaves(of: emitter)
      if emitter.isCumulative, verdict.role == .aggregate { span.flags.insert(.cumulative) }
    }
    if verdict.role == .tool || verdict.role == .other {
      // A tool, guardrail or retriever that reports tokens stands for the calls beneath it.
      guard call.quantities.totalTokens > 0 else { return }
      span.role = .aggregate
    }
    span.call = Int32(truncatingIfNeeded: batch.calls.count)
    batch.calls.append(call)
  }

  /// The role of a span without a marker: a call of a model, if it has usage and names the model
  /// but no agent.
  private func unmarkedRole(_ isMetered: Bool, _ model: NameID) -> SpanRole {
    if !isMetered { return .other }
    return model.isPresent && !draft.span.agent.isPresent ? .inference : .aggregate
  }

  mutating func emitter(of counts: CallCounts) -> Emitter {
    let isExclusiveModel = draft.isBedrockModel || draft.isExclusiveModel
    var emitter =
      draft.isStrands
      ? Emitter.strands(isExclusiveModel: isExclusiveModel)
      : scope.emitter(family: counts.family, isExclusiveModel: isExclusiveModel)
    if draft.isGeminiModel { emitter.hidesReasoning = true }
    return emitter
  }

  mutating func bedrock() -> NameID {
    names.id(.provider, Array("aws.bedrock".utf8).span) ?? draft.provider
  }
}
