import CostModel
import TestSupport
import Testing

/// Laws of rating, for random ledgers.
@Suite struct RatingLawTests {
  private static let tenantCount = 12
  private static let models: [(provider: String, model: String)] = [
    ("anthropic", "claude-haiku-4-5"), ("anthropic", "claude-haiku-5-5"),
    ("openai", "gpt-5.4"), ("openai", "gpt-4o-2024-08-06"), ("deepseek", "deepseek-v4-pro"),
    ("aws.bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0"), ("x_ai", "nobody-knows"),
    ("aws.bedrock", "openai.gpt-oss-120b-1:0"), ("litellm", "gpt-4o"),
  ]

  private struct Ledger {
    var names = [""]
    var entries: [Entry] = []

    mutating func id(_ name: String) -> NameID {
      if let place = names.firstIndex(of: name) { return NameID(rawValue: UInt32(place)) }
      names.append(name)
      return NameID(rawValue: UInt32(names.count - 1))
    }

    func text(_ id: NameID) -> String? { id.isPresent ? names[Int(id.rawValue)] : nil }
  }

  private static func randomLedger(_ random: inout TestRandom, count: Int) -> Ledger {
    var ledger = Ledger()
    let start = Instant.parse("2026-07-25T00:00:00Z") ?? 0
    for _ in 0..<count {
      var entry = Entry()
      let (provider, model) = models[Int.random(in: 0..<models.count, using: &random)]
      entry.dimensions.provider = ledger.id(provider)
      entry.dimensions.model = ledger.id(model)
      entry.dimensions.tenant = ledger.id("t\(Int.random(in: 0..<tenantCount, using: &random))")
      let tiers = ["", "batch", "flex", "priority", "default"]
      let tier = tiers[Int.random(in: 0..<tiers.count, using: &random)]
      entry.dimensions.serviceTier = ledger.id(tier)
      let regions = ["", "eu", "us-east-1"]
      entry.dimensions.region = ledger.id(regions[Int.random(in: 0..<3, using: &random)])
      for tokenClass in TokenClass.allCases where Bool.random(using: &random) {
        entry.quantities[tokenClass] = Int64.random(in: 0...150_000, using: &random)
      }
      entry.quantities[.webSearches] = Int64.random(in: 0...2, using: &random)
      entry.startNanoseconds = start + Int64.random(in: 0..<30 * Instant.day, using: &random)
      entry.dimensions.contextBand = ContextBand(inputTokens: entry.quantities.inputTokens)
      if Int.random(in: 0..<9, using: &random) == 0 { entry.flags.insert(.reversal) }
      ledger.entries.append(entry)
    }
    return ledger
  }

  /// Rating again, with the same book, with its kept text, and with its lines through a table,
  /// changes nothing; nor does the order in which entries come.
  @Test(arguments: [UInt64(1), 7, 42])
  func ratingAgainIsTheIdentity(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let ledger = Self.randomLedger(&random, count: 2_000)
    let own = """
      { name: 'own', as_of: '2026-11-20', currency: 'USD', extends: 'built-in', lines: [
        { model: 'gpt-4o', provider: 'openai', tenant: 't3', unit: 'per_1m_tokens',
          prices: { input: '1.1', output: '7.7' } },
        { model: '*', provider: 'aws.bedrock', region: 'us-east-1', factor: '1.05' } ] }
      """
    let book = try PriceBook(json5: Array(own.utf8), fileName: "own")
    let kept = try PriceBook(json5: book.text, fileName: "kept")
    func costs(_ book: PriceBook, _ entries: [Entry]) throws -> [Money] {
      var rater = Rater(book: book, name: ledger.text)
      return try entries.map { try rater.rate($0, tier: nil).total }
    }
    let first = try costs(book, ledger.entries)
    #expect(try costs(book, ledger.entries) == first, "seed \(seed)")
    #expect(try costs(kept, ledger.entries) == first, "seed \(seed)")
    let backwards: [Money] = try costs(book, ledger.entries.reversed())
    #expect(backwards.reversed() == first, "seed \(seed)")
    #expect(book.asKnown(at: .max).sha256 == book.sha256)
  }

  /// Parts add up to the whole by tenant, by model, by class, and through rollups of a month.
  @Test(arguments: [UInt64(2), 8, 43])
  func partsAddUp(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let ledger = Self.randomLedger(&random, count: 2_000)
    var rater = Rater(book: .builtIn, name: ledger.text)
    var whole = RatedUsage()
    var byTenant: [NameID: RatedUsage] = [:]
    for entry in ledger.entries {
      let rated = try rater.rate(entry, tier: nil)
      try whole.add(rated)
      try byTenant[entry.dimensions.tenant, default: RatedUsage()].add(rated)
    }
    let tenants = byTenant.values.reduce(Int128(0)) { $0 + $1.total.units }
    #expect(tenants == whole.total.units, "seed \(seed)")
    var classes = Int128(0)
    for tokenClass in TokenClass.allCases { classes += whole[tokenClass].units }
    for unit in CountedUnit.allCases { classes += whole[unit].units }
    #expect(classes + whole.requestCost.units == whole.total.units, "seed \(seed)")
  }

  /// A usage that is split rates as a whole, wherever no condition lies between the parts.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func ratingIsLinear(seed: UInt64) throws {
    var random = TestRandom(seed: seed &+ 99)
    let ledger = Self.randomLedger(&random, count: 20)
    var rater = Rater(book: .builtIn, name: ledger.text)
    for entry in ledger.entries where entry.sign > 0 {
      var (left, right) = (entry, entry)
      for tokenClass in TokenClass.allCases {
        let part = Int64.random(in: 0...entry.quantities[tokenClass], using: &random)
        left.quantities[tokenClass] = part
        right.quantities[tokenClass] = entry.quantities[tokenClass] - part
      }
      right.quantities[.webSearches] = 0
      let length = entry.quantities.inputTokens
      func cost(_ entry: Entry) throws -> Int128 {
        try rater.rate(
          entry.dimensions, tier: nil, quantities: entry.quantities, requests: 0,
          at: entry.startNanoseconds, inputTokens: length
        ).total.units
      }
      #expect(try cost(left) + cost(right) == cost(entry), "seed \(seed)")
    }
  }

  /// A year of 10,000 tenants, as the sums of months give it.
  @Test func aYearOfManyTenantsRatesQuickly() throws {
    var names = ["", "openai", "gpt-4o", "anthropic", "claude-haiku-4-5"]
    for number in 0..<10_000 { names.append("tenant-\(number)") }
    let texts = names
    var rater = Rater(book: .builtIn) { $0.isPresent ? texts[Int($0.rawValue)] : nil }
    var sum = RatedUsage()
    var quantities = Quantities()
    (quantities[.input], quantities[.output]) = (1_000, 100)
    let start = Instant.parse("2026-01-01T00:00:00Z") ?? 0
    var dimensions = Dimensions()
    let seconds = try processorSeconds {
      for tenant in 0..<10_000 {
        dimensions.tenant = NameID(rawValue: UInt32(5 + tenant))
        for month in 0..<12 {
          let isFirst = (tenant + month) % 2 == 0
          dimensions.provider = NameID(rawValue: isFirst ? 1 : 3)
          dimensions.model = NameID(rawValue: isFirst ? 2 : 4)
          try sum.add(
            rater.rate(
              dimensions, tier: nil, quantities: quantities, requests: 1,
              at: start + Int64(month) * 30 * Instant.day))
        }
      }
    }
    #expect(sum.total.description == "300")
    #expect(seconds < 20, "even unoptimised")
  }
}
