/// The built-in rows of the dialect table, but for identity, which is in `Attribute/IdentityKeys`.
///
/// Sources: OpenTelemetry semantic conventions 1.26–1.44 and their GenAI successor, OpenInference,
/// OpenLLMetry, Vercel AI SDK, Strands, LangSmith, LiteLLM, Langfuse, OpenLIT, pydantic-ai.
enum AttributeRows {
  typealias Row = (key: String, meaning: AttributeMeaning)

  static var all: [Row] {
    genAICounts + openInferenceCounts + vercelCounts + langfuseCounts + models + roles + facts
      + resources + sampling
  }

  private static func counts(
    _ family: CountFamily, prefix: String, _ fields: [(CountField, [String])]
  ) -> [Row] {
    fields.flatMap { field, keys in
      keys.enumerated().map { rank, key in
        (prefix + key, .count(family, field, rank: UInt8(rank)))
      }
    }
  }

  private static let genAICounts: [Row] =
    counts(
      .genAI, prefix: "gen_ai.usage.",
      [
        (.input, ["input_tokens", "prompt_tokens"]),
        (.output, ["output_tokens", "completion_tokens"]),
        (.total, ["total_tokens"]),
        (
          .cacheRead,
          [
            "cache_read.input_tokens", "cache_read_input_tokens", "cache_read_tokens",
            "input_tokens.cached", "prompt_tokens_details.cached_tokens",
            "details.cache_read_input_tokens", "details.cache_read_tokens",
            "input_token_details.cache_read", "input_cached_tokens", "details.cached_tokens",
            "details.cached_content_tokens", "prompt_details.cache_read",
          ]
        ),
        (
          .cacheWrite,
          [
            "cache_write.input_tokens", "cache_creation.input_tokens",
            "cache_creation_input_tokens", "cache_write_input_tokens", "cache_write_tokens",
            "prompt_tokens_details.cache_creation_tokens", "details.cache_creation_input_tokens",
            "details.cache_write_tokens", "input_token_details.cache_creation",
            "input_cache_creation", "input_tokens.cache_write", "prompt_details.cache_write",
          ]
        ),
        (
          .cacheWriteShort,
          [
            "cache_creation.ephemeral_5m_input_tokens", "details.ephemeral_5m_input_tokens",
            "input_token_details.ephemeral_5m_input_tokens",
          ]
        ),
        (
          .cacheWriteLong,
          [
            "cache_creation.ephemeral_1h_input_tokens", "details.ephemeral_1h_input_tokens",
            "input_token_details.ephemeral_1h_input_tokens",
          ]
        ),
        (.toolInput, ["details.tool_use_prompt_tokens"]),
        (
          .reasoning,
          [
            "reasoning.output_tokens", "reasoning_tokens", "output_tokens.reasoning",
            "experimental.reasoning_tokens", "completion_tokens_details.reasoning_tokens",
            "details.reasoning_tokens", "details.thoughts_tokens",
            "output_token_details.reasoning", "completion_details.reasoning",
          ]
        ),
        (
          .inputAudio,
          ["audio.input_tokens", "input_token_details.audio", "prompt_tokens_details.audio_tokens"]
        ),
        (.inputImage, ["image.input_tokens"]),
        (.inputVideo, ["video.input_tokens"]),
        (.cachedAudio, ["audio.cache_read.input_tokens"]),
        (.cachedImage, ["image.cache_read.input_tokens"]),
        (
          .outputAudio,
          [
            "audio.output_tokens", "completion_tokens_details.audio_tokens",
            "output_token_details.audio",
          ]
        ),
        (.outputImage, ["image.output_tokens"]),
        (.webSearches, ["server_tool_use.web_search_requests", "details.web_search_requests"]),
      ])
    + counts(
      .genAI, prefix: "gen_ai.aggregated_usage.",
      [(.input, ["input_tokens"]), (.output, ["output_tokens"])])
    + counts(
      .genAI, prefix: "llm.usage.",
      [
        (.input, ["prompt_tokens"]), (.output, ["completion_tokens"]), (.total, ["total_tokens"]),
        (.reasoning, ["reasoning_tokens"]), (.cacheRead, ["cache_read_input_tokens"]),
        (.cacheWrite, ["cache_creation_input_tokens"]),
      ])
    + [("codex.usage.reasoning_output_tokens", .count(.genAI, .reasoning, rank: 99))]
    + counts(
      .genAI, prefix: "genkit:output.usage.",
      [
        (.input, ["inputTokens"]), (.output, ["outputTokens"]), (.total, ["totalTokens"]),
        (.reasoning, ["thoughtsTokens"]), (.cacheRead, ["cachedContentTokens"]),
      ])

  private static let openInferenceCounts: [Row] = counts(
    .openInference, prefix: "llm.token_count.",
    [
      (.input, ["prompt"]), (.output, ["completion"]), (.total, ["total"]),
      (.cacheRead, ["prompt_details.cache_read", "prompt_details.cache_input"]),
      (.cacheWrite, ["prompt_details.cache_write"]),
      (.inputAudio, ["prompt_details.audio"]),
      (.reasoning, ["completion_details.reasoning"]),
      (.outputAudio, ["completion_details.audio"]),
    ])

  private static let vercelCounts: [Row] =
    counts(
      .vercel, prefix: "ai.usage.",
      [
        (.input, ["inputTokens", "promptTokens", "tokens"]),
        (.output, ["outputTokens", "completionTokens"]), (.total, ["totalTokens"]),
        (.uncachedInput, ["inputTokenDetails.noCacheTokens"]),
        (.cacheRead, ["inputTokenDetails.cacheReadTokens", "cachedInputTokens"]),
        (.cacheWrite, ["inputTokenDetails.cacheWriteTokens"]),
        (.reasoning, ["outputTokenDetails.reasoningTokens", "reasoningTokens"]),
      ])
    + counts(
      .vercel, prefix: "ai.response.providerMetadata.",
      [
        (
          .cacheWrite,
          [
            "anthropic.usage.cache_creation_input_tokens", "anthropic.cacheCreationInputTokens",
            "bedrock.usage.cacheWriteInputTokens",
          ]
        ),
        (.cacheWriteShort, ["anthropic.usage.cache_creation.ephemeral_5m_input_tokens"]),
        (.cacheWriteLong, ["anthropic.usage.cache_creation.ephemeral_1h_input_tokens"]),
        (.uncachedInput, ["anthropic.usage.input_tokens"]),
        (
          .cacheRead,
          [
            "anthropic.usage.cache_read_input_tokens", "anthropic.cacheReadInputTokens",
            "bedrock.usage.cacheReadInputTokens", "openai.cachedPromptTokens",
            "google.usageMetadata.cachedContentTokenCount",
          ]
        ),
        (
          .reasoning,
          ["openai.reasoningTokens", "google.usageMetadata.thoughtsTokenCount"]
        ),
      ])

  private static let langfuseCounts: [Row] = counts(
    .langfuse, prefix: "langfuse.observation.usage_details.",
    [
      (.input, ["input", "prompt_tokens", "input_tokens"]),
      (.output, ["output", "completion_tokens", "output_tokens"]),
      (.total, ["total", "total_tokens"]),
      (
        .cacheRead,
        [
          "input_cached_tokens", "cache_read_input_tokens", "input_cache_read",
          "cache_read_tokens", "prompt_tokens_details.cached_tokens",
          "input_tokens_details.cached_tokens",
        ]
      ),
      (
        .cacheWrite,
        [
          "cache_creation_input_tokens", "input_cache_creation", "cache_write_tokens",
          "cache_write_input_tokens",
        ]
      ),
      (.cacheWriteShort, ["input_cache_creation_5m"]),
      (.cacheWriteLong, ["input_cache_creation_1h"]),
      (
        .reasoning,
        [
          "output_reasoning_tokens", "output_reasoning", "reasoning_tokens",
          "completion_tokens_details.reasoning_tokens", "output_tokens_details.reasoning_tokens",
        ]
      ),
      (.inputAudio, ["input_audio_tokens", "input_audio"]),
      (.outputAudio, ["output_audio_tokens", "output_audio"]),
    ])

  private static func names(_ field: NameField, _ keys: [String]) -> [Row] {
    keys.enumerated().map { ($1, .name(field, rank: UInt8($0))) }
  }

  private static let models: [Row] =
    names(
      .responseModel,
      [
        "gen_ai.response.model", "llm.response.model_name", "llm.response.model",
        "ai.response.model", "llm.model_name",
        "llm.output_model_name", "embedding.model_name", "reranker.model_name",
        "langfuse.observation.model.name",
      ])
    + names(
      .requestModel,
      [
        "gen_ai.request.model", "llm.request.model_name", "llm.request.model",
        "llm.input_model_name", "ai.model.id", "aws.remote.resource.identifier", "genkit:name",
        "langsmith.metadata.ls_model_name", "model_name",
      ])
    + names(
      .provider,
      ["gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider"])
    + names(.region, ["aws.region", "gcp.client.region"])
    + names(
      .serviceTier,
      [
        "openai.response.service_tier", "gen_ai.openai.response.service_tier",
        "gen_ai.response.service_tier", "ai.response.providerMetadata.openai.serviceTier",
        "openai.request.service_tier", "gen_ai.openai.request.service_tier",
        "gen_ai.request.service_tier",
      ])
    + names(.service, ["service.name"])
    + names(
      .agent,
      [
        "gen_ai.agent.name", "agent.name", "agent_name", "traceloop.agent.name",
        "gen_ai.agent.id",
      ])

  private static let roles: [Row] = [
    ("ai.operationId", .role(.vercelOperation)), ("operation.name", .role(.vercelOperation)),
    ("gen_ai.operation.name", .role(.genAIOperation)),
    ("openinference.span.kind", .role(.openInferenceKind)),
    ("traceloop.span.kind", .role(.traceloopKind)),
    ("llm.request.type", .role(.requestType)),
    ("langsmith.span.kind", .role(.langSmithKind)),
    ("langfuse.observation.type", .role(.langfuseType)),
    ("aws.genai.span_kind", .role(.awsKind)),
    ("genkit:metadata:subtype", .role(.genkitSubtype)),
  ]

  /// Ids of what a tenant may have for itself alone.
  private static let resources: [Row] =
    [
      "cloud.resource_id", "faas.id", "aws.lambda.invoked_arn", "aws.ecs.task.arn",
      "aws.ecs.cluster.arn", "aws.bedrock.agent.id", "aws.bedrock.knowledge_base.id",
      "resource_arn", "attributes.resource.id", "resource.id", "k8s.namespace.name",
    ].enumerated().map { ($1, .resource(rank: UInt8($0))) }

  /// What samplers write on the spans that they let through. The flag `sampled` of a span says
  /// nothing: SDKs leave it out of what they export.
  private static let sampling: [Row] =
    [
      "SampleRate", "sampleRate", "sample_rate", "sampling.rate", "sampling.probability",
      "sampling_probability", "sentry.sample_rate", "_dd.rule_psr", "_dd.agent_psr",
    ].map { ($0, .sampleRate(all: 1)) }
    + ["microsoft.sample_rate", "_MS.sampleRate"].map { ($0, .sampleRate(all: 100)) }
    + [("aws.trace.flag.sampled", .sampled)]

  private static let facts: [Row] = [
    ("gen_ai.response.id", .responseID), ("ai.response.id", .responseID),
    ("llm.response.id", .responseID), ("aws.request_id", .requestID),
    ("error.type", .errorType),
    ("http.response.status_code", .httpStatus), ("http.status_code", .httpStatus),
    ("gen_ai.response.time_to_first_chunk", .timeToFirstToken(unitNanoseconds: 1_000_000_000)),
    ("gen_ai.server.time_to_first_token", .timeToFirstToken(unitNanoseconds: 1_000_000)),
    ("ai.response.msToFirstChunk", .timeToFirstToken(unitNanoseconds: 1_000_000)),
    ("aws.agentcore.policy.authorization_decision", .service(.decision)),
    ("aws.agentcore.policy.denied_tools", .service(.deniedTools)), ("memory.id", .service(.memory)),
    ("langfuse.observation.usage_details", .jsonText),
    ("gen_ai.usage.input_token_details", .jsonText),
    ("gen_ai.usage.output_token_details", .jsonText),
    ("ai.response.providerMetadata", .jsonText),
    ("metadata", .jsonText), ("baggage", .baggageText), ("genkit:output", .jsonText),
    ("langfuse.trace.metadata", .jsonText), ("langfuse.observation.metadata", .jsonText),
    ("metadata.requester_metadata", .jsonText),
  ]
}
