internal import CostModel

/// Telemetry of a small company's agents, made up: tenants of three tiers, four features, several
/// models, over some days. The same period gives the same bytes.
///
/// It has what real telemetry has: agents that repeat the tokens of their calls, cached and
/// reasoning tokens, a model without a price, a call without a tenant, and a span sent twice.
struct SampleTelemetry {
  private struct Tenant {
    var name: String
    var tier: String
    var callsADay: Int
  }

  private static let tenants = [
    Tenant(name: "hospital-a", tier: "premium", callsADay: 9),
    Tenant(name: "hospital-b", tier: "premium", callsADay: 5),
    Tenant(name: "clinic-north", tier: "standard", callsADay: 6),
    Tenant(name: "clinic-south", tier: "standard", callsADay: 3),
    Tenant(name: "practice-lee", tier: "basic", callsADay: 2),
  ]
  private static let features = ["chat", "triage", "summarise", "coding-assist"]
  private static let models = [
    ("claude-sonnet-4-5", "anthropic"), ("gpt-4o-mini", "openai"),
    ("openai.gpt-oss-120b", "aws.bedrock"), ("in-house-7b", "in-house"),
  ]

  private var random: UInt64 = 42
  private var traceNumber = 0
  private var spans: [String] = []

  /// Requests of OTLP/JSON, one a line, one for each day from the period's first until `now`.
  static func lines(of period: Period, nowNanoseconds now: Int64) -> String {
    var telemetry = SampleTelemetry()
    var lines: [String] = []
    var day = period.from
    while day < min(period.to, now) {
      for tenant in tenants {
        for _ in 0..<tenant.callsADay {
          let start = day + Int64(telemetry.number(below: 86_400)) * 1_000_000_000
          if start < now { telemetry.addTrace(tenant, start: start) }
        }
      }
      lines.append(telemetry.takeRequest())
      day += 86_400 * 1_000_000_000
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One conversation: an agent, the model call beneath it, and now and then a tool.
  private mutating func addTrace(_ tenant: Tenant, start: Int64) {
    traceNumber += 1
    let feature = Self.features[number(below: Self.features.count)]
    let isInHouse = tenant.tier == "basic" && number(below: 4) == 0
    let (model, provider) = Self.models[isInHouse ? 3 : number(below: 3)]
    let input = 300 + number(below: 4_000)
    let output = 40 + number(below: 800)
    let usage = [
      integer("gen_ai.usage.input_tokens", input),
      integer("gen_ai.usage.output_tokens", output),
    ]
    var identity = [text("feature", feature)]
    if number(below: 60) > 0 {
      let session = "\(tenant.name)-\(traceNumber / 20)"
      identity += [
        text("tenant.id", tenant.name), text("tenant.tier", tenant.tier),
        text("session.id", session),
      ]
    }
    add(
      1, parent: 0, "invoke_agent assistant", start: start, seconds: 4,
      [text("gen_ai.operation.name", "invoke_agent"), text("gen_ai.agent.name", "assistant")]
        + identity + usage)
    let call =
      [
        text("gen_ai.operation.name", "chat"), text("gen_ai.provider.name", provider),
        text("gen_ai.request.model", model), text("gen_ai.response.model", model),
        integer("gen_ai.usage.cache_read.input_tokens", input / 4),
      ] + usage
    add(2, parent: 1, "chat \(model)", start: start + 500_000_000, seconds: 3, call)
    if number(below: 3) == 0 {
      add(
        3, parent: 1, "execute_tool lookup", start: start + 100_000_000, seconds: 1,
        [text("gen_ai.operation.name", "execute_tool"), text("gen_ai.tool.name", "lookup")])
    }
    if number(below: 50) == 0, let last = spans.last { spans.append(last) }
  }

  private mutating func add(
    _ span: Int, parent: Int, _ name: String, start: Int64, seconds: Int64, _ attributes: [String]
  ) {
    let end = start + seconds * 1_000_000_000
    spans.append(
      """
      {"traceId":"\(hex(traceNumber, 32))","spanId":"\(hex(traceNumber * 8 + span, 16))",\
      "parentSpanId":"\(parent == 0 ? "" : hex(traceNumber * 8 + parent, 16))",\
      "name":"\(name)","kind":3,"startTimeUnixNano":"\(start)","endTimeUnixNano":"\(end)",\
      "attributes":[\(attributes.joined(separator: ","))]}
      """)
  }

  private mutating func takeRequest() -> String {
    defer { spans = [] }
    return """
      {"resourceSpans":[{"resource":{"attributes":[\(text("service.name", "assistant"))]},\
      "scopeSpans":[{"scope":{"name":"sample"},"spans":[\(spans.joined(separator: ","))]}]}]}
      """
  }

  private func text(_ key: String, _ value: String) -> String {
    "{\"key\":\"\(key)\",\"value\":{\"stringValue\":\"\(value)\"}}"
  }

  private func integer(_ key: String, _ value: Int) -> String {
    "{\"key\":\"\(key)\",\"value\":{\"intValue\":\"\(value)\"}}"
  }

  private func hex(_ number: Int, _ digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// A number from 0 until below `limit`; the sequence is always the same (xorshift64*).
  private mutating func number(below limit: Int) -> Int {
    random ^= random >> 12
    random ^= random << 25
    random ^= random >> 27
    return Int((random &* 0x2545_F491_4F6C_DD1D) >> 33) % limit
  }
}
