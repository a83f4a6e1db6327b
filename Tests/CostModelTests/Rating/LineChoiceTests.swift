import CostModel
import Testing

@Suite struct LineChoiceTests {
  private static let text = PriceBookDiagnosticsTests.bookText(
    """
    { model: 'm', unit: 'per_token', prices: { input: 1, output: 2 } },
    { model: 'm', tenant_tier: 'premium', unit: 'per_token', prices: { input: 10 } },
    { model: 'm', tenant: 'clinic-a', unit: 'per_token', prices: { input: 100 } },
    { model: 'm', service_tier: 'batch', unit: 'per_token', prices: { input: 1000 } },
    { model: 'm', region: ['us-gov-west-1'], unit: 'per_token', prices: { input: 3 } },
    { model: 'step', unit: 'per_token', prices: { input: 1, output: 2 } },
    { model: 'step', above: 200000, unit: 'per_token', prices: { input: 3 } },
    { model: 'reach', unit: 'per_token', prices: { input: 1 } },
    { model: 'reach', above: 200000, inclusive: true, unit: 'per_token', prices: { input: 3 } },
    { model: 'odd', unit: 'per_token', prices: { input: 1 } },
    { model: 'odd', above: 64000, unit: 'per_token', prices: { input: 3 } },
    { model: 'claude-x', aliases: ['claude-x-20250101'], provider: 'anthropic',
      unit: 'per_token', prices: { input: 5 } },
    { model: 'x.claude-v1:0', provider: 'bedrock', profiles: ['none', 'global'],
      unit: 'per_token', prices: { input: 6 } },
    { model: 'x.claude-v1:0', provider: 'bedrock', profiles: ['us', 'eu'],
      unit: 'per_token', prices: { input: 7 } },
    { model: 'two', provider: 'openai', unit: 'per_token', prices: { input: 1, output: 4 } },
    { model: 'two', provider: 'azure', unit: 'per_token', prices: { input: 2, output: 4 } },
    { model: 'old', from: '2026-01-01', to: '2026-03-01', unit: 'per_token', prices: { input: 1 } },
    { model: 'old', from: '2026-03-01', unit: 'per_token', prices: { input: 2 } },
    { model: 'plus', tenant_tier: 'premium', unit: 'per_token', prices: { output: 1 } },
    { model: '*', provider: 'anthropic', unit: 'per_1k_calls', prices: { web_searches: '10' } },
    """,
    head: "aliases: { 'my-deployment': 'm' }, ")

  private let book: PriceBook
  private static let march: Int64 = 1_772_323_200_000_000_000

  init() throws { book = try PriceBook(json5: Array(Self.text.utf8), fileName: "p.json5") }

  private func card(
    _ model: String?, _ change: (inout PriceContext) -> Void = { _ in }
  ) -> RateCard {
    var context = PriceContext()
    context.model = model
    context.instantNanoseconds = Self.march
    change(&context)
    return book.rateCard(for: context)
  }

  private func price(
    _ model: String?, _ meter: PriceMeter = PriceMeter(.input),
    _ change: (inout PriceContext) -> Void = { _ in }
  ) -> String? {
    let card = card(model, change)
    return card.match(meter)?.unitPrice.description ?? card.unpricedReason(meter)?.rawValue
  }

  @Test func specialLinesWin() {
    #expect(price("m") == "1")
    #expect(price("m") { $0.region = "us-gov-west-1" } == "3")
    #expect(price("m") { $0.region = "eu-west-1" } == "1")
    #expect(price("m") { $0.serviceTier = "batches"; $0.region = "us-gov-west-1" } == "1000")
    #expect(price("m") { $0.tenantTier = "premium"; $0.serviceTier = "batch" } == "10")
    #expect(price("m") { $0.tenant = "clinic-a"; $0.tenantTier = "premium" } == "100")
    #expect(price("m") { $0.tenantTier = "basic" } == "1")
  }

  @Test func classesThatASpecialLineLacksComeFromTheGeneralOne() {
    #expect(price("m", PriceMeter(.output)) { $0.tenantTier = "premium" } == "2")
  }

  @Test func fallbacksStayWithinTheMostSpecialPrice() {
    let card = card("m") { $0.tenantTier = "premium" }
    #expect(card.match(PriceMeter(.cacheWriteLong))?.unitPrice.description == "10")
    #expect(card.match(PriceMeter(.cacheWriteLong))?.pricedAs == PriceMeter(.input))
    #expect(card.isFallback(.reasoning))
    #expect(!card.isFallback(.input))
  }

  @Test(arguments: [
    ("step", 199_999, "1"), ("step", 200_000, "1"), ("step", 200_001, "3"),
    ("reach", 199_999, "1"), ("reach", 200_000, "3"), ("reach", 200_001, "3"),
  ] as [(String, Int64, String)])
  func contextSteps(model: String, tokens: Int64, expected: String) {
    #expect(price(model) { $0.contextLength = .tokens(tokens) } == expected)
    let band = ContextBand(inputTokens: tokens)
    #expect(price(model) { $0.contextLength = .band(band) } == expected)
    #expect(price("step", PriceMeter(.output)) { $0.contextLength = .tokens(tokens) } == "2")
  }

  @Test func stepsThatRollupsDoNotKeepNeedEntries() {
    #expect(card("odd").needsEntries)
    #expect(!card("step").needsEntries)
    let exact = card("odd") { $0.contextLength = .tokens(64_001) }
    #expect(!exact.needsEntries)
    #expect(exact.match(PriceMeter(.input))?.unitPrice.description == "3")
    #expect(price("odd") { $0.contextLength = .tokens(64_000) } == "1")
  }

  @Test func pricesChangeAtTheInstant() {
    #expect(price("old") { $0.instantNanoseconds = Self.march - 1 } == "1")
    #expect(price("old") == "2")
    #expect(price("old") { $0.instantNanoseconds = 0 } == "not_in_force")
  }

  @Test(arguments: [
    ("claude-x", "anthropic", "5", ModelStep.exact),
    ("CLAUDE-X", "anthropic", "5", .exact),
    ("claude-x-20250101", "anthropic", "5", .alias),
    ("claude-x-20250202", "anthropic", "5", .undated),
    ("claude-x-2025-02-02", "anthropic", "5", .undated),
    ("claude-x@20250202", "anthropic", "5", .undated),
    ("claude-x-latest", "anthropic", "5", .undated),
    ("anthropic/claude-x", nil, "5", .unwrapped),
    ("x.claude-v1:0", "aws.bedrock", "6", .exact),
    ("global.x.claude-v1:0", "amazon-bedrock", "6", .profile),
    ("us.x.claude-v1:0", "aws_bedrock", "7", .profile),
    (
      "arn:aws:bedrock:us-east-1:1:inference-profile/eu.x.claude-v1:0", "aws.bedrock", "7",
      .profile
    ),
    ("arn:aws:bedrock:us-east-1::foundation-model/x.claude-v1:0", nil, "6", .unwrapped),
    ("bedrock/converse/x.claude-v1:0", nil, "6", .unwrapped),
    ("my-deployment", "azure", "1", .alias),
  ] as [(String, String?, String, ModelStep)])
  func modelSteps(model: String, provider: String?, expected: String, step: ModelStep) {
    let match = card(model) { $0.provider = provider }.match(PriceMeter(.input))
    #expect(match?.unitPrice.description == expected)
    #expect(match?.step == step)
  }

  @Test(arguments: [
    (nil, nil, "no_model"), ("", nil, "no_model"), ("claude-xl", nil, "unknown_model"),
    ("claude", nil, "unknown_model"), ("apac.x.claude-v1:0", "aws.bedrock", "unknown_model"),
    ("claude-x", "openai", "other_provider"), ("two", "langchain", "ambiguous_provider"),
    ("plus", nil, "other_conditions"),
    ("arn:aws:bedrock:us-east-1:1:application-inference-profile/claude-x", nil, "unknown_model"),
    ("claude-y", "anthropic", "unknown_model"),
  ] as [(String?, String?, String)])
  func reasons(model: String?, provider: String?, reason: String) {
    #expect(price(model) { $0.provider = provider } == reason)
  }

  @Test func aLineWithoutTheClassSaysSo() {
    #expect(price("plus") { $0.tenantTier = "premium" } == "no_price_for_class")
  }

  @Test func unknownProvidersMatchWherePricesAgree() {
    #expect(price("two", PriceMeter(.output)) { $0.provider = "strands-agents" } == "4")
    #expect(price("two") { $0.provider = "openai.responses" } == "1")
    let byModel = card("claude-x") { $0.provider = "litellm" }.match(PriceMeter(.input))
    #expect(byModel?.isByModelAlone == true)
    let byBoth = card("claude-x") { $0.provider = "anthropic" }.match(PriceMeter(.input))
    #expect(byBoth?.isByModelAlone == false)
  }

  @Test func callsOfAnyModel() {
    #expect(price("claude-x", PriceMeter(.webSearches)) { $0.provider = "anthropic" } == "0.01")
    #expect(price("new", PriceMeter(.webSearches)) { $0.provider = "anthropic" } == "0.01")
    #expect(price("new") { $0.provider = "anthropic" } == "unknown_model")
  }
}
