internal import CostModel

/// What a point of a token metric counts. Raw values are stored: never renumbered, at most six.
enum MetricField: UInt8, CaseIterable, Sendable {
  case input = 0
  case output = 1
  case cacheRead = 2
  case cacheWrite = 3
  case reasoning = 4
  /// Prompt tokens of the provider's own tools, beside `input`.
  case toolInput = 5

  var countField: CountField {
    switch self {
    case .input: .input
    case .output: .output
    case .cacheRead: .cacheRead
    case .cacheWrite: .cacheWrite
    case .reasoning: .reasoning
    case .toolInput: .toolInput
    }
  }
}

/// The kind of content that a stream counts. Raw values are stored: never renumbered.
enum Modality: UInt8, Sendable {
  case text = 0
  case audio = 1
  case image = 2
  case video = 3

  /// Reads `gen_ai.token.modality`; what is not known is counted as text.
  init(_ word: Span<UInt8>) {
    switch String(decoding: Array(copying: word), as: UTF8.self).lowercased() {
    case "audio": self = .audio
    case "image": self = .image
    case "video": self = .video
    default: self = .text
    }
  }
}

/// How one metric reports tokens: a row of the metrics table.
struct MetricRow: Sendable {
  /// Metrics of one family describe the same calls, each a part of them.
  var family: String
  var level: SourceLevel
  /// What every point counts; nil if an attribute says so.
  var field: MetricField?
  /// What the words of that attribute mean. Other words are parts of these, and never added.
  var types: [String: MetricField] = [:]
  var inclusion = Inclusion()
  /// The provider where the points name none.
  var provider: String?
}

/// The metrics that count tokens, by name.
///
/// Sources: OpenTelemetry semantic conventions 1.26–1.44 and their GenAI successor, Claude Code,
/// Gemini CLI, Codex CLI, Strands. Histograms of tokens per operation
/// (`gen_ai.client.inference.operation.*`) are not here: they tell distributions, not usage.
enum MetricRows {
  static let byName: [String: MetricRow] = {
    var rows = singles
    for (suffix, field) in inferenceFields {
      rows["gen_ai.client.inference.usage." + suffix] = MetricRow(
        family: "gen_ai.client.inference.usage", level: .inferenceUsage, field: field)
    }
    for (name, field) in eventLoopFields {
      // Where the event loop reports cached tokens at all, it copies Bedrock's, beside the input.
      rows["strands.event_loop." + name] = MetricRow(
        family: "strands.event_loop", level: .eventLoop, field: field,
        inclusion: Inclusion(cacheInInput: false))
    }
    return rows
  }()

  private static let inferenceFields: [(String, MetricField)] = [
    ("input_tokens", .input), ("output_tokens", .output),
    ("cache_read.input_tokens", .cacheRead), ("cache_write.input_tokens", .cacheWrite),
    ("cache_creation.input_tokens", .cacheWrite), ("reasoning.output_tokens", .reasoning),
  ]

  private static let eventLoopFields: [(String, MetricField)] = [
    ("input.tokens", .input), ("output.tokens", .output),
    ("cache_read.input.tokens", .cacheRead), ("cache_write.input.tokens", .cacheWrite),
  ]

  private static let singles: [String: MetricRow] = [
    // Custom types (cached, input_cache_read …) are parts of input, or not: nobody can tell.
    "gen_ai.client.token.usage": MetricRow(
      family: "gen_ai.client.token.usage", level: .tokenUsage,
      types: ["input": .input, "output": .output, "completion": .output, "prompt": .input]),
    "claude_code.token.usage": MetricRow(
      family: "claude_code.token.usage", level: .agentCLI,
      types: [
        "input": .input, "output": .output, "cacheRead": .cacheRead, "cacheCreation": .cacheWrite,
      ], inclusion: Inclusion(cacheInInput: false, reasoningInOutput: false),
      provider: "anthropic"),
    "gemini_cli.token.usage": MetricRow(
      family: "gemini_cli.token.usage", level: .agentCLI,
      types: [
        "input": .input, "output": .output, "thought": .reasoning, "cache": .cacheRead,
        "tool": .toolInput,
      ], inclusion: Inclusion(cacheInInput: true, reasoningInOutput: false),
      provider: "gcp.gemini"),
    "codex.turn.token_usage": MetricRow(
      family: "codex.turn.token_usage", level: .agentCLI,
      types: [
        "input": .input, "output": .output, "cached_input": .cacheRead,
        "reasoning_output": .reasoning,
      ], provider: "openai"),
  ]

  /// Attributes of points that spans do not have.
  static let attributeRows: [AttributeRows.Row] = [
    ("gen_ai.token.type", .tokenType), ("type", .tokenType), ("token_type", .tokenType),
    ("gen_ai.token.modality", .modality), ("model", .name(.requestModel, rank: 90)),
  ]
}
