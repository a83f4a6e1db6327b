import CostModel
import Testing

@Suite struct RaterTests {
  private static let names = [
    "", "m", "unknown", "clinic-a", "clinic-b", "huge", "odd", "later", "searching",
  ]
  private static let march: Int64 = 1_772_323_200_000_000_000
  private var rater: Rater

  init() throws {
    let text = PriceBookDiagnosticsTests.bookText(
      """
      { model: 'm', unit: 'per_1m_tokens', prices: { input: '0.15', cache_read: '0.05',
        output: '0.6' } },
      { model: 'm', unit: 'per_call', prices: { request: '0.001', web_searches: '0.01' } },
      { model: 'm', tenant: 'clinic-a', unit: 'per_1m_tokens', prices: { input: '0.1' } },
      { model: 'm', tenant_tier: 'premium', unit: 'per_1m_tokens', prices: { output: '0.5' } },
      { model: 'huge', unit: 'per_token', prices: { input: '100000000000000' } },
      { model: 'odd', unit: 'per_token', prices: { input: 1 } },
      { model: 'odd', above: 64000, unit: 'per_token', prices: { input: 3 } },
      { model: 'later', from: '2026-03-01', unit: 'per_token', prices: { input: 2 } },
      { model: 'later', to: '2026-03-01', unit: 'per_token', prices: { input: 1 } },
      """)
    let book = try PriceBook(json5: Array(text.utf8), fileName: "p.json5")
    rater = Rater(book: book) {
      $0.isPresent ? Self.names[Int($0.rawValue)] : nil
    }
  }

  private func dimensions(_ model: String, tenant: String? = nil) -> Dimensions {
    var dimensions = Dimensions()
    dimensions.model = id(model)
    dimensions.tenant = tenant.map(id) ?? .none
    return dimensions
  }

  private func id(_ name: String) -> NameID {
    NameID(rawValue: UInt32(Self.names.firstIndex(of: name) ?? 0))
  }

  private func quantities(_ counts: [TokenClass: Int64]) -> Quantities {
    var quantities = Quantities()
    for (tokenClass, count) in counts { quantities[tokenClass] = count }
    return quantities
  }

  @Test mutating func classesCallsAndRequests() throws {
    var used = quantities([.input: 1000, .cacheRead: 200, .output: 30, .reasoning: 7])
    used[.webSearches] = 2
    used[.toolCalls] = 5
    let rated = try rater.rate(
      dimensions("m"), tier: nil, quantities: used, requests: 3, at: Self.march)
    #expect(rated[.input].description == "0.00015")
    #expect(rated[.cacheRead].description == "0.00001")
    #expect(rated[.output].description == "0.000018")
    #expect(rated[.reasoning].description == "0.0000042")
    #expect(rated[CountedUnit.webSearches].description == "0.02")
    #expect(rated.requestCost.description == "0.003")
    #expect(rated.total.description == "0.0231822")
    #expect(rated.fallbacks == [.reasoning])
    #expect(rated.unpriced(.toolCalls) == 5)
    #expect(rated.isComplete)
  }

  @Test mutating func tenantsAndTiers() throws {
    let used = quantities([.input: 1_000_000, .output: 1_000_000])
    var totals: [String] = []
    for (tenant, tier) in [
      (nil, nil), ("clinic-a", nil), ("clinic-b", "premium"), ("clinic-a", "premium"),
      ("clinic-b", "basic"),
    ] as [(String?, String?)] {
      totals.append(
        try rater.rate(
          dimensions("m", tenant: tenant), tier: tier, quantities: used, requests: 0,
          at: Self.march
        ).total.description)
    }
    #expect(totals == ["0.75", "0.7", "0.65", "0.6", "0.75"])
  }

  @Test mutating func unpricedUsageIsCountedNotCharged() throws {
    let rated = try rater.rate(
      dimensions("unknown"), tier: nil, quantities: quantities([.input: 5, .output: 6]),
      requests: 1, at: Self.march)
    #expect(rated.total == .zero)
    #expect(rated.unpricedTokens == 11)
    #expect(rated.unpriced(.output) == 6)
    #expect(rated.reason == .unknownModel)
    #expect(!rated.isComplete)
  }

  @Test mutating func pricesChangeWithTime() throws {
    let used = quantities([.input: 1])
    var totals: [String] = []
    for instant in [Self.march - 1, Self.march, Self.march - 1, Self.march + 1] {
      totals.append(
        try rater.rate(
          dimensions("later"), tier: nil, quantities: used, requests: 0, at: instant
        ).total.description)
    }
    #expect(totals == ["1", "2", "1", "2"])
    #expect(rater.boundaries(in: 0..<Int64.max) == [Self.march])
    #expect(rater.boundaries(in: Self.march..<Int64.max) == [])
    // Nobody else need look at the models one by one.
    let book = rater.book
    #expect(book.boundaries(in: 0..<Int64.max, models: ["later", "nobody's"]) == [Self.march])
    #expect(book.boundaries(in: 0..<Int64.max, models: ["gpt-4o"]) == [])
    #expect(book.boundaries(in: Self.march..<Int64.max, models: ["later"]) == [])
  }

  @Test mutating func unkeptStepsNeedEntries() throws {
    let used = quantities([.input: 64_001])
    let needsEntries = rater.needsEntries(dimensions("odd"), tier: nil, at: Self.march)
    #expect(needsEntries)
    #expect(throws: RatingError.needsEntries) {
      try rater.rate(dimensions("odd"), tier: nil, quantities: used, requests: 1, at: Self.march)
    }
    var totals: [String] = []
    for tokens: Int64 in [63_999, 64_000, 64_001, 64_000] {
      var entry = Entry()
      entry.dimensions = dimensions("odd")
      entry.quantities[.input] = tokens
      entry.flags = tokens == 63_999 ? [.reversal] : []
      totals.append(try rater.rate(entry, tier: nil).total.description)
    }
    #expect(totals == ["-63999", "64000", "192003", "64000"])
  }

  @Test mutating func overflowNamesTheFigure() throws {
    #expect(
      throws: RatingError.tooLarge(figure: "2 input at 100000000000000 each")
    ) {
      try rater.rate(
        dimensions("huge"), tier: nil, quantities: quantities([.input: 2]), requests: 0,
        at: Self.march)
    }
    var sum = try rater.rate(
      dimensions("huge"), tier: nil, quantities: quantities([.input: 1]), requests: 0,
      at: Self.march)
    let copy = sum
    #expect(throws: RatingError.tooLarge(figure: "the sum of input costs")) {
      try sum.add(copy)
    }
  }

  @Test mutating func ratingIsAdditive() throws {
    for seed: UInt64 in 1...300 {
      var random = TestRandom(seed: seed)
      var whole = Quantities()
      var sum = RatedUsage()
      var requests: Int64 = 0
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        var part = Quantities()
        for tokenClass in TokenClass.allCases {
          part[tokenClass] = Int64.random(in: -1000...1_000_000, using: &random)
        }
        part[.webSearches] = Int64.random(in: 0...3, using: &random)
        requests += 1
        let fits = whole.add(part)
        #expect(fits)
        try sum.add(
          rater.rate(dimensions("m"), tier: "premium", quantities: part, requests: 1, at: 0))
      }
      let rated = try rater.rate(
        dimensions("m"), tier: "premium", quantities: whole, requests: requests, at: 0)
      #expect(rated.total == sum.total, "seed \(seed)")
      var parts = rated.requestCost
      for tokenClass in TokenClass.allCases {
        #expect(rated[tokenClass] == sum[tokenClass], "seed \(seed)")
        parts = try parts.adding(rated[tokenClass], figure: "")
      }
      parts = try parts.adding(rated[CountedUnit.webSearches], figure: "")
      #expect(parts == rated.total, "seed \(seed)")
    }
  }
}
