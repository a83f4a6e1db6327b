import CostModel
import Testing

/// Hours of the week, regions, multipliers, times of knowledge, hours of runtimes.
@Suite struct PriceConditionTests {
  private let book: PriceBook

  init() throws {
    let text = PriceBookDiagnosticsTests.bookText(
      """
      { provider: 'deepseek', model: 'seek', unit: 'per_1m_tokens',
        prices: { input: '1.32', output: '3.96' } },
      { provider: 'deepseek', model: 'seek', unit: 'per_1m_tokens',
        when: { timezone: 'Asia/Shanghai', windows: ['mon-fri 00:30-08:30', 'sat 22:00-06:00'] },
        prices: { input: '0.66' } },
      { provider: 'openai', model: 'gpt', unit: 'per_1m_tokens',
        prices: { input: '2', output: '8' } },
      { provider: 'openai', model: 'gpt', unit: 'per_1k_calls', prices: { web_searches: '10' } },
      { provider: 'openai', model: 'gpt', region: 'eu', factor: '1.1', kind: 'data residency' },
      { provider: 'openai', model: 'gpt', service_tier: 'priority', factor: 2, kind: 'speed',
        factor_of: ['output'] },
      { provider: 'vertex_ai', model: 'gem', unit: 'per_1m_tokens', prices: { input: '1' } },
      { provider: 'vertex_ai', model: 'gem', region_except: ['global'], factor: '1.1' },
      { provider: 'anthropic', model: 'sonnet', unit: 'per_token', prices: { input: 2 },
        not_modelled: '5,000 free searches a month' },
      { provider: 'anthropic', model: 'sonnet', from: '2026-09-01', known: '2026-08-01',
        unit: 'per_token', prices: { input: 3 } },
      { provider: 'anthropic', model: 'sonnet', from: '2026-09-01', known: '2026-08-14',
        unit: 'per_token', prices: { input: 2 } },
      { provider: 'aws.bedrock', model: '*', unit: 'per_hour',
        prices: { runtime_hours: '0.0895', memory_gb_hours: '0.00945' } },
      { provider: 'modal', model: '*', unit: 'per_second', prices: { runtime_hours: '0.0001' } },
      """)
    book = try PriceBook(json5: Array(text.utf8), fileName: "p.json5")
  }

  private func card(
    _ provider: String, _ model: String?, at instant: String = "2026-10-05T12:00:00Z",
    _ change: (inout PriceContext) -> Void = { _ in }, of book: PriceBook? = nil
  ) -> RateCard {
    var context = PriceContext()
    context.provider = provider
    context.model = model
    context.contextLength = .tokens(10)
    context.instantNanoseconds = Instant.parse(dateOrTime: instant) ?? 0
    change(&context)
    return (book ?? self.book).rateCard(for: context)
  }

  /// Shanghai is eight hours ahead of UTC all year. 2026-10-05 is a Monday.
  @Test(
    arguments: [
      ("2026-10-04T16:29:59Z", "1.32"), ("2026-10-04T16:30:00Z", "0.66"),
      ("2026-10-05T00:29:59.999Z", "0.66"), ("2026-10-05T00:30:00Z", "1.32"),
      ("2026-10-05T16:30:00Z", "0.66"),
      // Friday's night belongs to Saturday, which has other hours.
      ("2026-10-09T16:30:00Z", "1.32"), ("2026-10-10T13:59:59Z", "1.32"),
      ("2026-10-10T14:00:00Z", "0.66"), ("2026-10-10T21:59:00Z", "0.66"),
      ("2026-10-10T22:00:00Z", "1.32"),
    ])
  func hoursOfTheWeekInTheVendorsZone(instant: String, price: String) throws {
    let card = card("deepseek", "seek", at: instant)
    let found = try #require(book.explanation(PriceMeter(.input), on: card))
    #expect(found.statedPrice.description == price)
    #expect(!card.needsEntries)
    let output = try #require(book.explanation(PriceMeter(.output), on: card))
    #expect(output.statedPrice.description == "3.96")
  }

  @Test func aSumOverAnHourCannotDecideHoursOfTheWeek() {
    let card = card("deepseek", "seek") { $0.contextLength = .band(.smallest) }
    #expect(card.needsEntries)
    #expect(!self.card("openai", "gpt") { $0.contextLength = .band(.smallest) }.needsEntries)
  }

  @Test(
    arguments: [
      (nil, nil, "0.000002", "0.000008"), ("eu", nil, "0.0000022", "0.0000088"),
      (nil, "priority", "0.000002", "0.000016"), ("eu", "fast", "0.0000022", "0.0000176"),
    ] as [(String?, String?, String, String)])
  func factorsOfSeveralKindsAreMultiplied(
    region: String?, serviceTier: String?, input: String, output: String
  ) {
    let card = card("openai", "gpt") {
      $0.region = region
      $0.serviceTier = serviceTier
    }
    #expect(card.match(PriceMeter(.input))?.unitPrice.description == input)
    #expect(card.match(PriceMeter(.output))?.unitPrice.description == output)
    #expect(card.match(PriceMeter(.webSearches))?.unitPrice.description == "0.01")
  }

  @Test(
    arguments: [(nil, "0.000001"), ("global", "0.000001"), ("us-central1", "0.0000011")]
      as [(String?, String)])
  func aFactorForAllRegionsButOne(region: String?, input: String) {
    let card = card("vertex_ai", "gem") { $0.region = region }
    #expect(card.match(PriceMeter(.input))?.unitPrice.description == input)
  }

  @Test(
    arguments: [
      ("2026-07-31", "2026-10-01", "2"), ("2026-08-01", "2026-10-01", "3"),
      ("2026-08-13", "2026-10-01", "3"), ("2026-08-14", "2026-10-01", "2"),
      ("2026-08-13", "2026-08-31T23:59:59Z", "2"),
    ])
  func aBookAsItWasKnown(known: String, at: String, price: String) throws {
    let then = book.asKnown(at: try #require(Instant.parse(dateOrTime: known)))
    let card = card("anthropic", "sonnet", at: at, of: then)
    #expect(card.match(PriceMeter(.input))?.unitPrice.description == price)
  }

  @Test func hoursNeedNoModel() throws {
    var names = ["", "aws.bedrock", "modal"]
    names.append("m")
    var rater = Rater(book: book) { $0.isPresent ? names[Int($0.rawValue)] : nil }
    var dimensions = Dimensions()
    dimensions.provider = NameID(rawValue: 1)
    var used = Quantities()
    // The two check values of the vendor's usage logs.
    let hours = try ExactDecimal(parsing: "0.005455525277778")
    used[.runtimeHours] = try #require(CountedUnit.runtimeHours.count(hours))
    used[.memoryHours] = try #require(
      CountedUnit.memoryHours.count(ExactDecimal(parsing: "0.200219642726704")))
    let rated = try rater.rate(dimensions, tier: nil, quantities: used, requests: 0, at: 0)
    #expect(rated[CountedUnit.runtimeHours].formatted(digits: 12) == "0.000488269512")
    #expect(rated[CountedUnit.memoryHours].formatted(digits: 12) == "0.001892075624")
    dimensions.provider = NameID(rawValue: 2)
    var second = Quantities()
    second[.runtimeHours] = 1_000_000_000_000
    let hour = try rater.rate(dimensions, tier: nil, quantities: second, requests: 0, at: 0)
    #expect(hour.total.description == "0.36")
  }

  @Test func theTextOfABookKeepsConditions() throws {
    let text = """
      { name: 'x', as_of: '2026-01-01', currency: 'USD', extends: 'built-in', lines: [
      { model: 'm1', provider: 'deepseek', unit: 'per_1m_tokens', known: '2026-08-01',
        when: { timezone: 'Asia/Shanghai', windows: ['fri-mon 22:30-06:00', 'wed'] },
        region_except: ['eu'], prices: { input: '0.5' }, not_modelled: 'a quota' },
      { model: '*', provider: 'openai', region: 'eu', factor: '1.10', kind: 'residency',
        factor_of: ['output', 'input'] },
      { model: '*', provider: 'modal', unit: 'per_second', prices: { runtime_hours: '0.0001' } },
      ] }
      """
    let book = try PriceBook(json5: Array(text.utf8), fileName: "a")
    let again = try PriceBook(json5: book.text, fileName: "b")
    #expect(again.text == book.text)
    for (line, other) in zip(book.lines, again.lines) {
      #expect(line.conditions == other.conditions)
      #expect(line.factor == other.factor)
      #expect(line.prices == other.prices)
      #expect(line.notModelled == other.notModelled)
    }
  }

  @Test(
    arguments: [
      ("factor: 'two'", "needs a number"), ("factor: '1000'", "below 1000"),
      ("factor: 2, unit: 'per_token'", "not both"),
      ("unit: 'per_token', prices: {input: 1}, when: {windows: ['noon']}", "needs texts such as"),
      ("unit: 'per_token', prices: {input: 1}, when: {windows: ['08:00-08:00']}", "needs texts"),
      (
        "unit: 'per_token', prices: {input: 1}, when: {timezone: 'Mars/One', windows: ['sat']}",
        "Mars/One"
      ),
      ("unit: 'per_call', prices: {runtime_hours: 1}", "per_hour or per_second"),
      ("unit: 'per_token', prices: {input: 1}, region: 'a', region_except: 'b'", "not both"),
      ("unit: 'per_token', prices: {input: '1e-23'} }, {model: 'm', factor: '1.01'", "24 digits"),
    ])
  func refusesFaultyConditions(line: String, message: String) {
    let text = PriceBookDiagnosticsTests.bookText("{ model: 'm', \(line) }")
    let error = #expect(throws: PriceBookError.self) {
      try PriceBook(json5: Array(text.utf8), fileName: "p.json5")
    }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
