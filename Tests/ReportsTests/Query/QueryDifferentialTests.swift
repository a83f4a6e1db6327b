import CostModel
import Testing

@testable import Reports

/// Random queries over random entries give what the slow, obvious interpreter gives.
@Suite struct QueryDifferentialTests {
  @Test(arguments: 0..<400)
  func agreesWithTheSlowInterpreter(seed: UInt64) throws {
    var random = SplitMix(seed)
    let source = randomEntries(&random)
    let query = randomQuery(&random)
    let expected = query.answer(source)
    for partitions in [1, 2, 5] {
      for reading in [QueryOptions.Reading.fastest, .entries] {
        var options = QueryOptions()
        options.partitions = partitions
        options.reading = reading
        options.charges = testCharges
        let actual = try answer(query.text, over: source, options: options)
        #expect(
          actual == expected, "seed \(seed), \(partitions) partitions, \(reading): \(query.text)")
      }
    }
    let printed = try QueryProgram(parsing: query.text, environment: testEnvironment).printed
    var options = QueryOptions()
    options.charges = testCharges
    let again = try answer(printed, over: source, options: options).map(Self.values)
    #expect(again == expected.map(Self.values), "seed \(seed): \(printed)")
  }

  /// Canonical text names columns otherwise (`pct(cost,75)`), so only values are compared.
  private static func values(_ row: String) -> [Substring] {
    row.split(separator: " ").compactMap { $0.split(separator: "=").last }
  }

  /// Queries that sums can answer are answered from them, and only those.
  @Test(
    arguments: [
      ("stats sum(cost), count(*) by tenant", nil),
      ("filter tier = \"basic\" | stats avg(input_tokens) as a by bin(1h), model | sort a", nil),
      ("fields cost as c | stats sum(c) / count(*) by bin(1d)", nil),
      ("stats sum(cost) by session", "session is not kept with sums"),
      ("stats sum(cost) by bin(30m)", "30m is not whole hours"),
      ("stats max(cost) by tenant", "max needs single entries"),
      ("filter cost > 1 | stats count(*)", "cost is not kept with sums"),
      ("stats sum(cost * 2)", "sum is of an expression, not of a field"),
      ("stats count(*) by dateceil(@timestamp, 1h)", "@timestamp is not kept with sums"),
      ("fields tenant", "the rows are entries"),
    ] as [(String, String?)])
  func usesSumsWhereTheyDo(query: String, obstacle: String?) throws {
    let result = try result(query, over: .sample())
    #expect(result.explanation.obstacle == obstacle, "\(query)")
    #expect((result.explanation.sums > 0) == (obstacle == nil))
    #expect((result.explanation.entries == 0) == (obstacle == nil))
  }

  /// For any scope, the answer is that of a ledger which holds only the scope's data.
  @Test(arguments: 0..<100)
  func scopeIsASmallerLedger(seed: UInt64) throws {
    var random = SplitMix(seed &+ 10_000)
    let source = randomEntries(&random)
    let query = randomQuery(&random, showsMargin: false)
    let (tenant, tier) = (random.pick(["t1", "t2", "t9"]), random.pick(["basic", "premium"]))
    var options = QueryOptions()
    options.charges = testCharges
    options.scope = QueryScope(tenants: [tenant, "t3"])
    if random.below(2) == 0 { options.scope.tiers = [tier] }
    var smaller = source
    smaller.entries.removeAll { entry in
      let isOther = ![tenant, "t3"].contains(source.text(entry.dimensions.tenant))
      let isOtherTier = source.text(entry.dimensions.observedTier) != tier
      return isOther || (options.scope.tiers != nil && isOtherTier)
    }
    for reading in [QueryOptions.Reading.fastest, .entries] {
      options.reading = reading
      let actual = try answer(query.text, over: source, options: options)
      #expect(actual == query.answer(smaller), "seed \(seed), \(reading): \(query.text)")
    }
  }

  // MARK: - Generators

  private func randomEntries(_ random: inout SplitMix) -> MemoryEntries {
    var source = MemoryEntries()
    source.blockSize = 1 + random.below(7)
    let tenants = [.none, source.name("t1"), source.name("t2"), source.name("t3")]
    let tiers = [.none, source.name("basic"), source.name("premium")]
    let models = [source.name("m-1"), source.name("other")]
    // The same session under two ids.
    let sessions = [.none, source.name("s1"), source.name("s1"), source.name("s2")]
    for number in 0..<random.below(60) {
      var entry = Entry()
      entry.span = SpanIdentity(traceHigh: 0, traceLow: 7, span: UInt64(number + 1))
      entry.startNanoseconds = testNoon + Int64(random.below(300)) * 60_000_000_000
      entry.durationNanoseconds = Int64(random.below(5)) * 1_234_567
      entry.dimensions.tenant = random.pick(tenants)
      entry.dimensions.observedTier = random.pick(tiers)
      entry.dimensions.model = random.pick(models)
      entry.session = random.pick(sessions)
      entry.flags = random.below(4) == 0 ? .error : .metered
      entry.quantities[.input] = Int64(random.below(6))
      entry.quantities[.output] = Int64(random.below(4)) * 1_000
      source.entries.append(entry)
      guard random.below(5) == 0 else { continue }
      entry.flags.insert(.reversal)
      source.entries.append(entry)
      guard random.below(2) == 0 else { continue }
      entry.flags.remove(.reversal)
      entry.quantities[.input] += 1
      source.entries.append(entry)
    }
    return source
  }

  private static let numeric = ["sum", "avg", "min", "max", "pct", "sumOverTime"]
  private static let general = [
    "count", "count_distinct", "countOverTime", "earliest", "latest", "sortsFirst", "sortsLast",
  ]
  private let texts = ["tenant", "tier", "model", "session", "outcome"]
  private let numbers = [
    "input_tokens", "output_tokens", "cost", "charge", "margin", "@duration",
  ]
  private let signs = ["=", "!=", "<", "<=", ">", ">="]

  private func randomCondition(
    _ random: inout SplitMix, depth: Int, texts: [String]? = nil, numbers: [String]? = []
  ) -> SlowQuery.Condition {
    let texts = texts ?? self.texts
    let numbers = numbers.map { _ in self.numbers.filter { $0 != "margin" } }
    func next() -> SlowQuery.Condition {
      randomCondition(&random, depth: depth + 1, texts: texts, numbers: numbers)
    }
    switch random.below(depth > 2 ? 5 : 8) {
    case 0:
      let wanted = random.pick(["t1", "t2", "basic", "m-1", "s1", "ok", "zz"])
      return .compareText(random.pick(texts), random.pick(signs), wanted)
    case 1:
      guard let numbers else { return .isPresent(random.pick(texts)) }
      return .compareNumber(
        random.pick(numbers), random.pick(signs), Int64(random.below(4)) * random.pick([1, 500]))
    case 2:
      return .isIn(random.pick(texts), ["t1", "premium", "s2"], isNegated: random.below(2) == 0)
    case 3:
      return .like(
        random.pick(texts), random.pick(["1", "t", "m"]), isNegated: random.below(2) == 0)
    case 4: return .isPresent(random.pick(texts))
    case 5: return .not(next())
    case 6:
      return .both(
        next(), next())
    default:
      return .either(
        next(), next())
    }
  }

  private func addTail(_ query: inout SlowQuery, _ random: inout SplitMix) {
    let keys = query.fields.filter { ["tenant", "tier", "model", "session"].contains($0) }
    let sums = query.aggregates.filter { $0.name == "sum" || $0.name == "count" }.map(\.text)
    let numbers = query.fields.filter { ["input_tokens", "cost"].contains($0) }
    let texts = query.fields.filter { (self.texts + SlowFunctions.texts).contains($0) }
    switch random.below(9) {
    case 0: if let key = keys.first { query.tail = .dedup(key) }
    case 1: if let column = (sums + numbers).first { query.tail = .accumulate(column) }
    case 2:
      guard let key = keys.first, let sum = sums.first else { return }
      query.tail = .again(key: key, sum: sum)
      (query.sort, query.isDescending) = (nil, false)
    case 3: if query.fields.contains("model") { query.tail = .unnest("model") }
    case 4: if let text = texts.first { query.tail = .parse(text) }
    case 5: if let text = texts.last { query.tail = .fillDown(text) }
    case 6: if let column = (sums + numbers).last { query.tail = .total(column) }
    case 7: if query.fields.contains("model") { query.tail = .lookup }
    default:
      guard query.fields.contains("bin(1h)") else { return }
      query.tail = .fillMissing
      query.sort = nil
    }
  }

  private func randomQuery(_ random: inout SplitMix, showsMargin: Bool = true) -> SlowQuery {
    var query = SlowQuery()
    if random.below(3) != 0 { query.condition = randomCondition(&random, depth: 0) }
    let isGrouped = random.below(3) != 0
    // Half of the grouped queries ask only for what sums keep.
    let isSummed = isGrouped && random.below(2) == 0
    if !isSummed, random.below(2) == 0 {
      query.derived = Array(SlowFunctions.names.shuffled(using: &random).prefix(2))
    }
    let own = SlowFunctions.texts.filter(query.derived.contains)
    let texts = isSummed ? ["tenant", "tier", "model"] : texts + own
    let numbers =
      numbers.filter { showsMargin || $0 != "margin" }
      + SlowFunctions.numbers.filter(query.derived.contains)
    if isSummed, query.condition != nil {
      query.condition = randomCondition(&random, depth: 2, texts: texts, numbers: nil)
    }
    var candidates =
      isSummed
      ? texts + ["bin(1h)"] : isGrouped ? texts + ["bin(1h)", "input_tokens"] : texts + numbers
    candidates.shuffle(using: &random)
    query.fields = Array(candidates.prefix(isGrouped ? random.below(4) : 1 + random.below(4)))
    if isGrouped {
      var aggregates = [SlowQuery.Aggregate(name: "count", field: nil)]
      let summable = numbers.filter { $0 != "@duration" }
      for name in isSummed ? ["sum", "avg"] : Self.numeric {
        aggregates.append(
          .init(name: name, field: random.pick(isSummed ? summable : numbers)))
      }
      for name in isSummed ? [] : Self.general {
        aggregates.append(.init(name: name, field: random.pick(texts + numbers)))
      }
      aggregates.shuffle(using: &random)
      query.aggregates = Array(aggregates.prefix(1 + random.below(3)))
      // Averages are texts to the slow interpreter, which would sort them as such.
      let sums = query.aggregates.filter { $0.name != "avg" }
      if random.below(2) == 0 { query.sort = sums.first?.text }
    } else if random.below(2) == 0 {
      query.sort = random.pick(query.fields)
    }
    query.isDescending = query.sort != nil && random.below(2) == 0
    if random.below(3) == 0 { query.limit = 1 + random.below(10) }
    if random.below(2) == 0 { addTail(&query, &random) }
    return query
  }
}
