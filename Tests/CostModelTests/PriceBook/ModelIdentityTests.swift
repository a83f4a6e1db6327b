import CostModel
import Testing

/// How names of models lead to lines: by which step, and where they must not.
@Suite struct ModelIdentityTests {
  private let book: PriceBook

  init() throws {
    let text = """
      { name: 't', as_of: '2026-01-01', currency: 'USD',
        aliases: { 'prod-chat': 'gpt-4o',
          'arn:aws:bedrock:eu-west-1:12:application-inference-profile/ab12': 'anthropic.son-v1:0' },
        lines: [
        { provider: ['openai', 'azure'], model: 'gpt-4o', unit: 'per_token', prices: { input: 1 } },
        { provider: 'anthropic', model: 'son-4-5', unit: 'per_token', prices: { input: 2 } },
        { provider: 'vertex_ai', model: 'son-4-5', unit: 'per_token', prices: { input: 3 } },
        { provider: 'aws.bedrock', model: 'anthropic.son-v1:0', profiles: ['none', 'global'],
          unit: 'per_token', prices: { input: 4 } },
        { provider: 'aws.bedrock', model: 'anthropic.son-v1:0', profiles: ['us', 'eu'],
          unit: 'per_token', prices: { input: 5 } },
        { provider: 'aws.bedrock', model: 'anthropic.son-v1:0', region: 'ap-south-1',
          unit: 'per_token', prices: { input: 6 } },
        { provider: 'openrouter', model: 'openai/gpt-4o', unit: 'per_token', prices: { input: 7 } },
      ] }
      """
    book = try PriceBook(json5: Array(text.utf8), fileName: "t")
  }

  @Test(
    arguments: [
      ("openai", "gpt-4o", "1", ModelStep.exact), ("openai", "GPT-4o", "1", .exact),
      ("openai", "gpt-4o-2024-08-06", "1", .undated), ("openai", "gpt-4o-latest", "1", .undated),
      ("openai", "openai/gpt-4o", "1", .unwrapped),
      ("openrouter", "openai/gpt-4o", "7", .exact),
      ("azure", "azure/gpt-4o", "1", .unwrapped), ("azure", "prod-chat", "1", .alias),
      (nil, "azure/prod-chat", "1", .unwrapped),
      ("anthropic", "son-4-5-20250929", "2", .undated),
      ("vertex_ai", "son-4-5@20250929", "3", .undated),
      ("aws.bedrock", "anthropic.son-v1:0", "4", .exact),
      ("aws.bedrock", "global.anthropic.son-v1:0", "4", .profile),
      ("aws.bedrock", "eu.anthropic.son-v1:0", "5", .profile),
      (nil, "bedrock/converse/us.anthropic.son-v1:0", "5", .profile),
      (nil, "arn:aws:bedrock:us-east-1::foundation-model/anthropic.son-v1:0", "4", .unwrapped),
      (
        nil, "arn:aws-us-gov:bedrock:us-gov-west-1:12:inference-profile/us.anthropic.son-v1:0", "5",
        .profile
      ),
      // The region inside of the name is a price key.
      (nil, "arn:aws:bedrock:ap-south-1::foundation-model/anthropic.son-v1:0", "6", .unwrapped),
      (nil, "bedrock/ap-south-1/anthropic.son-v1:0", "6", .unwrapped),
      ("bedrock", "arn:aws:bedrock:eu-west-1:12:application-inference-profile/ab12", "4", .alias),
    ] as [(String?, String, String, ModelStep)])
  func aNameLeadsToItsLine(
    provider: String?, model: String, price: String, step: ModelStep
  ) throws {
    var context = PriceContext()
    (context.provider, context.model) = (provider, model)
    let match = try #require(book.rateCard(for: context).match(PriceMeter(.input)), "\(model)")
    #expect(match.unitPrice.description == price)
    #expect(match.step == step)
  }

  /// Never by how a name begins, nor by a date that is none, nor an opaque profile by guess.
  @Test(
    arguments: [
      ("openai", "gpt-4o-mini"), ("openai", "gpt-4"), ("openai", "gpt-4o-20"),
      ("openai", "gpt-4o-1999-01-01"), ("anthropic", "son-4-5-1"), ("anthropic", "son-4"),
      ("aws.bedrock", "arn:aws:bedrock:eu-west-1:12:application-inference-profile/other"),
      ("aws.bedrock", "jp.anthropic.son-v1:0"),
    ])
  func aNameThatIsOnlyNearHasNoPrice(provider: String, model: String) {
    var context = PriceContext()
    (context.provider, context.model) = (provider, model)
    #expect(book.rateCard(for: context).match(PriceMeter(.input)) == nil)
  }
}
