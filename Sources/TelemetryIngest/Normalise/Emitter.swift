internal import CostModel

/// How one instrumentation reports: a row of the dialect table.
struct Emitter: Hashable, Sendable {
  var inclusion = Inclusion()
  /// Its total is the sum of input and output, whatever they contain, so it proves nothing.
  var totalIsSum = false
  /// Reasoning is missing from its output but inside of its total.
  var hidesReasoning = false
  /// The counts on its agent spans grow over the life of the agent object.
  var isCumulative = false

  /// Whom a row is for.
  private struct Rule {
    /// Beginning of the instrumentation scope's name; empty for any.
    var scope: String
    var family: CountFamily?
    /// Whether the row holds only for models that Bedrock or Anthropic serve, which report cached
    /// tokens beside the input.
    var onlyExclusiveModels = false
    var emitter: Emitter
  }

  /// Strands' row: it copies Bedrock's counts, cached tokens outside; its agent spans accumulate.
  static func strands(isExclusiveModel: Bool) -> Emitter {
    Emitter(inclusion: isExclusiveModel ? exclusiveCache : Inclusion(), isCumulative: true)
  }

  private static let exclusiveCache = Inclusion(cacheInInput: false, reasoningInOutput: true)

  /// First match stands.
  private static let rules: [Rule] = [
    Rule(
      scope: "strands.telemetry", onlyExclusiveModels: true,
      emitter: strands(isExclusiveModel: true)),
    Rule(scope: "strands.telemetry", emitter: strands(isExclusiveModel: false)),
    // OpenLLMetry's Bedrock instrumentation: Converse counts, total = input + output.
    Rule(
      scope: "opentelemetry.instrumentation.bedrock",
      emitter: Emitter(inclusion: exclusiveCache, totalIsSum: true)),
    Rule(
      scope: "opentelemetry.instrumentation.botocore",
      emitter: Emitter(inclusion: exclusiveCache, totalIsSum: true)),
    // The Claude Agent SDK's counts are Anthropic's own.
    Rule(
      scope: "openinference.instrumentation.claude_agent_sdk",
      emitter: Emitter(inclusion: exclusiveCache, totalIsSum: true)),
    // Gemini's thinking tokens are outside of its candidates' tokens.
    Rule(
      scope: "openinference.instrumentation.vertexai", emitter: Emitter(hidesReasoning: true)),
    Rule(
      scope: "openinference.instrumentation.google_genai", emitter: Emitter(hidesReasoning: true)),
    // Langfuse's usage details are separate buckets by convention.
    Rule(
      scope: "", family: .langfuse,
      emitter: Emitter(inclusion: Inclusion(cacheInInput: false, reasoningInOutput: false))),
  ]

  /// The row for a scope, a family of attributes and a model.
  static func row(scope: String, family: CountFamily, isExclusiveModel: Bool) -> Emitter {
    for rule in rules {
      if !scope.hasPrefix(rule.scope) { continue }
      if let only = rule.family, only != family { continue }
      if rule.onlyExclusiveModels && !isExclusiveModel { continue }
      return rule.emitter
    }
    return Emitter()
  }
}
