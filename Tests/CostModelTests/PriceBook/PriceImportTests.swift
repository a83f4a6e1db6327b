import CostModel
import Testing

@Suite struct PriceImportTests {
  private func read(_ text: String, _ source: PriceSource) throws -> (ImportedPrices, PriceBook) {
    let label = ImportLabel(name: "n", asOf: "2026-11-20", source: "S 1")
    let prices = try ImportedPrices(
      Array(text.utf8), from: source, fileName: "f", label: label)
    return (prices, try PriceBook(json5: prices.text, fileName: "imported"))
  }

  private func price(
    _ book: PriceBook, _ provider: String, _ model: String, _ meter: PriceMeter,
    tokens: Int64 = 1, tier: String? = nil, region: String? = nil, at: String = "2026-11-20"
  ) -> String? {
    var context = PriceContext()
    (context.provider, context.model, context.region) = (provider, model, region)
    (context.serviceTier, context.contextLength) = (tier, .tokens(tokens))
    context.instantNanoseconds = Instant.parse(dateOrTime: at) ?? 0
    return book.rateCard(for: context).match(meter)?.unitPrice.description
  }

  @Test func liteLLMsEntryDigitByDigit() throws {
    let text = """
      { "sample_spec": { "input_cost_per_token": "a text" },
        "gpt-x": { "litellm_provider": "openai", "input_cost_per_token": 1.5e-07,
          "output_cost_per_token": 6e-07, "cache_read_input_token_cost": 7.5e-08,
          "input_cost_per_token_above_200k_tokens": 3e-07, "input_cost_per_token_batches": 7.5e-8,
          "output_cost_per_token_batches": 3e-07, "input_cost_per_token_priority": 2.5e-07,
          "output_cost_per_reasoning_token": 9e-07, "output_cost_per_token_priority": 1e-06,
          "regional_processing_uplift_multiplier_eu": 1.1, "output_cost_per_image": 0.04,
          "search_context_cost_per_query": { "search_context_size_low": 0.01,
            "search_context_size_medium": 0.01, "search_context_size_high": 0.02 } },
        "bedrock/eu-west-1/mistral.m": { "litellm_provider": "bedrock",
          "input_cost_per_token": 2e-06, "output_cost_per_token": 2e-06 },
        "odd": { "litellm_provider": "openai", "input_cost_per_token": 5.46875000000000012e-09 } }
      """
    let (prices, book) = try read(text, .liteLLM)
    #expect(price(book, "openai", "gpt-x", PriceMeter(.input)) == "0.00000015")
    #expect(price(book, "openai", "gpt-x", PriceMeter(.input), tokens: 200_001) == "0.0000003")
    #expect(
      price(book, "openai", "gpt-x", PriceMeter(.cacheRead), tokens: 200_001) == "0.000000075")
    #expect(price(book, "openai", "gpt-x", PriceMeter(.input), tier: "batch") == "0.000000075")
    #expect(price(book, "openai", "gpt-x", PriceMeter(.reasoning)) == "0.0000009")
    // A tier with an output price of its own charges reasoning as output.
    #expect(price(book, "openai", "gpt-x", PriceMeter(.reasoning), tier: "fast") == "0.000001")
    #expect(price(book, "openai", "gpt-x", PriceMeter(.input), region: "eu") == "0.000000165")
    #expect(price(book, "openai", "gpt-x", PriceMeter(.webSearches)) == "0.01")
    #expect(
      price(book, "aws.bedrock", "mistral.m", PriceMeter(.input), region: "eu-west-1")
        == "0.000002")
    #expect(price(book, "aws.bedrock", "mistral.m", PriceMeter(.input), region: "us-east-1") == nil)
    #expect(price(book, "openai", "odd", PriceMeter(.input)) == nil)
    let left = prices.leftOut.map(\.what)
    #expect(left.contains("price output_cost_per_image"))
    #expect(left.contains("a price of more than 24 digits"))
    #expect(book.lines.allSatisfy { $0.source?.hasPrefix("S 1, ") == true })
    #expect(book.lines.allSatisfy { $0.date == "2026-11-20" })
  }

  @Test func genAIPricesOverTime() throws {
    let text = """
      [ { "id": "openai", "models": [ { "id": "o3",
          "match": { "or": [ { "equals": "o3" }, { "equals": "o3-2025-04-16" },
            { "starts_with": "o3-x" } ] },
          "prices": [ { "prices": { "input_mtok": 10, "output_mtok": 40 } },
            { "constraint": { "start_date": "2025-06-10" },
              "prices": { "input_mtok": { "base": 2, "tiers": [ { "start": 128000,
                "price": 4 } ] }, "output_mtok": 8, "web_searches_kcount": 10 } } ],
          "price_variants": [ { "when": { "processing": "batch" },
            "prices": { "input_mtok": 1.25 } } ] } ] } ]
      """
    let (prices, book) = try read(text, .genAIPrices)
    let input = PriceMeter(.input)
    #expect(price(book, "openai", "o3", input, at: "2025-06-09T23:59:59Z") == "0.00001")
    #expect(price(book, "openai", "o3", input, at: "2025-06-10") == "0.000002")
    #expect(price(book, "openai", "o3-2025-04-16", input) == "0.000002")
    #expect(price(book, "openai", "o3", input, tokens: 128_001) == "0.000004")
    #expect(price(book, "openai", "o3", input, tier: "batch") == "0.00000125")
    #expect(price(book, "openai", "o3", PriceMeter(.output), tier: "batch") == "0.000008")
    #expect(price(book, "openai", "o3", PriceMeter(.webSearches)) == "0.01")
    #expect(price(book, "openai", "o3-xl", input) == nil)
    #expect(prices.leftOut.map(\.what) == ["names that only begin or end like a model's"])
  }

  @Test func aTableReadsBackAsItWasWritten() throws {
    let (_, book) = try read(
      String(decoding: PriceCSV.text(PriceBook.builtIn.lines), as: UTF8.self), .csv)
    #expect(book.lines.count == PriceBook.builtIn.lines.count)
    for (line, other) in zip(book.lines, PriceBook.builtIn.lines) {
      #expect(line.conditions == other.conditions)
      #expect(line.prices == other.prices)
      #expect(line.factor == other.factor)
      #expect(line.source == other.source)
    }
    #expect(book.aliases == PriceBook.builtIn.aliases)
    let comparison = PriceBookComparison(book, .builtIn, at: 1_795_000_000_000_000_000)
    #expect(comparison.conflicts.isEmpty && comparison.differing == 0)
  }

  @Test func aTablesFaultsHaveTheirPlaces() {
    let text = "provider,model,unit,inptu\r\nopenai,m,per_1m_tokens,1\r\n"
    let error = #expect(throws: DiagnosticsError.self) { try read(text, .csv) }
    #expect(error?.description.contains("f:1:21: error: there is no column \"inptu\"") == true)
    let other = "provider,model,unit,input\r\nopenai,m,per_1m_tokens,cheap\r\n"
    let second = #expect(throws: DiagnosticsError.self) { try read(other, .csv) }
    #expect(second?.description.contains("f:2:24: error: \"cheap\" is not a decimal") == true)
  }

  @Test func conflictsAreShownAndNeverAveraged() throws {
    let (_, left) = try read(
      "provider,model,unit,input\na,m,per_1m_tokens,1\na,n,per_1m_tokens,1\n", .csv)
    let (_, right) = try read(
      "provider,model,unit,input\na,m,per_1m_tokens,3\na,o,per_1m_tokens,1\n", .csv)
    let comparison = PriceBookComparison(left, right, at: 0)
    #expect(
      comparison.conflicts.map { "\($0.model) \($0.left ?? .zero) \($0.right ?? .zero)" } == [
        "m 1 3"
      ])
    #expect(comparison.onlyLeft == ["a/n"])
    #expect(comparison.onlyRight == ["a/o"])
  }

  @Test(
    arguments: [
      ("openai", "gpt-4o-minj", UnpricedReason.unknownModel, "the book has \"gpt-4o-mini\""),
      ("anthropic", "claude-opus-4-5-turbo-max", .unknownModel, "never priced as that"),
      ("groq", "claude-opus-4-5", .otherProvider, "anthropic"),
      (
        "aws.bedrock", "arn:aws:bedrock:us-east-1:1:application-inference-profile/x9",
        .unknownModel,
        "does not tell its model"
      ),
      ("openai", "gpt-5.6-terra", .notInForce, "from 2026-07-30"),
    ])
  func aNearMissSaysWhatToAdd(
    provider: String, model: String, reason: UnpricedReason, text: String
  ) {
    var context = PriceContext()
    (context.provider, context.model) = (provider, model)
    let miss = PriceBook.builtIn.nearMiss(context, reason: reason, classes: [.input, .output])
    #expect(miss.text.contains(text), "\(miss.text)")
    #expect(miss.addition.contains(model))
  }
}
