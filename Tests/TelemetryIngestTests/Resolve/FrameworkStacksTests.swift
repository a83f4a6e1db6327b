import Testing

@testable import TelemetryIngest

/// The stacks whose spans repeat each other's tokens, with the numbers of real recordings. Each is
/// posted in several orders, with the instrumentations' names and, as consoles print spans,
/// without.
@Suite struct FrameworkStacksTests {
  typealias Part = TraceScene.Part
  typealias Attributes = [(String, String)]

  private static let strands = "strands.telemetry.tracer"
  private static let botocore = "opentelemetry.instrumentation.botocore.bedrock-runtime"
  private static let claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"

  /// A call as botocore sees it; `request` is Amazon's id of it.
  private static func client(_ input: Int, _ output: Int, request: Int) -> Attributes {
    [
      ("gen_ai.system", "aws.bedrock"), ("gen_ai.operation.name", "chat"),
      ("gen_ai.request.model", claude), ("gen_ai.usage.input_tokens", "\(input)"),
      ("gen_ai.usage.output_tokens", "\(output)"), ("aws.request_id", "r-\(request)"),
    ]
  }

  private static func strandsSpan(_ operation: String, _ input: Int, _ output: Int) -> Attributes {
    [
      ("gen_ai.system", "strands-agents"), ("gen_ai.operation.name", operation),
      ("gen_ai.agent.name", "qa"), ("gen_ai.request.model", claude),
      ("gen_ai.usage.prompt_tokens", "\(input)"), ("gen_ai.usage.input_tokens", "\(input)"),
      ("gen_ai.usage.output_tokens", "\(output)"),
      ("gen_ai.usage.total_tokens", "\(input + output)"),
    ]
  }

  /// A turn of a Strands agent: the agent's own span, then for each call the framework's and, if
  /// `hasClient`, botocore's beneath it.
  private static func turn(
    trace: UInt64, at start: Double, agent: (Int, Int), calls: [(Int, Int)], hasClient: Bool
  ) -> [Part] {
    let base = trace * 100
    var parts = [
      Part(
        base, trace: trace, scope: strands, name: "invoke_agent qa", from: start, to: start + 50,
        strandsSpan("invoke_agent", agent.0, agent.1) + [("session.id", "s")])
    ]
    for (number, call) in calls.enumerated() {
      let (id, from) = (base + UInt64(number) * 3 + 1, start + Double(number) * 10)
      parts += [
        Part(
          id, under: base, trace: trace, scope: strands, name: "execute_event_loop_cycle",
          from: from, to: from + 9, [("session.id", "s")]),
        Part(
          id + 1, under: id, trace: trace, scope: strands, name: "chat", from: from, to: from + 5,
          strandsSpan("chat", call.0, call.1)),
      ]
      if hasClient {
        parts.append(
          Part(
            id + 2, under: id + 1, trace: trace, scope: botocore, name: "chat \(claude)",
            from: from + 1, to: from + 4, client(call.0, call.1, request: Int(id))))
      }
    }
    return parts
  }

  /// Posts the parts in several orders, as they are and without scopes; all must come to the same.
  private func books(_ parts: [Part]) throws -> Books {
    let whole = try TraceScene.post([parts])
    var nameless = parts
    for index in nameless.indices { nameless[index].scope = "" }
    var random = [Part](parts)
    random.swapAt(0, parts.count - 1)
    let orders: [(String, [[Part]])] = [
      ("backwards, one by one", parts.reversed().map { [$0] }), ("twice", [parts, random]),
      ("without scopes", [nameless]), ("without scopes, backwards", [nameless.reversed()]),
    ]
    for (name, commits) in orders {
      let other = try TraceScene.post(commits)
      #expect(other.lines == whole.lines, "order: \(name)")
      #expect(other.suppressedTokens == whole.suppressedTokens, "order: \(name)")
      #expect(other.findings == whole.findings, "order: \(name)")
    }
    return whole
  }

  private func expect(
    _ books: Books, calls: Int64, _ input: Int64, _ output: Int64, repeated: Int64,
    _ findings: [String: Int64] = [:]
  ) {
    #expect(books.requests == calls)
    #expect(books.input == input)
    #expect(books.output == output)
    #expect(books.suppressedTokens == repeated)
    #expect(books.findings == findings)
  }

  // MARK: - Strands

  @Test func strandsWithBotocoreOverTwoTurns() throws {
    // The second turn's agent reports the agent object's whole life: 4640/438.
    let books = try books(
      Self.turn(
        trace: 1, at: 0, agent: (2056, 206), calls: [(828, 93), (1228, 113)], hasClient: true)
        + Self.turn(
          trace: 2, at: 100, agent: (4640, 438), calls: [(1228, 100), (1356, 132)],
          hasClient: true))
    expect(books, calls: 4, 4640, 438, repeated: (15976 + 1520) - (4640 + 438))
  }

  @Test func strandsWhoseEarlierTurnIsNotThere() throws {
    let books = try books(
      Self.turn(
        trace: 1, at: 0, agent: (10328, 1501), calls: [(1800, 300), (1900, 300), (2035, 313)],
        hasClient: true))
    expect(books, calls: 3, 5735, 913, repeated: (21798 + 3327) - (5735 + 913))
  }

  @Test func strandsWithoutBotocore() throws {
    let books = try books(
      Self.turn(trace: 1, at: 0, agent: (983, 193), calls: [(983, 193)], hasClient: false)
        + Self.turn(
          trace: 2, at: 100, agent: (6620, 844), calls: [(1800, 217), (1900, 217), (1937, 217)],
          hasClient: false))
    expect(books, calls: 4, 6620, 844, repeated: (14223 + 1881) - (6620 + 844))
  }

  @Test func strandsAgentsWithoutTheirCallsCountByDifferences() throws {
    let books = try books(
      [(0.0, 1000, 100), (100.0, 2500, 300), (200.0, 2700, 350)].enumerated().flatMap { turn in
        Self.turn(
          trace: UInt64(turn.offset + 1), at: turn.element.0,
          agent: (turn.element.1, turn.element.2), calls: [], hasClient: false)
      })
    expect(books, calls: 3, 2700, 350, repeated: 0, ["rolled_up_usage": 3])
  }

  @Test func frameworkKnowsTheCachedTokensThatTheClientLacks() throws {
    var framework = Self.strandsSpan("chat", 37, 212)
    framework.removeLast()
    framework += [
      ("gen_ai.usage.cache_read_input_tokens", "1920"), ("gen_ai.usage.total_tokens", "2169"),
    ]
    let books = try books([
      Part(1, scope: Self.strands, name: "chat", to: 5, framework),
      Part(
        2, under: 1, scope: Self.botocore, from: 1, to: 4, Self.client(37, 212, request: 1)),
    ])
    #expect(books.lines == ["2: -/-/- \(Self.claude) 1957+212"])
    #expect(books.suppressedTokens == 37 + 212)
  }

  // MARK: - LangChain

  @Test func langChainOfADOTWithBotocore() throws {
    func pair(_ id: UInt64, _ from: Double, _ input: Int, _ output: Int) -> [Part] {
      [
        Part(
          id, under: 1, scope: "amazon.opentelemetry.distro.instrumentation.langchain",
          name: "chat \(Self.claude)", from: from, to: from + 5,
          [
            ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", Self.claude),
            ("gen_ai.usage.input_tokens", "\(input)"),
            ("gen_ai.usage.output_tokens", "\(output)"),
          ]),
        Part(
          id + 1, under: id, scope: Self.botocore, name: "chat \(Self.claude)", from: from + 1,
          to: from + 4, Self.client(input, output, request: Int(id))),
      ]
    }
    let books = try books(
      [Part(1, name: "POST /invocations", to: 30)] + pair(10, 1, 1252, 93) + pair(20, 11, 1578, 246)
    )
    expect(books, calls: 2, 2830, 339, repeated: 2830 + 339)
  }

  /// botocore's spans hang under the server's, OpenInference's under the chain.
  static func siblings(_ calls: [(Int, Int)], model: String) -> [Part] {
    var parts = [
      Part(1, scope: "http", name: "POST /invocations", to: 90),
      Part(
        2, under: 1, scope: "openinference.instrumentation.langchain", name: "LangGraph", to: 89,
        [("openinference.span.kind", "CHAIN")]),
    ]
    for (number, call) in calls.enumerated() {
      let (id, from) = (UInt64(10 + number * 2), Double(number) * 10 + 1)
      parts += [
        Part(
          id, under: 2, scope: "openinference.instrumentation.langchain", name: "ChatBedrock",
          from: from, to: from + 5,
          [
            ("openinference.span.kind", "LLM"), ("llm.model_name", model),
            ("llm.token_count.prompt", "\(call.0)"),
            ("llm.token_count.completion", "\(call.1)"),
            ("llm.token_count.total", "\(call.0 + call.1)"),
          ]),
        Part(
          id + 1, under: 1, scope: botocore, name: "chat \(model)", from: from + 1, to: from + 4,
          client(call.0, call.1, request: Int(id))),
      ]
    }
    return parts
  }

  @Test func langChainOfOpenInferenceWithBotocoreBesideIt() throws {
    // Two of the calls have equal tokens, so only their times tell them apart.
    let calls = [(392, 87), (392, 87), (395, 87), (396, 87)]
    let books = try books(Self.siblings(calls, model: Self.claude))
    expect(books, calls: 4, 1575, 348, repeated: 1575 + 348)
    #expect(books.lines.allSatisfy { $0.prefix(2) != "10" })
  }

  @Test func agentAboveTheSiblingThatDoesNotStandForTheCall() throws {
    var parts = Self.siblings([(100, 20), (200, 30)], model: Self.claude)
    parts[1].attributes = [
      ("openinference.span.kind", "AGENT"), ("llm.token_count.prompt", "300"),
      ("llm.token_count.completion", "50"),
    ]
    expect(try books(parts), calls: 2, 300, 50, repeated: 700)
  }
}
