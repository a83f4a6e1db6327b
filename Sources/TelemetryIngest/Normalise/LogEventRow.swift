/// How one event of an agent CLI reports a call: a row of the events table.
struct LogEventRow: Sendable {
  /// The event's name, with that of its emitter before it.
  var name: String
  /// The kind that an event of that name must have; nil if it has none.
  var kind: String?
  var inclusion: Inclusion
  /// Whether `tool_token_count` is the tokens of tools beside the input; Codex means the total.
  var hasToolInput = true
  /// The provider where the record names none.
  var provider: String?
}

/// The log records that report a call's usage by themselves.
///
/// `gen_ai.client.inference.operation.details` is not here: it repeats what its span reports.
enum LogEventRows {
  static let all: [LogEventRow] = [
    LogEventRow(
      name: "claude_code.api_request",
      inclusion: Inclusion(cacheInInput: false, reasoningInOutput: false), provider: "anthropic"),
    LogEventRow(
      name: "gemini_cli.api_response",
      inclusion: Inclusion(cacheInInput: true, reasoningInOutput: false), provider: "gcp.gemini"),
    LogEventRow(
      name: "qwen-code.api_response",
      inclusion: Inclusion(cacheInInput: true, reasoningInOutput: true)),
    LogEventRow(
      name: "codex.sse_event", kind: "response.completed", inclusion: Inclusion(),
      hasToolInput: false, provider: "openai"),
  ]

  /// The row of an event, by any of the names that a record gives it: `event.name`, the event name
  /// of its own, or its body. A name without emitter is completed by the body's.
  static func row(names: [String], kind: String?) -> LogEventRow? {
    for row in all where row.kind == nil || row.kind == kind {
      if names.contains(row.name) { return row }
    }
    return nil
  }

  /// Attributes of these events that spans do not have.
  static let attributeRows: [AttributeRows.Row] = [
    ("event.name", .event(.name)), ("event.kind", .event(.kind)),
    ("model", .name(.requestModel, rank: 90)),
    ("duration_ms", .duration(unitNanoseconds: 1_000_000)),
    ("input_tokens", .count(.genAI, .input, rank: 100)),
    ("input_token_count", .count(.genAI, .input, rank: 101)),
    ("output_tokens", .count(.genAI, .output, rank: 100)),
    ("output_token_count", .count(.genAI, .output, rank: 101)),
    ("cache_read_tokens", .count(.genAI, .cacheRead, rank: 100)),
    ("cached_content_token_count", .count(.genAI, .cacheRead, rank: 101)),
    ("cached_token_count", .count(.genAI, .cacheRead, rank: 102)),
    ("cache_creation_tokens", .count(.genAI, .cacheWrite, rank: 100)),
    ("cache_write_token_count", .count(.genAI, .cacheWrite, rank: 101)),
    ("thoughts_token_count", .count(.genAI, .reasoning, rank: 100)),
    ("reasoning_token_count", .count(.genAI, .reasoning, rank: 101)),
    ("tool_token_count", .count(.genAI, .toolInput, rank: 100)),
    ("total_token_count", .count(.genAI, .total, rank: 100)),
  ]
}
