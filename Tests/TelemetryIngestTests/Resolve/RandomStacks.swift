import TestSupport

@testable import TelemetryIngest

/// Traces of agents as real frameworks and clients record them, together with the truth: which
/// calls there were, with how many tokens, and for whom.
struct RandomStacks {
  typealias Part = TraceScene.Part
  typealias Attributes = [(String, String)]

  private(set) var parts: [Part] = []
  /// `tenant/-/- model input+output` of each call, sorted.
  private(set) var truth: [String] = []
  /// Spans that report tokens, whatever they repeat.
  private(set) var meteredSpans = 0
  private(set) var meteredCalls = 0
  private var random: SplitMix64
  private var trace: UInt64 = 0
  private var lastSpan: UInt64 = 0
  private var clock = 0.0
  private var tenant = "-"

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    for number in 1...UInt64(1 + random.below(3)) {
      trace = number
      clock = Double(number) * 200
      addTrace()
    }
    for number in parts.indices where random.once(in: 10) { parts.append(parts[number]) }
    truth.sort()
  }

  mutating func shuffled() -> [[Part]] {
    var commits: [[Part]] = [[]]
    for part in parts.shuffled(using: &random) {
      if random.once(in: 4) { commits.append([]) }
      commits[commits.count - 1].append(part)
    }
    return commits
  }

  // MARK: - Traces

  private mutating func addTrace() {
    let start = clock
    let place = parts.count
    var names: Attributes = []
    tenant = ["acme", "zeta", "-"][random.below(3)]
    if tenant != "-" { names = [("tenant.id", tenant)] }
    // The tenant stands on the root, beside the calls, or on another trace of the session.
    let isBeside = random.once(in: 3)
    let session: Attributes = [("session.id", "s-\(trace)")]
    let isElsewhere = tenant != "-" && !isBeside && random.once(in: 3)
    let root = nextSpan()
    var count = 0
    for _ in 0...random.below(3) { count += addAgent(under: root, root: root, depth: 0) }
    if isBeside { add(nextSpan(), under: root, "web", from: start, names) }
    parts.insert(
      Part(
        root, trace: trace, scope: "web", from: start, to: clock + 1,
        session + (isBeside || isElsewhere ? [] : names)), at: place)
    if isElsewhere {
      parts.append(
        Part(nextSpan(), trace: trace + 1000, scope: "web", from: start, session + names))
    }
  }

  /// An agent with calls, tools and agents beneath. Returns the tokens used by all of them.
  private mutating func addAgent(under parent: UInt64, root: UInt64, depth: Int) -> Int {
    let (agent, start, place) = (nextSpan(), clock, parts.count)
    var tokens = 0
    for _ in 0...random.below(3) {
      if depth < 2, random.once(in: 4) {
        let tool = nextSpan()
        let toolStart = clock
        tokens += addAgent(under: tool, root: root, depth: depth + 1)
        add(
          tool, under: agent, "framework", from: toolStart,
          [("gen_ai.operation.name", "execute_tool")])
      } else {
        tokens += addCall(under: agent, root: root)
      }
    }
    let reported = [nil, tokens, tokens / 2, tokens * 3][random.below(4)]
    var attributes = TraceScene.agent()
    if let reported {
      attributes += [("gen_ai.usage.input_tokens", "\(reported)")]
      meteredSpans += 1
    }
    parts.insert(
      Part(
        agent, under: parent, trace: trace, scope: "framework", from: start, to: clock, attributes),
      at: place)
    return tokens
  }

  // MARK: - Calls

  private mutating func addCall(under agent: UInt64, root: UInt64) -> Int {
    let (input, output) = ([100, 100, 250][random.below(3)], [20, 20, 70][random.below(3)])
    let counts: Attributes = [
      ("gen_ai.usage.input_tokens", "\(input)"), ("gen_ai.usage.output_tokens", "\(output)"),
    ]
    let chat: Attributes = [("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m")]
    let start = clock
    let (outer, middle, inner) = (nextSpan(), nextSpan(), nextSpan())
    switch random.below(6) {
    case 0:
      add(outer, under: agent, "client", from: start, chat + counts, metered: true)
    case 1:
      add(inner, under: outer, "client", from: start + 0.5, chat + counts, metered: true)
      add(outer, under: agent, "framework", from: start, chat + counts, metered: true)
    case 2:
      add(inner, under: root, "client", from: start + 0.5, chat + counts, metered: true)
      add(outer, under: agent, "framework", from: start, chat + counts, metered: true)
    case 3:
      add(inner, under: middle, "gateway", from: start + 0.5, chat + counts, metered: true)
      add(
        middle, under: outer, "gateway", name: "Received Proxy Server Request", from: start + 0.2,
        [])
      add(outer, under: agent, "client", from: start, chat + counts, metered: true)
    case 4:
      add(inner, under: outer, "client", from: start + 0.5, chat)
      add(outer, under: agent, "framework", from: start, chat + counts, metered: true)
    default:
      let step: Attributes = [
        ("ai.operationId", "ai.generateText.doGenerate"), ("ai.model.id", "m"),
      ]
      let envelope: Attributes = [("ai.operationId", "ai.generateText")]
      add(inner, under: outer, "ai", from: start + 0.5, step + counts, metered: true)
      add(outer, under: agent, "ai", from: start, envelope + counts, metered: true)
    }
    truth.append("\(tenant)/-/- m \(input)+\(output)")
    meteredCalls += 1
    clock += 1
    return input + output
  }

  private mutating func nextSpan() -> UInt64 {
    lastSpan += 1
    return lastSpan
  }

  /// Adds a span that ends a little later than everything added before it.
  private mutating func add(
    _ span: UInt64, under parent: UInt64, _ scope: String, name: String = "span", from: Double,
    _ attributes: Attributes, metered: Bool = false
  ) {
    clock = max(clock, from) + 1
    if metered { meteredSpans += 1 }
    parts.append(
      Part(
        span, under: parent, trace: trace, scope: scope, name: name, from: from, to: clock,
        attributes))
  }
}
