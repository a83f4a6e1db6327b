internal import CostModel

/// Calls of services that are no models: gateways, policies, memories, guardrails.
extension SpanAssembler {
  mutating func setService(_ field: ServiceField, _ text: Span<UInt8>) {
    guard owner == .span else { return }
    switch field {
    case .decision: draft.isDenied = matches(text, from: 0, to: text.count, "DENY")
    case .memory: draft.isOfMemory = text.count > 0
    case .deniedTools: break
    }
  }

  /// Makes the span a counted call of a service; false if it is none after all.
  mutating func completeService(_ named: ServiceRow, _ span: inout ObservedSpan) -> Bool {
    var service = named
    switch named {
    case .memoryEvent, .memoryRetrieval: guard draft.isOfMemory else { return false }
    case .policyAllow: if draft.isDenied { service = .policyDeny }
    case .policyHidden: guard draft.hiddenTools > 0 else { return false }
    case .gatewayTool, .policyDeny, .guardrail: break
    }
    var call = CallObservation()
    call.provider = bedrock()
    let model = service.model.withUTF8Buffer { buffer in
      var bytes: [UInt8] = []
      for index in buffer.indices { unsafe bytes.append(buffer[index]) }
      return bytes
    }
    call.model = names.id(.model, model.span) ?? .none
    call.region = draft.region
    call.quantities[.toolCalls] = service == .policyHidden ? draft.hiddenTools : 1
    call.reported = 1 << UInt16(Quantities.slot(of: .toolCalls))
    span.role = .counter
    span.call = Int32(truncatingIfNeeded: batch.calls.count)
    batch.calls.append(call)
    return true
  }
}
