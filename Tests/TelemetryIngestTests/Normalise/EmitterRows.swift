@testable import TelemetryIngest

/// The rows of `EmitterTests` for dialects other than OpenTelemetry's own.
enum EmitterRows {
  typealias Row = EmitterTests.Row

  static var others: [Row] { openInference + openLLMetry + vercel + tracers }

  static let openInference: [Row] = [
    Row(
      "OpenInference, prompt with cached parts", scope: "openinference.instrumentation.openai",
      [
        ("openinference.span.kind", "LLM"), ("llm.provider", "openai"), ("llm.system", "openai"),
        ("llm.model_name", "gpt-4o"), ("llm.token_count.prompt", "100"),
        ("llm.token_count.completion", "40"), ("llm.token_count.total", "140"),
        ("llm.token_count.prompt_details.cache_read", "64"),
        ("llm.token_count.completion_details.reasoning", "10"),
      ], "inference openai gpt-4o: input 36, cache_read 64, output 30, reasoning 10"),
    Row(
      "OpenInference on Bedrock Converse: Amazon's own total",
      scope: "openinference.instrumentation.bedrock",
      [
        ("openinference.span.kind", "LLM"), ("llm.model_name", "anthropic.claude-haiku-4-5-v1:0"),
        ("llm.token_count.prompt", "37"), ("llm.token_count.completion", "212"),
        ("llm.token_count.total", "2169"),
        ("llm.token_count.prompt_details.cache_read", "1920"),
      ],
      "inference aws.bedrock anthropic.claude-haiku-4-5-v1:0: "
        + "input 37, cache_read 1920, output 212"),
    Row(
      "Claude Agent SDK", scope: "openinference.instrumentation.claude_agent_sdk",
      name: "ClaudeAgentSDK.query",
      [
        ("openinference.span.kind", "AGENT"), ("llm.system", "anthropic"),
        ("llm.model_name", "claude-sonnet-4-5"), ("llm.token_count.prompt", "4"),
        ("llm.token_count.completion", "767"), ("llm.token_count.total", "771"),
        ("llm.token_count.prompt_details.cache_read", "29447"),
        ("llm.token_count.prompt_details.cache_write", "2861"),
      ],
      "aggregate anthropic claude-sonnet-4-5: "
        + "input 4, cache_read 29447, cache_write 2861, output 767"),
    Row(
      "Vertex AI with hidden thinking", scope: "openinference.instrumentation.vertexai",
      [
        ("openinference.span.kind", "LLM"), ("llm.model_name", "gemini-2.5-pro"),
        ("llm.token_count.prompt", "5"), ("llm.token_count.completion", "845"),
        ("llm.token_count.total", "2023"),
      ], "inference - gemini-2.5-pro: input 5, output 845, reasoning 1173"),
    Row(
      "the same from a console, where no scope is written",
      [
        ("openinference.span.kind", "LLM"),
        ("llm.model_name", "publishers/google/models/gemini-2.5-pro"),
        ("llm.token_count.prompt", "5"), ("llm.token_count.completion", "845"),
        ("llm.token_count.total", "2023"),
      ],
      "inference - publishers/google/models/gemini-2.5-pro: input 5, output 845, reasoning 1173"),
    Row(
      "an embedding",
      [
        ("openinference.span.kind", "EMBEDDING"),
        ("embedding.model_name", "text-embedding-3-small"),
        ("llm.token_count.prompt", "8"), ("llm.token_count.total", "8"),
      ], "inference - text-embedding-3-small: input 8"),
    Row("a chain", [("openinference.span.kind", "CHAIN")], "aggregate"),
    Row("a retriever", [("openinference.span.kind", "RETRIEVER")], "other"),
    Row(
      "a guardrail that asked a model",
      [("openinference.span.kind", "GUARDRAIL"), ("llm.token_count.prompt", "8")],
      "aggregate - -: input 8"),
  ]

  static let openLLMetry: [Row] = [
    Row(
      "OpenLLMetry, old names", scope: "opentelemetry.instrumentation.anthropic",
      name: "anthropic.chat",
      [
        ("llm.request.type", "chat"), ("gen_ai.system", "Anthropic"),
        ("gen_ai.request.model", "claude-3-5-sonnet"), ("gen_ai.usage.prompt_tokens", "100"),
        ("gen_ai.usage.completion_tokens", "5"), ("llm.usage.total_tokens", "105"),
        ("gen_ai.usage.cache_read_input_tokens", "40"),
        ("gen_ai.usage.cache_creation_input_tokens", "10"),
      ],
      "inference anthropic claude-3-5-sonnet: "
        + "input 50, cache_read 40, cache_write 10, output 5"),
    Row(
      "OpenLLMetry Bedrock", scope: "opentelemetry.instrumentation.bedrock",
      name: "bedrock.converse",
      [
        ("gen_ai.operation.name", "chat"), ("gen_ai.system", "AWS"),
        ("gen_ai.request.model", "anthropic.claude-3-5-sonnet-20241022-v2:0"),
        ("gen_ai.usage.input_tokens", "100"), ("gen_ai.usage.output_tokens", "5"),
        ("gen_ai.usage.total_tokens", "105"), ("gen_ai.usage.cache_read.input_tokens", "40"),
      ],
      "inference aws.bedrock anthropic.claude-3-5-sonnet-20241022-v2:0: "
        + "input 100, cache_read 40, output 5"),
    Row("OpenLLMetry task", [("traceloop.span.kind", "task")], "aggregate"),
    Row(
      "LiteLLM", scope: "litellm", name: "litellm_request",
      [
        ("llm.request.type", "acompletion"), ("gen_ai.system", "bedrock"),
        ("gen_ai.request.model", "bedrock/anthropic.claude-haiku"),
        ("gen_ai.response.model", "anthropic.claude-haiku"), ("gen_ai.usage.prompt_tokens", "100"),
        ("gen_ai.usage.completion_tokens", "5"), ("gen_ai.usage.total_tokens", "105"),
        ("gen_ai.usage.cache_read.input_tokens", "40"),
      ], "inference aws.bedrock anthropic.claude-haiku: input 60, cache_read 40, output 5"),
    Row("LiteLLM without counts", name: "litellm_request", [], "inference - -:"),
    Row("LiteLLM's raw request", name: "raw_gen_ai_request", [("llm.openai.id", "x")], "other"),
    Row("LiteLLM's server span", name: "Received Proxy Server Request", [], "envelope"),
  ]

  static let vercel: [Row] = [
    Row(
      "Vercel AI SDK 4", scope: "ai", name: "ai.generateText.doGenerate",
      [
        ("operation.name", "ai.generateText.doGenerate my-function"),
        ("ai.operationId", "ai.generateText.doGenerate"), ("ai.model.provider", "openai.chat"),
        ("ai.model.id", "gpt-4o"), ("ai.usage.promptTokens", "14"),
        ("ai.usage.completionTokens", "20"), ("gen_ai.usage.input_tokens", "14"),
        ("gen_ai.usage.output_tokens", "20"),
        (
          "ai.response.providerMetadata",
          #"{"openai":{"cachedPromptTokens":4,"reasoningTokens":6}}"#
        ),
      ], "inference openai gpt-4o: input 10, cache_read 4, output 14, reasoning 6"),
    Row(
      "only operation.name tells",
      [
        ("operation.name", "ai.streamText.doStream chat"), ("ai.model.id", "gpt-4o"),
        ("ai.usage.inputTokens", "15"), ("ai.usage.outputTokens", "112"),
        ("ai.usage.totalTokens", "127"), ("ai.usage.cachedInputTokens", "5"),
      ], "inference - gpt-4o: input 10, cache_read 5, output 112"),
    Row(
      "Vercel AI SDK 6 on Anthropic", scope: "ai",
      [
        ("ai.operationId", "ai.generateText.doGenerate"), ("gen_ai.system", "anthropic.messages"),
        ("ai.model.id", "claude-sonnet-4-5"), ("ai.usage.inputTokens", "150"),
        ("ai.usage.outputTokens", "30"), ("ai.usage.inputTokenDetails.noCacheTokens", "50"),
        ("ai.usage.inputTokenDetails.cacheReadTokens", "80"),
        ("ai.usage.inputTokenDetails.cacheWriteTokens", "20"),
        ("ai.usage.outputTokenDetails.reasoningTokens", "10"),
      ],
      "inference anthropic claude-sonnet-4-5: "
        + "input 50, cache_read 80, cache_write 20, output 20, reasoning 10"),
    Row(
      "Vercel AI SDK on Anthropic, whose own counts are in the metadata", scope: "ai",
      [
        ("ai.operationId", "ai.generateText.doGenerate"), ("ai.model.id", "claude-sonnet-4-5"),
        ("gen_ai.usage.input_tokens", "90"), ("gen_ai.usage.output_tokens", "30"),
        (
          "ai.response.providerMetadata",
          #"{"anthropic":{"usage":{"input_tokens":90,"cache_read_input_tokens":80,"#
            + #""cache_creation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":3}}}}"#
        ),
      ],
      "inference - claude-sonnet-4-5: "
        + "input 90, cache_read 80, cache_write 2, cache_write_long 3, output 30"),
    Row(
      "Vercel's root", scope: "ai",
      [("ai.operationId", "ai.streamText"), ("ai.usage.promptTokens", "14")],
      "envelope - -: input 14"),
    Row(
      "Vercel's embedding", scope: "ai",
      [
        ("ai.operationId", "ai.embed.doEmbed"), ("ai.model.id", "text-embedding-3-small"),
        ("ai.usage.tokens", "9"),
      ], "inference - text-embedding-3-small: input 9"),
    Row(
      "Vercel AI SDK 7's step", scope: "@ai-sdk/otel", name: "step 1",
      [("gen_ai.operation.name", "agent_step"), ("gen_ai.usage.input_tokens", "9")],
      "aggregate - -: input 9"),
  ]

  static let tracers: [Row] = [
    Row(
      "LangSmith", scope: "langsmith", name: "ChatAnthropic",
      [
        ("langsmith.span.kind", "llm"), ("gen_ai.operation.name", "chat"),
        ("gen_ai.system", "anthropic"), ("gen_ai.request.model", "claude-sonnet-4-5"),
        ("gen_ai.usage.input_tokens", "100"), ("gen_ai.usage.output_tokens", "40"),
        ("gen_ai.usage.total_tokens", "140"),
        ("gen_ai.usage.input_token_details", #"{"cache_read": 60, "cache_creation": 20}"#),
        ("gen_ai.usage.output_token_details", #"{"reasoning": 15}"#),
      ],
      "inference anthropic claude-sonnet-4-5: "
        + "input 20, cache_read 60, cache_write 20, output 25, reasoning 15"),
    Row(
      "LangSmith's prompt template, which it calls a chat", scope: "langsmith",
      [("langsmith.span.kind", "prompt"), ("gen_ai.operation.name", "chat")], "other"),
    Row(
      "LangSmith's retriever, which it calls embeddings", scope: "langsmith",
      [("langsmith.span.kind", "retriever"), ("gen_ai.operation.name", "embeddings")], "other"),
    Row(
      "LangSmith's chain with summed usage", scope: "langsmith",
      [
        ("langsmith.span.kind", "chain"), ("gen_ai.operation.name", "chain"),
        ("gen_ai.usage.input_tokens", "100"),
      ], "aggregate - -: input 100"),
    Row(
      "Langfuse", scope: "langfuse-sdk", name: "answer",
      [
        ("langfuse.observation.type", "generation"),
        ("langfuse.observation.model.name", "claude-sonnet-4-5"),
        (
          "langfuse.observation.usage_details",
          #"{"input": 60, "cache_read_input_tokens": 40, "output": 15, "total": 115}"#
        ),
      ], "inference - claude-sonnet-4-5: input 60, cache_read 40, output 15"),
    Row(
      "Langfuse with OpenAI's usage object", scope: "langfuse-sdk",
      [
        ("langfuse.observation.type", "generation"), ("langfuse.observation.model.name", "gpt-4o"),
        (
          "langfuse.observation.usage_details",
          #"{"prompt_tokens": 100, "completion_tokens": 15, "total_tokens": 115, "#
            + #""prompt_tokens_details": {"cached_tokens": 40}}"#
        ),
      ], "inference - gpt-4o: input 60, cache_read 40, output 15"),
    Row(
      "OpenLIT",
      [
        ("gen_ai.operation.name", "chat"), ("gen_ai.system", "openai"),
        ("gen_ai.request.model", "o3"), ("gen_ai.usage.input_tokens", "100"),
        ("gen_ai.usage.output_tokens", "60"), ("gen_ai.usage.total_tokens", "160"),
        ("gen_ai.usage.prompt_tokens_details.cached_tokens", "30"),
        ("gen_ai.usage.completion_tokens_details.reasoning_tokens", "50"),
      ], "inference openai o3: input 70, cache_read 30, output 10, reasoning 50"),
    Row(
      "Sentry",
      [
        ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "gpt-4o"),
        ("gen_ai.usage.input_tokens", "100"), ("gen_ai.usage.input_tokens.cached", "30"),
        ("gen_ai.usage.output_tokens", "60"), ("gen_ai.usage.output_tokens.reasoning", "50"),
      ], "inference - gpt-4o: input 70, cache_read 30, output 10, reasoning 50"),
    Row(
      "Genkit",
      [
        ("genkit:metadata:subtype", "model"), ("genkit:name", "googleai/gemini-2.5-flash"),
        (
          "genkit:output",
          #"{"message":{},"usage":{"inputTokens":10,"outputTokens":40,"totalTokens":50,"#
            + #""thoughtsTokens":30}}"#
        ),
      ], "inference - googleai/gemini-2.5-flash: input 10, output 10, reasoning 30"),
    Row(
      "Codex CLI",
      [
        ("gen_ai.request.model", "gpt-5-codex"), ("gen_ai.usage.input_tokens", "10"),
        ("gen_ai.usage.output_tokens", "40"), ("codex.usage.reasoning_output_tokens", "30"),
      ], "inference - gpt-5-codex: input 10, output 10, reasoning 30"),
    Row(
      "Spring AI",
      [
        ("gen_ai.operation.name", "framework"), ("gen_ai.usage.input_tokens", "10"),
      ], "aggregate - -: input 10"),
  ]
}
