/// Where a service's usage can be read from, in the order of trust.
///
/// They repeat each other, so only one of them counts at a time: see `ServiceState`. Raw values are
/// stored: appended to, never renumbered.
enum SourceLevel: UInt8, CaseIterable, Sendable {
  case spans = 0
  /// Events of agent CLIs, one for each call.
  case logs = 1
  /// `gen_ai.client.inference.usage.*`: counters that tell cached and reasoning tokens apart.
  case inferenceUsage = 2
  /// `claude_code.token.usage` and its like.
  case agentCLI = 3
  /// `gen_ai.client.token.usage`: input and output only.
  case tokenUsage = 4
  /// `strands.event_loop.*`: without attributes.
  case eventLoop = 5

  var isMetric: Bool { rawValue >= SourceLevel.inferenceUsage.rawValue }
}

/// The source that a configuration declares for a service.
public enum UsageSource: String, CaseIterable, Sendable {
  case spans, logs, metrics
}
