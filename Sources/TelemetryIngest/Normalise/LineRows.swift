internal import CostModel

/// The members of log lines that say something about usage, by their dotted paths.
///
/// Lines are JSON objects that services write themselves: usage lines, lines of one metric, EMF,
/// Bedrock's invocation log, the usage log of AgentCore's runtime. No key is read here that means
/// something else in one of the others.
enum LineRows {
  static func rows(_ keys: IdentityKeys) -> [AttributeRows.Row] {
    facts + counts + keys.rows + keys.rows(below: ["requestMetadata.", "attributes."])
      + AttributeRows.all
  }

  private static let facts: [AttributeRows.Row] =
    ["timestamp", "event_timestamp", "@timestamp", "_aws.Timestamp", "time", "date_time"]
    .map { ($0, .time) }
    + ["modelId", "model_id", "ModelId", "ModelID", "ModelName", "model"].map {
      ($0, .name(.requestModel, rank: 90))
    }
    + [
      ("region", .name(.region, rank: 50)), ("attributes.region", .name(.region, rank: 51)),
      ("resource.cloud.region", .name(.region, rank: 52)),
      ("attributes.agent.name", .name(.agent, rank: 50)),
      ("requestId", .requestID), ("request_id", .requestID),
      ("errorCode", .errorType), ("schemaType", .line(.schema)),
      ("identity.arn", .line(.role)), ("_aws.CloudWatchMetrics", .line(.embeddedMetrics)),
      ("metric_name", .line(.metricName)), ("metric_value", .line(.metricValue)),
      ("gen_ai.token.type", .tokenType),
      ("gen_ai.client.token.usage", .line(.tokens)),
      ("gen_ai.client.token.usage.Sum", .line(.tokens)),
      ("output.outputBodyJson.metrics.latencyMs", .duration(unitNanoseconds: 1_000_000)),
      ("latency_ms", .duration(unitNanoseconds: 1_000_000)),
      ("duration_ms", .duration(unitNanoseconds: 1_000_000)),
      ("metrics.agent.runtime.vcpu.hours.used", .hours(.runtimeHours)),
      ("metrics.agent.runtime.memory.gb_hours.used", .hours(.memoryHours)),
    ]

  private static let counts: [AttributeRows.Row] =
    fields.flatMap { field, names -> [AttributeRows.Row] in
      let paths = names + names.map { "usage." + $0 }
      return paths.enumerated().map { ($1, .count(.genAI, field, rank: UInt8(20 + $0))) }
    } + invocation

  private static let fields: [(CountField, [String])] = [
    (
      .input,
      [
        "input_tokens", "inputTokens", "prompt_tokens", "promptTokens", "InputTokens",
        "InputTokenCount", "inputTokenCount", "ModelInvocationInputTokens",
        "strands.event_loop.input.tokens", "strands.event_loop.input.tokens.Sum",
      ]
    ),
    (
      .output,
      [
        "output_tokens", "outputTokens", "completion_tokens", "completionTokens", "OutputTokens",
        "OutputTokenCount", "outputTokenCount", "ModelInvocationOutputTokens",
        "strands.event_loop.output.tokens", "strands.event_loop.output.tokens.Sum",
      ]
    ),
    (.total, ["total_tokens", "totalTokens", "TotalTokens"]),
    (
      .cacheRead,
      [
        "cache_read_input_tokens", "cacheReadInputTokens", "cache_read_tokens",
        "CacheReadInputTokens", "cacheReadInputTokenCount",
      ]
    ),
    (
      .cacheWrite,
      [
        "cache_creation_input_tokens", "cache_write_input_tokens", "cacheWriteInputTokens",
        "cache_write_tokens", "CacheWriteInputTokens", "cacheWriteInputTokenCount",
      ]
    ),
    (.reasoning, ["reasoning_tokens", "reasoningTokens", "ReasoningTokens"]),
  ]

  /// Bedrock's invocation log: its own counts before those of the answer's body.
  private static let invocation: [AttributeRows.Row] = [
    ("input.inputTokenCount", .count(.genAI, .input, rank: 0)),
    ("input.cacheReadInputTokenCount", .count(.genAI, .cacheRead, rank: 0)),
    ("input.cacheWriteInputTokenCount", .count(.genAI, .cacheWrite, rank: 0)),
    ("output.outputTokenCount", .count(.genAI, .output, rank: 0)),
    ("output.outputBodyJson.usage.inputTokens", .count(.genAI, .input, rank: 1)),
    ("output.outputBodyJson.usage.outputTokens", .count(.genAI, .output, rank: 1)),
    ("output.outputBodyJson.usage.cacheReadInputTokens", .count(.genAI, .cacheRead, rank: 1)),
    ("output.outputBodyJson.usage.cacheWriteInputTokens", .count(.genAI, .cacheWrite, rank: 1)),
  ]
}
