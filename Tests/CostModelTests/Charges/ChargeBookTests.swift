import CostModel
import Testing

@Suite struct ChargeBookTests {
  private static let november = Instant.parse(dateOrTime: "2026-11-01") ?? 0

  private func book(_ lines: String) throws -> ChargeBook {
    let text = "{ name: 'c', as_of: '2026-11-01', currency: 'USD', lines: [\(lines)] }"
    return try ChargeBook(json5: Array(text.utf8), fileName: "c.json5")
  }

  /// Usage that costs 1 for a million of input tokens and 4 for a million of output tokens.
  private func usage(
    _ tenant: String?, _ tier: String? = nil, feature: String? = nil, input: Int64 = 0,
    output: Int64 = 0, month: Int64 = november
  ) throws -> ChargeableUsage {
    let prices = """
      { name: 'p', as_of: '2026-11-01', currency: 'USD', lines: [ { model: 'm',
        unit: 'per_1m_tokens', prices: { input: '1', output: '4' } } ] }
      """
    var rater = Rater(book: try PriceBook(json5: Array(prices.utf8), fileName: "p")) { _ in "m" }
    var usage = ChargeableUsage()
    (usage.tenant, usage.tier, usage.feature, usage.model) = (tenant, tier, feature, "m")
    usage.month = month
    (usage.quantities[.input], usage.quantities[.output]) = (input, output)
    usage.cost = try rater.rate(
      Dimensions(), tier: nil, quantities: usage.quantities, requests: 1, at: month)
    return usage
  }

  @Test func theMostSpecialLineDecides() throws {
    let book = try book(
      """
      { markup: '0.2' },
      { tier: 'premium', unit: 'per_1m_tokens', prices: { input: '3', output: '9' } },
      { tier: 'premium', feature: 'triage', markup: '1' },
      { tenant: 'h', unit: 'per_1m_tokens', prices: { input: '2' } },
      """)
    let charges = try book.charges(for: [
      usage("a", "basic", input: 1_000_000, output: 1_000_000),
      usage("b", "premium", input: 1_000_000, output: 1_000_000),
      usage("b", "premium", feature: "triage", input: 1_000_000, output: 1_000_000),
      // The tenant's line has no price for output: the tier's holds.
      usage("h", "premium", input: 1_000_000, output: 1_000_000),
      usage(nil, "basic", input: 5),
    ])
    #expect(charges.map(\.amount.description) == ["6", "12", "10", "11", "0"])
    #expect(charges.map(\.unchargedTokens) == [0, 0, 0, 0, 5])
    #expect(charges[3].lines == [1, 3])
  }

  @Test func anAllowanceCoversAllPiecesByTheSameShare() throws {
    let book = try book("{ tier: 'basic', included: { tokens: 500000 }, markup: '0' }")
    let charges = try book.charges(for: [
      usage("a", "basic", feature: "chat", input: 600_000),
      usage("a", "basic", feature: "triage", input: 400_000),
      usage("b", "basic", input: 300_000),
    ])
    #expect(charges.map(\.revenue.description) == ["0.3", "0.2", "0"])
  }

  @Test func anAllowanceOfMoneyIsSharedToTheLastDigit() throws {
    let book = try book("{ included: { amount: '0.000001' }, markup: '0' }")
    let pieces = try [1, 2, 4].map { try usage("a", feature: "f\($0)", input: $0) }
    let charges = try book.charges(for: pieces)
    let included = charges.map(\.included.units).reduce(0, +)
    #expect(Money(units: included).description == "0.000001")
    #expect(charges.allSatisfy { $0.included <= $0.amount })
  }

  @Test func feesAreOneATenantAndMonth() throws {
    let book = try book(
      "{ tier: 'basic', flat_fee: '49' }, { tier: 'premium', flat_fee: '199' }, "
        + "{ tenant: 'h', flat_fee: '500' }")
    var registry = TenantRegistry()
    registry.set("idle", tier: "basic", status: .active)
    registry.set("gone", tier: "basic", status: .offboarded)
    registry.set("a", tier: "basic", status: .active)
    registry.set("a", tier: "premium", from: Self.november + 15 * Instant.day)
    let fees = book.fees(
      months: [Self.november],
      usage: try [
        usage("a", "basic", input: 1), usage("a", "premium", input: 1),
        usage("new", "basic", input: 1), usage("new", "premium", input: 1),
        usage("h", "basic", input: 1), usage("none", nil, input: 1),
      ], registry: registry)
    #expect(fees.map(\.tenant) == ["a", "h", "idle", "new"])
    // The registry's tier at the month's start; without one, the dearest tier that was used.
    #expect(fees.map(\.amount.description) == ["49", "500", "49", "199"])
  }

  @Test func amarkupOnAnUnknownCostChargesNothingAndSaysSo() throws {
    let book = try book("{ markup: '0.2' }")
    var piece = try usage("a", input: 10)
    var rater = Rater(
      book: try PriceBook(
        json5: Array(
          "{ name: 'p', as_of: '2026-11-01', currency: 'USD', lines: [] }".utf8), fileName: "p")
    ) {
      _ in "m"
    }
    piece.cost = try rater.rate(
      Dimensions(), tier: nil, quantities: piece.quantities, requests: 1, at: 0)
    let charges = try book.charges(for: [piece])
    #expect(charges[0].amount == .zero)
    #expect(charges[0].unchargedTokens == 10)
  }

  /// Revenue adds up from pieces to tenants, whatever the split.
  @Test(arguments: 0..<20 as Range<UInt64>) func allowancesAddUp(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let book = try book(
      "{ tier: 'basic', included: { tokens: 700 }, markup: '0.333333' }, "
        + "{ tier: 'premium', included: { amount: '0.0003' }, unit: 'per_1m_tokens', "
        + "prices: { input: '1.7', output: '3.1' } }")
    let pieces = try (0..<60).map { place in
      try usage(
        "t\(Int.random(in: 0..<6, using: &random))", place % 2 == 0 ? "basic" : "premium",
        feature: "f\(place)", input: Int64.random(in: 0...300, using: &random),
        output: Int64.random(in: 0...300, using: &random))
    }
    let charges = try book.charges(for: pieces)
    for tenant in Set(pieces.compactMap(\.tenant)) {
      let places = pieces.indices.filter {
        pieces[$0].tenant == tenant && pieces[$0].tier == "premium"
      }
      let amount = places.map { charges[$0].amount.units }.reduce(0, +)
      let included = places.map { charges[$0].included.units }.reduce(0, +)
      let allowance = try Money(parsing: "0.0003").units
      #expect(included == min(amount, allowance), "seed \(seed), \(tenant)")
    }
    #expect(charges.allSatisfy { $0.revenue.units >= 0 }, "seed \(seed)")
  }

  @Test(
    arguments: [
      ("{ tier: 'a' }", "charges nothing"),
      ("{ markup: '-2' }", "share of the cost"),
      ("{ markup: '0.1', from: '2026-11-15' }", "first of a month"),
      ("{ markup: '0.1' }, { markup: '0.2' }", "both charge the same usage"),
      ("{ feature: 'x', flat_fee: '1' }", "not for a feature or model"),
      ("{ included: { amount: '1', tokens: 2 } }", "either \"amount\" or \"tokens\""),
      ("{ flat_fee: '-1' }", "below zero"),
      ("{ markup: '0.1', teir: 'a' }", "has no \"teir\""),
    ])
  func refusesFaultyLines(lines: String, message: String) {
    let error = #expect(throws: DiagnosticsError.self) { try book(lines) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
