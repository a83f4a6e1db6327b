import Testing

@testable import TelemetryIngest

/// More stacks of agents: what each of them must come to, with the numbers of real recordings.
@Suite struct AgentStacksTests {
  typealias Part = TraceScene.Part
  typealias Attributes = [(String, String)]

  struct Stack: CustomTestStringConvertible {
    var name: String
    var parts: [Part]
    var lines: [String]
    var suppressed: Int64 = 0
    var findings: [String: Int64] = [:]

    var testDescription: String { name }
  }

  private static func openInference(_ kind: String, _ input: Int, _ output: Int) -> Attributes {
    [
      ("openinference.span.kind", kind), ("llm.model_name", "m"),
      ("llm.token_count.prompt", "\(input)"), ("llm.token_count.completion", "\(output)"),
    ]
  }

  private static func chat(_ input: Int, _ output: Int, _ more: Attributes = []) -> Attributes {
    [
      ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m"),
      ("gen_ai.usage.input_tokens", "\(input)"), ("gen_ai.usage.output_tokens", "\(output)"),
    ] + more
  }

  private static func vercel(_ operation: String, _ input: Int, _ output: Int) -> Attributes {
    [
      ("ai.operationId", operation), ("ai.model.id", "m"), ("ai.usage.inputTokens", "\(input)"),
      ("ai.usage.outputTokens", "\(output)"),
    ]
  }

  static let agents: [Stack] = [
    Stack(
      name: "Google ADK 2.5: call_llm around generate_content",
      parts: [
        Part(1, name: "invocation", to: 20),
        Part(2, under: 1, to: 19, TraceScene.agent(name: "math")),
        Part(
          3, under: 2, name: "call_llm", from: 1, to: 5,
          [
            ("gen_ai.system", "gcp.vertex.agent"), ("gen_ai.request.model", "m"),
            ("gen_ai.usage.input_tokens", "157"), ("gen_ai.usage.output_tokens", "51"),
          ]),
        Part(
          4, under: 3, name: "generate_content m", from: 1, to: 5,
          [
            ("gen_ai.operation.name", "generate_content"), ("gen_ai.request.model", "m"),
            ("gen_ai.usage.input_tokens", "157"), ("gen_ai.usage.output_tokens", "51"),
            ("gen_ai.usage.reasoning.output_tokens", "32"),
          ]),
        // A sub-agent as a tool hangs below the call that asked for it.
        Part(
          5, under: 4, name: "execute_tool add", from: 2, to: 4,
          [("gen_ai.operation.name", "execute_tool")]),
        Part(6, under: 5, name: "generate_content m", from: 2, to: 3, chat(157, 51)),
      ],
      lines: ["4: -/-/- m 157+51", "6: -/-/- m 157+51"], suppressed: 208),
    Stack(
      name: "smolagents",
      parts: [
        Part(1, name: "CodeAgent.run", to: 9, openInference("AGENT", 6256, 500)),
        Part(2, under: 1, name: "Step 1", to: 4, [("openinference.span.kind", "CHAIN")]),
        Part(3, under: 2, name: "LiteLLMModel.generate", to: 3, openInference("LLM", 2366, 200)),
        Part(
          4, under: 1, name: "LiteLLMModel.generate", from: 5, to: 8,
          openInference("LLM", 3890, 300)),
      ],
      lines: ["3: -/-/- m 2366+200", "4: -/-/- m 3890+300"], suppressed: 6756),
    Stack(
      name: "Claude Agent SDK: only the agent's span reports",
      parts: [
        Part(
          1, scope: "openinference.instrumentation.claude_agent_sdk", name: "ClaudeAgentSDK.query",
          to: 9,
          openInference("AGENT", 4, 767) + [
            ("llm.token_count.total", "771"),
            ("llm.token_count.prompt_details.cache_read", "29447"),
            ("llm.token_count.prompt_details.cache_write", "2861"),
          ]),
        Part(2, under: 1, name: "Bash", to: 3, [("openinference.span.kind", "TOOL")]),
        Part(
          3, under: 2, name: "ClaudeAgentSDK.Agent", to: 3, [("openinference.span.kind", "AGENT")]),
      ],
      lines: ["1: -/-/- m 32312+767 rolled-up"], findings: ["rolled_up_usage": 1]),
    Stack(
      name: "Microsoft Agent Framework: the agent's value is neither sum nor child",
      parts: [
        Part(1, to: 9, TraceScene.agent(44, 180)), Part(2, under: 1, to: 3, chat(77, 86)),
        Part(3, under: 1, from: 4, to: 8, chat(216, 20)),
      ], lines: ["2: -/-/- m 77+86", "3: -/-/- m 216+20"], suppressed: 224),
    Stack(
      name: "PydanticAI 0.2: the agent without a marker repeats its call",
      parts: [
        Part(
          1, scope: "pydantic-ai", name: "qa_agent run", to: 9,
          [
            ("agent_name", "qa_agent"), ("model_name", "m"), ("gen_ai.usage.input_tokens", "60"),
            ("gen_ai.usage.output_tokens", "9"),
          ]),
        Part(2, under: 1, scope: "pydantic-ai", name: "chat m", to: 4, chat(60, 9)),
      ], lines: ["2: -/-/- m 60+9"], suppressed: 69),
    Stack(
      name: "PydanticAI 2: aggregated usage",
      parts: [
        Part(
          1, scope: "pydantic-ai", name: "invoke_agent agent", to: 9,
          [
            ("gen_ai.operation.name", "invoke_agent"),
            ("gen_ai.aggregated_usage.input_tokens", "1251"),
            ("gen_ai.aggregated_usage.output_tokens", "78"),
          ]),
        Part(2, under: 1, scope: "pydantic-ai", to: 4, chat(588, 53)),
        Part(3, under: 1, scope: "pydantic-ai", from: 5, to: 8, chat(663, 25)),
      ], lines: ["2: -/-/- m 588+53", "3: -/-/- m 663+25"], suppressed: 1329),
    Stack(
      name: "CrewAI over LiteLLM",
      parts: [
        Part(1, name: "Crew.kickoff", to: 9, [("openinference.span.kind", "CHAIN")]),
        Part(
          2, under: 1, name: "Task._execute_core", to: 8, [("openinference.span.kind", "AGENT")]),
        Part(
          3, under: 2, scope: "openinference.instrumentation.litellm", name: "completion", to: 5,
          openInference("LLM", 100, 20)),
      ], lines: ["3: -/-/- m 100+20"]),
    Stack(
      name: "AutoGen reports nothing",
      parts: [
        Part(1, TraceScene.agent(name: "math")),
        Part(2, under: 1, [("gen_ai.operation.name", "execute_tool")]),
      ], lines: [], findings: ["unmetered_agent": 1]),
    Stack(
      name: "LangSmith: chains sum up, prompts and retrievers are no calls",
      parts: [
        Part(
          1, scope: "langsmith", to: 9,
          [("langsmith.span.kind", "chain")] + chat(100, 20).dropFirst()),
        Part(
          2, under: 1, scope: "langsmith", to: 1,
          [("langsmith.span.kind", "prompt"), ("gen_ai.operation.name", "chat")]),
        Part(
          3, under: 1, scope: "langsmith", from: 1, to: 2,
          [("langsmith.span.kind", "retriever"), ("gen_ai.operation.name", "embeddings")]),
        Part(
          4, under: 1, scope: "langsmith", from: 2, to: 5,
          [("langsmith.span.kind", "llm")] + chat(100, 20)),
      ], lines: ["4: -/-/- m 100+20"], suppressed: 120),
  ]

  static let gateways: [Stack] = [
    Stack(
      name: "Vercel AI SDK 5: the root repeats the last step",
      parts: [
        Part(1, scope: "ai", name: "ai.generateText", to: 9, vercel("ai.generateText", 14, 43)),
        Part(2, under: 1, scope: "ai", to: 4, vercel("ai.generateText.doGenerate", 48, 42)),
        Part(
          3, under: 1, scope: "ai", from: 5, to: 8, vercel("ai.generateText.doGenerate", 14, 43)),
      ], lines: ["2: -/-/- m 48+42", "3: -/-/- m 14+43"], suppressed: 57),
    Stack(
      name: "Vercel AI SDK 7",
      parts: [
        Part(1, to: 9, TraceScene.agent(62, 85)),
        Part(
          2, under: 1, to: 8,
          [("gen_ai.operation.name", "agent_step"), ("gen_ai.usage.input_tokens", "62")]),
        Part(3, under: 2, to: 7, chat(62, 85)),
      ], lines: ["3: -/-/- m 62+85"], suppressed: 147 + 62),
    Stack(
      name: "a Langfuse generation around the Vercel AI SDK",
      parts: [
        Part(
          1, scope: "langfuse-sdk", to: 9,
          [
            ("langfuse.observation.type", "generation"), ("langfuse.observation.model.name", "m"),
            ("langfuse.observation.usage_details", #"{"input": 62, "output": 85}"#),
          ]),
        Part(2, under: 1, scope: "ai", to: 8, vercel("ai.generateText", 62, 85)),
        Part(3, under: 2, scope: "ai", to: 7, vercel("ai.generateText.doGenerate", 62, 85)),
      ], lines: ["3: -/-/- m 62+85"], suppressed: 294),
    Stack(
      name: "a client through the LiteLLM proxy to Bedrock: one call on four spans",
      parts: [
        Part(1, scope: "openai", to: 9, chat(100, 20, [("gen_ai.response.id", "chatcmpl-1")])),
        Part(2, under: 1, scope: "litellm", name: "Received Proxy Server Request", from: 1, to: 8),
        Part(
          3, under: 2, scope: "litellm", name: "litellm_request", from: 2, to: 7,
          chat(100, 20, [("gen_ai.response.id", "chatcmpl-1")])),
        Part(4, under: 3, scope: "litellm", name: "raw_gen_ai_request", from: 2, to: 7),
        Part(
          5, under: 3, scope: "botocore", from: 3, to: 6,
          chat(100, 20, [("gen_ai.response.id", "msg_bdrk_1"), ("aws.request_id", "r-1")])),
      ], lines: ["5: -/-/- m 100+20"], suppressed: 240),
    Stack(
      name: "a gateway's retries: the failed attempt is a request of its own",
      parts: [
        Part(1, scope: "litellm", to: 9, chat(100, 20)),
        Part(
          2, under: 1, scope: "openai", to: 2, failed: true,
          [("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m")]),
        Part(3, under: 1, scope: "openai", from: 3, to: 8, chat(100, 20)),
      ], lines: ["2: -/-/- m 0+0 error", "3: -/-/- m 100+20"], suppressed: 120),
    Stack(
      name: "a fallback to another model with usage: both attempts are billed",
      parts: [
        Part(1, scope: "litellm", to: 9, chat(100, 20)),
        Part(2, under: 1, scope: "openai", to: 2, failed: true, chat(100, 3)),
        Part(3, under: 1, scope: "openai", from: 3, to: 8, chat(100, 20)),
      ], lines: ["2: -/-/- m 100+3 error", "3: -/-/- m 100+20"], suppressed: 120),
    Stack(
      name: "a stream that the client did not read to its end",
      parts: [
        Part(1, scope: "framework", to: 9, chat(100, 20)),
        Part(2, under: 1, scope: "client", from: 1, to: 8, chat(100, 0)),
      ], lines: ["2: -/-/- m 100+20"], suppressed: 100),
    Stack(
      name: "a span around a call that sums up more is not taken for it",
      parts: [
        Part(
          1, scope: "framework", to: 9,
          chat(300, 50, [("gen_ai.usage.cache_read_input_tokens", "7")])),
        Part(2, under: 1, scope: "client", to: 3, chat(100, 20)),
        Part(
          3, under: 1, name: "tool", from: 4, to: 8, [("gen_ai.operation.name", "execute_tool")]),
        Part(4, under: 3, scope: "client", from: 4, to: 7, chat(200, 30)),
      ], lines: ["2: -/-/- m 100+20", "4: -/-/- m 200+30"], suppressed: 350),
    Stack(
      name: "calls of two providers with equal tokens beside each other",
      parts: [
        Part(1, scope: "server", to: 9),
        Part(
          2, under: 1, scope: "openai", from: 1, to: 8,
          chat(8, 1, [("gen_ai.response.id", "chatcmpl-1")])),
        Part(
          3, under: 1, scope: "anthropic", from: 2, to: 7,
          chat(8, 1, [("gen_ai.response.id", "msg_1")])),
      ], lines: ["2: -/-/- m 8+1", "3: -/-/- m 8+1"]),
    Stack(
      name: "an embedding within a chat is no repeat of it",
      parts: [
        Part(1, scope: "framework", to: 9, chat(100, 0)),
        Part(
          2, under: 1, scope: "client", to: 3,
          [
            ("gen_ai.operation.name", "embeddings"), ("gen_ai.request.model", "e"),
            ("gen_ai.usage.input_tokens", "100"),
          ]),
      ], lines: ["1: -/-/- m 100+0", "2: -/-/- e 100+0"]),
    Stack(
      name: "fetching a response later does not count",
      parts: [
        Part(1, to: 2, chat(100, 20)),
        Part(
          2, from: 3, to: 4,
          [
            ("gen_ai.operation.name", "fetch_response"), ("gen_ai.usage.input_tokens", "100"),
            ("gen_ai.usage.output_tokens", "20"),
          ]),
      ], lines: ["1: -/-/- m 100+20"], suppressed: 120),
  ]

  @Test(arguments: agents + gateways)
  func billsOncePerCall(stack: Stack) throws {
    let orders: [[[Part]]] = [
      [stack.parts], stack.parts.map { [$0] }, stack.parts.reversed().map { [$0] },
    ]
    for (number, commits) in orders.enumerated() {
      let books = try TraceScene.post(commits, reopening: number == 2)
      #expect(books.lines == stack.lines, "order \(number)")
      #expect(books.suppressedTokens == stack.suppressed, "order \(number)")
      #expect(books.findings == stack.findings, "order \(number)")
    }
  }
}
