internal import CostModel

/// Telemetry of a made-up healthcare product: tenants of three tiers, four features, some models.
/// The same period gives the same bytes.
///
/// It has what real telemetry has: agents that repeat the tokens of their calls, doubled
/// instrumentation, cached and reasoning tokens, throttled calls and their retries, sessions whose
/// tenant is known from another trace only, calls without a tenant, a model without a price, and
/// requests that are sent twice.
struct SampleTelemetry {
  private struct Tenant {
    var name: String
    var tier: String
    var runsADay: Int
  }

  /// What a feature calls at each tier (else the small model), and how long that is.
  private struct Feature {
    var name: String
    var models: [String: Model]
    var inputTokens: Range<Int>
    var outputTokens: Range<Int>
    var callsMax: Int
  }

  private struct Model {
    var name: String
    var provider: String
    /// Share of input that comes from the cache, in percent.
    var cachedPercent = 0
    /// Share of output that is reasoning, in percent.
    var reasoningPercent = 0
  }

  private static let tenants = [
    Tenant(name: "hospital-a", tier: "premium", runsADay: 64),
    Tenant(name: "hospital-b", tier: "premium", runsADay: 37),
    Tenant(name: "clinic-north", tier: "standard", runsADay: 45),
    Tenant(name: "clinic-south", tier: "standard", runsADay: 22),
    Tenant(name: "practice-lee", tier: "basic", runsADay: 13),
    Tenant(name: "practice-yamada", tier: "basic", runsADay: 8),
  ]

  private static let sonnet = Model(
    name: "claude-sonnet-4-5", provider: "anthropic", cachedPercent: 60)
  private static let haiku = Model(
    name: "claude-haiku-4-5", provider: "anthropic", cachedPercent: 40)
  private static let openWeights = Model(name: "openai.gpt-oss-120b", provider: "aws.bedrock")
  private static let small = Model(
    name: "mistral.ministral-3-8b-instruct", provider: "aws.bedrock")
  private static let thinking = Model(name: "o4-mini", provider: "openai", reasoningPercent: 55)
  private static let inHouse = Model(name: "icd-coder-7b", provider: "in-house")

  private static let features = [
    Feature(
      name: "chat", models: ["premium": sonnet, "standard": haiku, "basic": openWeights],
      inputTokens: 2_000..<9_000, outputTokens: 120..<600, callsMax: 3),
    Feature(
      name: "triage", models: ["premium": thinking, "standard": thinking, "basic": openWeights],
      inputTokens: 1_200..<4_000, outputTokens: 300..<1_500, callsMax: 2),
    Feature(
      name: "summarise", models: ["premium": haiku, "standard": haiku, "basic": small],
      inputTokens: 8_000..<40_000, outputTokens: 400..<1_800, callsMax: 1),
    Feature(
      name: "billing-codes", models: ["premium": openWeights], inputTokens: 900..<2_500,
      outputTokens: 40..<200, callsMax: 1),
  ]

  private var random: UInt64 = 42
  private var traceNumber = 0
  private var request = SampleRequest()

  /// Requests of OTLP/JSON, one a line, one for each day from the period's first until `now`.
  static func lines(of period: Period, nowNanoseconds now: Int64) -> String {
    var telemetry = SampleTelemetry()
    var lines: [String] = []
    var day = period.from
    while day < min(period.to, now) {
      // 1970 began on a Thursday.
      let weekday = (day / 86_400_000_000_000 + 3) % 7
      for tenant in tenants {
        for _ in 0..<(weekday < 5 ? tenant.runsADay : tenant.runsADay / 4) {
          let second = 7 * 3_600 + telemetry.number(in: 0..<12 * 3_600)
          let start = day + Int64(second) * 1_000_000_000
          if start < now - 60_000_000_000 { telemetry.addRun(of: tenant, start: start) }
        }
      }
      let line = telemetry.request.take()
      lines.append(line)
      // An exporter that did not hear the answer sends once more.
      if weekday == 2 { lines.append(line) }
      day += 86_400_000_000_000
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One run of an agent, the model calls beneath it, and now and then a tool.
  private mutating func addRun(of tenant: Tenant, start: Int64) {
    traceNumber += 1
    let feature = Self.features[number(in: 0..<Self.features.count)]
    var model = feature.models[tenant.tier] ?? Self.small
    if feature.name == "billing-codes" && oneIn(6) { model = Self.inHouse }
    var identity = [SampleRequest.text("feature", feature.name)]
    if !oneIn(90) {
      identity.append(SampleRequest.text("session.id", "\(tenant.name)-\(traceNumber / 400)"))
      if !oneIn(12) {
        identity += [
          SampleRequest.text("tenant.id", tenant.name),
          SampleRequest.text("tenant.tier", tenant.tier),
        ]
      }
    }
    var (input, output) = (0, 0)
    var time = start + 300_000_000
    for call in 0..<number(in: 1..<feature.callsMax + 1) {
      let counts = (number(in: feature.inputTokens), number(in: feature.outputTokens))
      input += counts.0
      output += counts.1
      time = addCall(model, id: 2 + call * 4, counts, start: time)
    }
    request.add(
      "sample.agent", trace: traceNumber, span: 1, parent: 0, "invoke_agent assistant",
      start: start, end: time,
      [
        SampleRequest.text("gen_ai.operation.name", "invoke_agent"),
        SampleRequest.text("gen_ai.agent.name", "assistant"),
      ] + identity + Self.usage(input, output))
  }

  /// One call as the framework's span, and for Bedrock as the client's span beneath it, too.
  private mutating func addCall(
    _ model: Model, id: Int, _ counts: (input: Int, output: Int), start: Int64
  ) -> Int64 {
    var time = start
    let facts = [
      SampleRequest.text("gen_ai.operation.name", "chat"),
      SampleRequest.text("gen_ai.provider.name", model.provider),
      SampleRequest.text("gen_ai.request.model", model.name),
    ]
    if oneIn(70) {
      request.add(
        "sample.agent", trace: traceNumber, span: id, parent: 1, "chat \(model.name)",
        start: time, end: time + 200_000_000,
        facts + [SampleRequest.text("error.type", "ThrottlingException")], isError: true)
      time += 1_200_000_000
    }
    let end = time + Int64(counts.output) * 9_000_000
    var call = facts + Self.usage(counts.input, counts.output)
    if model.cachedPercent > 0 {
      call.append(
        SampleRequest.integer(
          "gen_ai.usage.cache_read.input_tokens", counts.input * model.cachedPercent / 100))
    }
    if model.reasoningPercent > 0 {
      call.append(
        SampleRequest.integer(
          "gen_ai.usage.reasoning.output_tokens", counts.output * model.reasoningPercent / 100))
    }
    request.add(
      "sample.agent", trace: traceNumber, span: id + 1, parent: 1, "chat \(model.name)",
      start: time, end: end, call)
    if model.provider == "aws.bedrock" {
      request.add(
        "opentelemetry.instrumentation.botocore.bedrock-runtime", trace: traceNumber,
        span: id + 2, parent: id + 1, "chat \(model.name)", start: time + 5_000_000,
        end: end - 5_000_000, call)
    }
    return end + 100_000_000
  }

  private static func usage(_ input: Int, _ output: Int) -> [String] {
    [
      SampleRequest.integer("gen_ai.usage.input_tokens", input),
      SampleRequest.integer("gen_ai.usage.output_tokens", output),
    ]
  }

  private mutating func oneIn(_ count: Int) -> Bool { number(in: 0..<count) == 0 }

  /// A number of the range; the sequence is always the same (xorshift64*).
  private mutating func number(in range: Range<Int>) -> Int {
    random ^= random >> 12
    random ^= random << 25
    random ^= random >> 27
    let value = Int((random &* 0x2545_F491_4F6C_DD1D) >> 33)
    return range.isEmpty ? range.lowerBound : range.lowerBound + value % range.count
  }
}
