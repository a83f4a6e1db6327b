import TestSupport

@testable import TelemetryIngest

/// Traces without sense, from few ids, names and numbers, so that everything that can go together
/// does: rings, missing parents, spans that arrive with other contents, equal tokens in several
/// instrumentations, responses and sessions shared by traces.
struct RandomTraces {
  typealias Part = TraceScene.Part

  private var random: SplitMix64
  private(set) var parts: [Part] = []

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    for trace in 1...UInt64(1 + random.below(3)) {
      let count = 1 + random.below(8)
      for span in 1...UInt64(count) {
        parts.append(part(trace: trace, span: span, count: count))
        // The same again, or the same id with something else.
        if random.once(in: 8) { parts.append(parts[parts.count - 1]) }
        if random.once(in: 8) { parts.append(part(trace: trace, span: span, count: count)) }
      }
    }
  }

  private mutating func part(trace: UInt64, span: UInt64, count: Int) -> Part {
    let from = Double(random.below(4))
    var part = Part(
      span, under: UInt64(random.below(count + 2)), trace: trace,
      scope: pick(["a", "b", "c", "strands.telemetry.tracer", ""]), from: from,
      to: from + Double(random.below(5)))
    part.failed = random.once(in: 10)
    part.attributes = role() + names()
    return part
  }

  private mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[random.below(choices.count)]
  }

  private mutating func role() -> [(String, String)] {
    let operation = pick(["chat", "chat", "chat", "invoke_agent", "execute_tool", "embeddings", ""])
    if operation.isEmpty {
      return pick([[], [], [("ai.operationId", "ai.generateText"), ("ai.usage.inputTokens", "3")]])
    }
    var result = [("gen_ai.operation.name", operation), ("gen_ai.agent.name", pick(["x", "y"]))]
    if operation != "invoke_agent" { result.append(("gen_ai.request.model", pick(["m", "n"]))) }
    if random.once(in: 4) { return result }
    result += [
      ("gen_ai.usage.input_tokens", pick(["0", "3", "3", "9"])),
      ("gen_ai.usage.output_tokens", pick(["0", "1", "1", "2"])),
    ]
    if random.once(in: 3) {
      result.append(("gen_ai.usage.cache_read_input_tokens", pick(["0", "2", "8"])))
    }
    if random.once(in: 3) { result.append(("gen_ai.response.id", pick(["r", "q"]))) }
    if random.once(in: 6) { result.append(("aws.request_id", pick(["k", "l"]))) }
    return result
  }

  private mutating func names() -> [(String, String)] {
    var result: [(String, String)] = []
    if random.once(in: 4) { result.append(("tenant.id", pick(["acme", "zeta"]))) }
    if random.once(in: 12) { result.append(("tenant_id", "other")) }
    if random.once(in: 5) { result.append(("tier", pick(["basic", "premium"]))) }
    if random.once(in: 5) { result.append(("feature", pick(["chat", "search"]))) }
    if random.once(in: 3) { result.append(("session.id", pick(["s", "t"]))) }
    return result
  }

  /// The parts in a random order, in commits of random sizes.
  mutating func shuffled() -> [[Part]] {
    var commits: [[Part]] = [[]]
    for part in parts.shuffled(using: &random) {
      if random.once(in: 3) { commits.append([]) }
      commits[commits.count - 1].append(part)
    }
    return commits
  }

  /// A restart before some of the commits.
  mutating func restarts(_ commits: [[Part]]) -> [Bool] { commits.map { _ in random.once(in: 3) } }

  /// The parts in words, to read a failure by.
  var description: String {
    parts.map {
      "\($0.trace)/\($0.span) under \($0.parent) \($0.scope) \($0.from)–\($0.to) "
        + $0.attributes.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
    }.joined(separator: "\n")
  }
}
