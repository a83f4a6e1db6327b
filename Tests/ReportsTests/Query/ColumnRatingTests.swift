import CostModel
import Testing

@testable import Reports

/// Rating by columns gives each call what rating it alone gives: with prices that change by time,
/// tier and tenant, and tiers that change by time.
@Suite struct ColumnRatingTests {
  private static let lines = """
    { provider: "p", model: "m-2", unit: "per_1m_tokens", source: "test", tenant: "t2",
      prices: { input: "19" } },
    """

  @Test(arguments: 0..<60)
  func agreesWithRatingAlone(seed: UInt64) throws {
    let book = try ChangingPrices.book(adding: Self.lines)
    var random = SplitMix(seed)
    let registry = ChangingPrices.registry(&random)
    var source = MemoryEntries()
    source.blockSize = 1 + random.below(9)
    let tenants = [.none, source.name("t1"), source.name("t2"), source.name("t3")]
    let tiers = [.none, source.name("basic"), source.name("premium")]
    let models = [source.name("m-1"), source.name("m-2"), source.name("other")]
    let provider = source.name("p")
    for number in 0..<80 {
      var entry = Entry()
      entry.span = SpanIdentity(traceHigh: 0, traceLow: 7, span: UInt64(number + 1))
      entry.startNanoseconds = testNoon + Int64(random.below(360)) * 60_000_000_000
      entry.dimensions.tenant = random.pick(tenants)
      entry.dimensions.observedTier = random.pick(tiers)
      entry.dimensions.model = random.pick(models)
      entry.dimensions.provider = provider
      entry.flags = .metered
      entry.quantities[.input] = Int64(random.below(5)) * random.pick([1, 50_000])
      entry.quantities[.output] = Int64(random.below(4))
      source.entries.append(entry)
    }
    var rater = Rater(book: book) { source.text($0) }
    var expected: [String: String] = [:]
    for entry in source.entries {
      let tier = registry.effectiveTier(
        of: source.text(entry.dimensions.tenant), at: entry.startNanoseconds,
        observed: source.text(entry.dimensions.observedTier))
      let rated = try rater.rate(entry, tier: tier)
      let cost =
        "\(rated.total) \(rated[.input]) \(rated.unpricedTokens) \(rated.isComplete ? 1 : 0)"
      expected[entry.span.spanText] = cost
    }
    let hours = source.hours
    let period = Period(
      from: Hour(number: hours.lowerBound).startNanoseconds,
      to: Hour(number: hours.upperBound).startNanoseconds)
    let result = try runQuery(
      QueryProgram(parsing: "fields span.id, cost, cost.input, unpriced_tokens, priced"),
      source: source, hours: hours, period: period, book: book, registry: registry)
    #expect(result.rows.count == expected.count)
    for row in result.rows {
      let texts = row.map { $0.text ?? "-" }
      #expect(
        texts.dropFirst().joined(separator: " ") == expected[texts[0]], "seed \(seed): \(texts)")
    }
  }
}
