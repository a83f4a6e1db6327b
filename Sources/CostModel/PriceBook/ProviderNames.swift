/// The names by which telemetry calls a provider, and the one that price books use.
///
/// Canonical names are OpenTelemetry's `gen_ai.provider.name`; the others are its predecessors and
/// what SDKs and proxies write. All comparisons are in lower case.
private let providerNames: [(canonical: String, others: [String])] = [
  ("anthropic", []),
  ("aws.bedrock", ["aws_bedrock", "aws", "bedrock", "amazon-bedrock", "amazon_bedrock", "amazon"]),
  ("azure.ai.openai", ["az.ai.openai", "azure_openai", "azure", "azure-openai"]),
  ("azure.ai.inference", ["az.ai.inference", "azure_ai"]),
  ("cerebras", []),
  ("cohere", []),
  ("deepseek", []),
  ("fireworks", ["fireworks_ai", "fireworks-ai"]),
  ("gcp.gemini", ["gemini", "google", "google_genai", "google-genai", "google-generative-ai"]),
  ("gcp.gen_ai", ["google_ai_studio"]),
  ("gcp.vertex_ai", ["vertex_ai", "vertexai", "vertex", "google-vertex", "google_vertexai"]),
  ("groq", []),
  ("ibm.watsonx.ai", ["watsonx"]),
  ("meta", ["meta_llama", "llama"]),
  ("mistral_ai", ["mistralai", "mistral"]),
  ("moonshot_ai", ["moonshot", "moonshotai"]),
  ("openai", []),
  ("openrouter", []),
  ("perplexity", []),
  ("together", ["together_ai", "togetherai"]),
  ("x_ai", ["xai", "x-ai"]),
]

private let canonicalProviders: [String: String] = {
  var names: [String: String] = [:]
  for row in providerNames {
    names[row.canonical] = row.canonical
    for other in row.others { names[other] = row.canonical }
  }
  return names
}()

/// The canonical name of a provider, or nil if the table does not know it.
///
/// A suffix after a point names an endpoint of the same provider, as the Vercel AI SDK writes it:
/// `openai.responses` is `openai`, `amazon-bedrock.chat` is `aws.bedrock`.
public func knownProvider(_ name: String) -> String? {
  let name = name.lowercased()
  if let found = canonicalProviders[name] { return found }
  var prefix = Substring(name)
  while let point = prefix.lastIndex(of: ".") {
    prefix = prefix[..<point]
    if let found = canonicalProviders[String(prefix)] { return found }
  }
  return nil
}

/// The name to compare providers by: the canonical one, else the name in lower case.
public func canonicalProvider(of name: String) -> String {
  knownProvider(name) ?? name.lowercased()
}

/// All canonical provider names, for messages and completion.
public var canonicalProviderNames: [String] { providerNames.map(\.canonical) }

/// The name to compare service tiers by: `standard`, `batch`, `flex`, `priority`, or as it stands.
///
/// `default` and `auto` are not prices: an answer under them was processed at the standard rate.
public func canonicalServiceTier(of name: String) -> String {
  switch name.lowercased() {
  case "default", "auto", "standard", "on_demand", "ondemand": "standard"
  case "batch", "batches": "batch"
  case "flex", "on_demand_flex": "flex"
  // OpenAI renamed "priority" to "fast" on 2026-07-30 and accepts both.
  case "priority", "fast", "on_demand_priority": "priority"
  case let other: other
  }
}
