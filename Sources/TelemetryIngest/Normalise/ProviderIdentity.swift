internal import CostModel

/// What telemetry calls a provider, told apart from what is none.
enum ProviderIdentity {
  /// Frameworks that write their own name where the provider's belongs.
  private static let frameworks: Set<String> = [
    "strands-agents", "autogen", "langchain", "langgraph", "crewai", "pydantic-ai", "smolagents",
    "gcp.vertex.agent", "llamaindex", "haystack", "agno", "dspy", "litellm", "ai", "unknown",
  ]

  /// The canonical OpenTelemetry name of a provider, or nil if the text names a framework.
  static func canonical(_ spelling: String) -> String? {
    let text = spelling.lowercased()
    if text.isEmpty || frameworks.contains(text) { return nil }
    return canonicalProvider(of: spelling)
  }

  /// Whether a model id has the form that only Amazon Bedrock uses: `[geo.]vendor.model`, or an
  /// ARN.
  ///
  /// Such an id decides the provider, because instrumentations often name the model's maker
  /// instead.
  static func isBedrockModel(_ model: Span<UInt8>) -> Bool {
    if starts(model, with: "arn:aws", from: 0) { return true }
    var start = 0
    for prefix in geographyPrefixes where starts(model, with: prefix, from: 0) {
      start = prefix.utf8CodeUnitCount
      break
    }
    for vendor in vendorPrefixes where starts(model, with: vendor, from: start) { return true }
    return false
  }

  private static let geographyPrefixes: [StaticString] = [
    "us-gov.", "us.", "eu.", "apac.", "jp.", "au.", "in.", "ca.", "global.",
  ]
  private static let vendorPrefixes: [StaticString] = [
    "anthropic.", "amazon.", "meta.", "mistral.", "cohere.", "ai21.", "openai.", "qwen.",
    "deepseek.", "stability.", "writer.", "luma.", "twelvelabs.", "moonshot.", "minimax.",
    "google.", "nvidia.", "zai.",
  ]

  fileprivate static func starts(
    _ text: Span<UInt8>, with prefix: StaticString, from start: Int
  ) -> Bool {
    let count = prefix.utf8CodeUnitCount
    guard text.count - start >= count else { return false }
    return prefix.withUTF8Buffer { buffer in
      for index in 0..<count where unsafe buffer[index] != text[start + index] { return false }
      return true
    }
  }
}

extension ProviderIdentity {
  /// Whether a model is Anthropic's Claude, whose own API counts cached tokens beside the input.
  static func isClaude(_ model: Span<UInt8>) -> Bool { starts(model, with: "claude", from: 0) }

  /// Whether a text in the provider's place is the name of the Strands framework.
  static func isStrands(_ provider: Span<UInt8>) -> Bool {
    starts(provider, with: "strands-agents", from: 0)
  }

  /// Whether a model is Google's Gemini, under any path: `models/gemini-2.5-pro`. Its own API
  /// counts thinking tokens beside the answer's.
  static func isGemini(_ model: Span<UInt8>) -> Bool {
    for start in model.indices
    where (start == 0 || model[start - 1] == 0x2F) && starts(model, with: "gemini", from: start) {
      return true
    }
    return false
  }
}
