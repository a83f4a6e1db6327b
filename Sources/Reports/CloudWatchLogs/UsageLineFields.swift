/// Which members of a usage line are kept: the allow-list. What is not named here, such as prompts,
/// answers and a company's own members, never reaches a file.
///
/// Paths are member names joined by dots; a name that has dots itself is the same as nested names.
enum UsageLineFields {
  /// Texts, numbers and flags at exactly these paths.
  static let paths: Set<String> = Set(
    common + metering + bedrock + agentCore + spans + spanAttributes)

  /// Times, ids of calls and sessions, models.
  private static let common = [
    "timestamp", "@timestamp", "time", "date", "event", "event_type", "event_timestamp", "type",
    "event.name", "model", "model_id", "modelId", "provider", "region", "account_id", "accountId",
    "request_id", "requestId", "trace_id", "traceId", "span_id", "spanId", "session_id",
    "sessionId", "session.id", "conversation_id", "user_id", "userId", "user.id", "feature",
    "feature.name", "app.feature", "agent_name", "agent.name", "service", "service_name",
    "service.name", "status", "outcome", "error_type", "errorCode", "service_tier", "duration_ms",
    "latency_ms", "operation",
  ]

  /// Lines that applications write themselves: token counts, metrics, shares of a service's use.
  private static let metering = [
    "input_tokens", "output_tokens", "total_tokens", "cache_read_tokens", "cache_write_tokens",
    "cache_read_input_tokens", "cache_creation_input_tokens", "cached_tokens", "reasoning_tokens",
    "inputTokens", "outputTokens", "totalTokens", "cacheReadInputTokens", "cacheWriteInputTokens",
    "prompt_tokens", "completion_tokens", "metric_name", "metric_unit", "metric_value",
    "usage_unit", "tenant_usage", "total_usage", "tenant_percent_usage", "workload", "context",
    "tenant.id", "tenant.name", "tenant.tier", "metric.name", "metric.unit", "metric.value",
    "metadata.user", "metadata.resource", "function_name", "billed_duration_ms",
    "consumed_capacity.CapacityUnits", "_aws.Timestamp", "_aws.CloudWatchMetrics",
  ]

  /// Bedrock's log of model invocations, its bodies left out.
  private static let bedrock = [
    "schemaType", "schemaVersion", "inferenceRegion", "identity.arn", "input.inputContentType",
    "input.inputTokenCount", "input.cacheReadInputTokenCount", "input.cacheWriteInputTokenCount",
    "output.outputContentType", "output.outputTokenCount", "performanceConfig.latency",
    "output.outputBodyJson.usage.inputTokens", "output.outputBodyJson.usage.outputTokens",
    "output.outputBodyJson.usage.totalTokens", "output.outputBodyJson.metrics.latencyMs",
    "output.outputBodyJson.usage.cacheReadInputTokens",
    "output.outputBodyJson.usage.cacheWriteInputTokens",
  ]

  /// AgentCore's usage logs and the records of its gateway and memory.
  private static let agentCore = [
    "resource_arn", "memory_strategy_id", "actor_id", "event_id", "service_name",
    "operation_name", "body.isError", "body.requestId", "body.id", "resource.cloud.provider",
    "resource.service.name", "resource.cloud.region", "attributes.account.id",
    "attributes.time_elapsed_seconds", "attributes.elapsed_time_seconds", "attributes.agent.name",
    "attributes.region", "attributes.session.id", "attributes.resource.id",
    "metrics.agent.runtime.vcpu.hours.used", "metrics.agent.runtime.memory.gb_hours.used",
  ]

  /// Spans as CloudWatch keeps them.
  private static let spans = [
    "parentSpanId", "kind", "startTimeUnixNano", "endTimeUnixNano", "durationNano",
    "timeUnixNano", "observedTimeUnixNano", "severityNumber", "severityText", "flags",
    "status.code", "scope.name", "scope.version", "resource.attributes.service.name",
    "resource.attributes.cloud.region", "resource.attributes.cloud.provider",
    "resource.attributes.deployment.environment.name",
  ]

  private static let spanAttributes = [
    "gen_ai.operation.name", "gen_ai.system", "gen_ai.provider.name", "gen_ai.request.model",
    "gen_ai.response.model", "gen_ai.response.id", "gen_ai.agent.name", "gen_ai.agent.id",
    "gen_ai.conversation.id", "gen_ai.tool.name", "gen_ai.usage.input_tokens",
    "gen_ai.usage.output_tokens", "gen_ai.usage.total_tokens", "gen_ai.usage.prompt_tokens",
    "gen_ai.usage.completion_tokens", "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.cache_write_input_tokens", "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.server.time_to_first_token", "gen_ai.response.finish_reasons", "session.id",
    "user.id", "tool.name", "error.type", "aws.operation.name", "aws.resource.arn",
    "aws.resource.type", "aws.request.id", "aws.request_id", "aws.region", "latency_ms",
    "error_type", "aws.remote.service", "aws.remote.operation", "aws.local.operation",
    "aws.genai.span_kind",
  ].map { "attributes.\($0)" }

  /// Containers in which a company's keys for tenants, tiers and the like can stand.
  static let containers = [
    "", "attributes.", "resource.attributes.", "requestMetadata.", "metadata.", "dimensions.",
  ]

  /// A line is recognised if one of these sets of paths is there, whole.
  static let signs: [[String]] = [
    ["metric_name", "metric_value"], ["metric.name", "metric.value"], ["_aws.CloudWatchMetrics"],
    ["schemaType", "modelId"], ["input_tokens"], ["output_tokens"], ["inputTokens"],
    ["outputTokens"], ["prompt_tokens"], ["total_tokens"], ["tenant_usage", "usage_unit"],
    ["metrics.agent.runtime.vcpu.hours.used"], ["metrics.agent.runtime.memory.gb_hours.used"],
    ["traceId", "spanId"], ["resource_arn", "event_timestamp"], ["function_name", "tenant_id"],
  ]
}
