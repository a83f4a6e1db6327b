internal import CostModel

/// A service of an agent platform that is no model, and is charged for by the call: its row.
///
/// Memory's own spans have plain names, which mean memory where the span names one. Calls are
/// counted as `tool_calls` of a model of this name, so that a price line can be
/// written for each.
enum ServiceRow: UInt8, Sendable {
  case gatewayTool
  case policyAllow, policyDeny
  /// Tools that a policy hides when they are listed; nothing was called.
  case policyHidden
  case memoryEvent, memoryRetrieval
  case guardrail

  /// Under which the calls stand in reports and price books.
  var model: StaticString {
    switch self {
    case .gatewayTool: "agentcore.gateway.invoke_tool"
    case .policyAllow: "agentcore.policy.allow"
    case .policyDeny: "agentcore.policy.deny"
    case .policyHidden: "agentcore.policy.hidden_tool"
    case .memoryEvent: "agentcore.memory.create_event"
    case .memoryRetrieval: "agentcore.memory.retrieve"
    case .guardrail: "bedrock.guardrail"
    }
  }

  /// The rows by the names of spans. The spans beneath a gateway's call, such as
  /// `AgentCore.Gateway.InvokeTool.NAME`, repeat it.
  ///
  /// A decision is told by an attribute, and stands on the gateway's span too; the policy's own
  /// span counts.
  static func row(spanName: Span<UInt8>) -> ServiceRow? {
    // Nearly all names begin otherwise.
    guard spanName.count >= 11, spanName[0] >= 0x41, spanName[0] <= 0x52 else { return nil }
    func `is`(_ name: StaticString) -> Bool {
      matches(spanName, from: 0, to: spanName.count, name)
    }
    if `is`("AgentCore.Gateway.InvokeTool") { return .gatewayTool }
    if `is`("AgentCore.Policy.AuthorizeAction") { return .policyAllow }
    if `is`("AgentCore.Policy.PartiallyAuthorizeActions") { return .policyHidden }
    if `is`("AgentCore.Memory.CreateEvent") || `is`("CreateEvent") { return .memoryEvent }
    if `is`("AgentCore.Memory.RetrieveMemoryRecords") || `is`("RetrieveMemoryRecords") {
      return .memoryRetrieval
    }
    return `is`("Bedrock Runtime.ApplyGuardrail") ? .guardrail : nil
  }
}
