import CostModel
import Testing

/// Prices of the built-in book against the reference values of 2026-11-20, in USD per million.
@Suite struct BuiltInPricesTests {
  private func prices(
    _ provider: String?, _ model: String, serviceTier: String? = nil, tokens: Int64 = 1000,
    at: String = "2026-11-20"
  ) throws -> [TokenClass: String] {
    var context = PriceContext()
    context.provider = provider
    context.model = model
    context.serviceTier = serviceTier
    context.contextLength = .tokens(tokens)
    context.instantNanoseconds = try #require(Instant.parse(dateOrTime: at))
    let card = PriceBook.builtIn.rateCard(for: context)
    var prices: [TokenClass: String] = [:]
    for tokenClass in [TokenClass.input, .cacheRead, .cacheWrite, .cacheWriteLong, .output] {
      guard let match = card.match(PriceMeter(tokenClass)), !card.isFallback(tokenClass) else {
        continue
      }
      prices[tokenClass] = try match.unitPrice.times(1_000_000, figure: "price").description
    }
    return prices
  }

  @Test(arguments: [
    ("aws.bedrock", "mistral.ministral-3-8b-instruct", "0.15 - - - 0.15"),
    ("aws.bedrock", "openai.gpt-oss-120b-1:0", "0.15 - - - 0.6"),
    ("aws.bedrock", "openai.gpt-oss-120b", "0.15 - - - 0.6"),
    ("aws.bedrock", "us-gov.openai.gpt-oss-120b-1:0", "0.18 - - - 0.72"),
    ("aws.bedrock", "openai.gpt-oss-20b-1:0", "0.07 - - - 0.3"),
    ("groq", "openai/gpt-oss-120b", "0.15 0.075 - - 0.6"),
    ("aws.bedrock", "amazon.nova-micro-v1:0", "0.035 0.00875 - - 0.14"),
    ("aws.bedrock", "amazon.nova-premier-v1:0", "2.5 0.625 - - 12.5"),
    ("aws.bedrock", "amazon.nova-2-lite-v1:0", "0.3 0.075 - - 2.5"),
    ("aws.bedrock", "anthropic.claude-haiku-4-5-20251001-v1:0", "1 0.1 1.25 2 5"),
    ("aws.bedrock", "global.anthropic.claude-haiku-4-5-20251001-v1:0", "1 0.1 1.25 2 5"),
    ("aws.bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0", "1.1 0.11 1.375 2.2 5.5"),
    ("aws.bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0", "3 0.3 3.75 6 15"),
    ("aws.bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "3.3 0.33 4.125 6.6 16.5"),
    ("aws.bedrock", "us.anthropic.claude-sonnet-4-6", "3.3 0.33 4.125 6.6 16.5"),
    ("aws.bedrock", "meta.llama3-3-70b-instruct-v1:0", "0.72 - - - 0.72"),
    ("aws.bedrock", "meta.llama4-scout-17b-instruct-v1:0", "0.17 - - - 0.66"),
    ("aws.bedrock", "amazon.titan-embed-text-v2:0", "0.02 - - - 0"),
    ("anthropic", "claude-haiku-4-5", "1 0.1 1.25 2 5"),
    ("anthropic", "claude-haiku-5-5", "0.1 0.01 0.125 0.2 0.5"),
    ("anthropic", "claude-sonnet-4-6", "3 0.3 3.75 6 15"),
    ("anthropic", "claude-sonnet-4-5-20250929", "3 0.3 3.75 6 15"),
    ("anthropic", "claude-sonnet-5", "2 0.2 2.5 4 10"),
    ("anthropic", "claude-sonnet-5-5", "2 0.1 2.5 4 10"),
    ("anthropic", "claude-opus-4-8", "5 0.5 6.25 10 25"),
    ("anthropic", "claude-opus-5-5", "4 0.2 5 8 20"),
    ("openai", "gpt-4o", "2.5 1.25 - - 10"),
    ("openai", "gpt-4o-2024-08-06", "2.5 1.25 - - 10"),
    ("openai", "gpt-4o-mini-2024-07-18", "0.15 0.075 - - 0.6"),
    ("openai", "gpt-4.1", "2 0.5 - - 8"), ("openai", "gpt-5", "1.25 0.125 - - 10"),
    ("openai", "gpt-5-nano", "0.05 0.005 - - 0.4"), ("openai", "gpt-5.4", "2.5 0.25 - - 15"),
    ("openai", "gpt-5.6", "4 0.4 5 10 20"), ("openai", "gpt-6-sol", "2 0.2 2.5 5 10"),
    ("openai", "o3", "2 0.5 - - 8"), ("openai", "o4-mini", "1.1 0.275 - - 4.4"),
    ("openai", "text-embedding-3-large", "0.13 - - - 0"),
    ("gcp.gemini", "gemini-2.5-pro", "1.25 0.125 - - 10"),
    ("gcp.vertex_ai", "gemini-2.5-flash", "0.3 0.03 - - 2.5"),
    ("gcp.gemini", "gemini-3.5-flash", "1.5 0.15 - - 9"),
    ("gcp.gemini", "gemini-3.8-flash", "0.75 0.075 - - 3.75"),
    ("mistral_ai", "ministral-3-8b-2512", "0.15 0.015 - - 0.15"),
    ("mistral_ai", "mistral-large-latest", "0.5 0.05 - - 1.5"),
  ])
  func standard(provider: String, model: String, expected: String) throws {
    let found = try prices(provider, model)
    let classes: [TokenClass] = [.input, .cacheRead, .cacheWrite, .cacheWriteLong, .output]
    #expect(classes.map { found[$0] ?? "-" }.joined(separator: " ") == expected)
  }

  @Test(arguments: [
    ("aws.bedrock", "openai.gpt-oss-120b", "priority", "0.2625", "1.05"),
    ("aws.bedrock", "mistral.ministral-3-8b-instruct", "flex", "0.07", "0.07"),
    ("openai", "gpt-4o", "batch", "1.25", "5"), ("openai", "gpt-4o-mini", "fast", "0.25", "1"),
    ("openai", "gpt-4o", "default", "2.5", "10"), ("openai", "gpt-5.4", "priority", "5", "30"),
    ("anthropic", "claude-opus-4-8", "batch", "2.5", "12.5"),
    ("gcp.gemini", "gemini-2.5-flash-lite", "priority", "0.18", "0.72"),
  ])
  func serviceTiers(
    provider: String, model: String, serviceTier: String, input: String, output: String
  ) throws {
    let found = try prices(provider, model, serviceTier: serviceTier)
    #expect(found[.input] == input)
    #expect(found[.output] == output)
  }

  /// Everything that a batch is charged for, the vendor halves: not only what LiteLLM lists.
  @Test(arguments: ["claude-haiku-4-5", "claude-sonnet-4-6", "claude-opus-5-5"])
  func batchesOfAnthropicCostHalf(model: String) throws {
    let whole = try prices("anthropic", model)
    let half = try prices("anthropic", model, serviceTier: "batch")
    #expect(whole.count == 5 && half.count == 5)
    for (tokenClass, price) in half {
      let doubled = try Money(parsing: price).times(2).map { "\($0)" }
      #expect(doubled == whole[tokenClass], "\(tokenClass.name)")
    }
  }

  @Test(
    arguments: [
      ("gcp.gemini", "gemini-2.5-pro", 200_000, "1.25", "2.5", "15"),
      ("gcp.gemini", "gemini-3.1-pro-preview", 200_000, "2", "4", "18"),
      ("openai", "gpt-5.4", 272_000, "2.5", "5", "22.5"),
      ("openai", "gpt-5.6", 272_000, "4", "8", "30"),
      ("anthropic", "claude-haiku-5-5", 100_000, "0.1", "0.5", "2.5"),
    ] as [(String, String, Int64, String, String, String)])
  func contextSteps(
    provider: String, model: String, step: Int64, below: String, above: String, output: String
  ) throws {
    #expect(try prices(provider, model, tokens: step)[.input] == below)
    let past = try prices(provider, model, tokens: step + 1)
    #expect(past[.input] == above)
    #expect(past[.output] == output)
  }

  @Test(arguments: [
    ("openai", "o3", "2025-06-09T23:59:59.999999999Z", "10"), ("openai", "o3", "2025-06-10", "2"),
    ("gcp.gemini", "gemini-3.6-flash", "2026-12-31T23:59:59Z", "0.75"),
    ("gcp.gemini", "gemini-3.6-flash", "2027-01-01", "1.5"),
    ("openai", "gpt-5.6-luna", "2026-07-29T23:59:59Z", "1"),
    ("openai", "gpt-5.6-luna", "2026-07-30", "0.2"),
    ("openai", "gpt-5.6-terra", "2026-07-29T23:59:59Z", "2.5"),
    ("openai", "gpt-5.6-terra", "2026-07-30", "2"),
  ])
  func history(provider: String, model: String, at: String, input: String) throws {
    #expect(try prices(provider, model, at: at)[.input] == input)
  }
}
