import CostModel
import Testing

@testable import Reports

/// Entries that are added up before they are rated and grouped give what each of them alone gives:
/// with prices by time, hours of the week, length of the prompt, region, tenant and tier, with
/// reversals, and with sums of metrics among the entries.
@Suite struct EntrySumsTests {
  private static let lines = """
    { provider: "p", model: "m-2", unit: "per_call", source: "test",
      prices: { request: "0.01" } },
    { provider: "p", model: "m-2", unit: "per_1m_tokens", source: "test", above: 100000,
      prices: { input: "17" } },
    { provider: "p", model: "m-3", unit: "per_1m_tokens", source: "test",
      prices: { input: "19" } },
    { provider: "p", model: "m-3", unit: "per_1m_tokens", source: "test", above: 70000,
      prices: { input: "23" } },
    { provider: "p", model: "m-4", unit: "per_1m_tokens", source: "test", region: "r-1",
      prices: { input: "29" } },
    { provider: "p", model: "m-4", unit: "per_1m_tokens", source: "test", region: "r-1",
      when: { timezone: "UTC", windows: ["mon 12:00-12:30"] }, prices: { input: "1" } },
    """

  @Test(arguments: 0..<60)
  func agreesWithRatingAlone(seed: UInt64) throws {
    let book = try ChangingPrices.book(adding: Self.lines)
    var random = SplitMix(seed)
    let registry = ChangingPrices.registry(&random)
    // Some seeds have models that can be added up only.
    let models = Array(["m-1", "m-2", "other", "m-3", "m-4"].prefix(2 + random.below(4)))
    let source = entries(&random, models)
    var rater = Rater(book: book) { source.text($0) }
    var expected: [String: Sums] = [:]
    for entry in source.entries {
      let tenant = source.text(entry.dimensions.tenant)
      let rated = try rater.rate(
        entry,
        tier: registry.effectiveTier(
          of: tenant, at: entry.startNanoseconds,
          observed: source.text(entry.dimensions.observedTier)))
      let key = "\(tenant ?? "-") \(LogTime.text(Hour(number: entry.hour).startNanoseconds))"
      try expected[key, default: Sums()].add(entry, rated)
    }
    let rows = Set(expected.filter { $0.value.count != 0 }.map { "\($0) \($1.text)" })
    for partitions in [1, 2, 5] {
      var options = QueryOptions()
      options.partitions = partitions
      options.reading = .entries
      let hours = source.hours
      let result = try runQuery(
        QueryProgram(
          parsing: """
            stats count(*), sum(requests), sum(errors), sum(input_tokens), sum(cost), \
            sum(cost.input), sum(unpriced_tokens) by tenant, bin(1h)
            """),
        source: source, hours: hours,
        period: Period(
          from: Hour(number: hours.lowerBound).startNanoseconds,
          to: Hour(number: hours.upperBound).startNanoseconds),
        book: book, registry: registry, options: options)
      let found = result.rows.map { row in row.map { $0.text ?? "-" }.joined(separator: " ") }
      #expect(Set(found) == rows, "seed \(seed), \(partitions) partitions")
      #expect(result.statistics.recordsScanned == Int64(source.entries.count))
      #expect(result.explanation.entries == Int64(source.entries.count))
    }
  }

  /// What the entries of a group come to.
  private struct Sums {
    var (count, requests, errors, input) = (Int64(0), Int64(0), Int64(0), Int64(0))
    var rated = RatedUsage()

    mutating func add(_ entry: Entry, _ usage: RatedUsage) throws {
      let counts = UsageCounts(entry)
      count += entry.sign
      requests += counts.requests
      errors += counts.errors
      input += entry.sign * entry.quantities[.input]
      try rated.add(usage)
    }

    var text: String {
      "\(count) \(requests) \(errors) \(input) \(rated.total) \(rated[.input]) "
        + "\(rated.unpricedTokens)"
    }
  }

  private func entries(_ random: inout SplitMix, _ models: [String]) -> MemoryEntries {
    var source = MemoryEntries()
    source.blockSize = 1 + random.below(20)
    let tenants = [.none, source.name("t1"), source.name("t2"), source.name("t3")]
    let tiers = [.none, source.name("basic"), source.name("premium")]
    let regions = [.none, source.name("r-1"), source.name("r-2")]
    let names = models.map { source.name($0) }
    let provider = source.name("p")
    for number in 0..<120 {
      var entry = Entry()
      entry.span = SpanIdentity(traceHigh: 0, traceLow: 7, span: UInt64(number + 1))
      entry.startNanoseconds = testNoon + Int64(random.below(300)) * 60_000_000_000
      entry.dimensions.tenant = random.pick(tenants)
      entry.dimensions.observedTier = random.pick(tiers)
      entry.dimensions.model = random.pick(names)
      entry.dimensions.region = random.pick(regions)
      entry.dimensions.provider = provider
      entry.flags = random.pick([.metered, .metered, .error, .summed, [.error, .cancelled]])
      entry.quantities[.input] = Int64(random.below(5)) * random.pick([1, 30_000])
      entry.quantities[.output] = Int64(random.below(4))
      entry.dimensions.contextBand = ContextBand(inputTokens: entry.quantities.inputTokens)
      source.entries.append(entry)
      guard random.below(6) == 0 else { continue }
      entry.flags.insert(.reversal)
      source.entries.append(entry)
    }
    return source
  }
}
