import CostModel
import Testing

@testable import Reports

/// A query within a scope answers, statistics included, as over a ledger that holds nothing else.
@Suite struct QueryScopeTests {
  private static let period = Period(from: 0, to: 4_000_000_000_000_000_000, zone: .utc)

  private func run(
    _ query: String, _ source: MemoryEntries, _ scope: Scope,
    registry: TenantRegistry = TenantRegistry()
  ) throws -> QueryResult {
    var options = QueryOptions()
    options.scope = QueryScope(scope)
    return try runQuery(
      QueryProgram(parsing: query), source: source, hours: source.hours, period: Self.period,
      book: .builtIn, registry: registry, options: options)
  }

  /// Calls of three tenants and of none, some of them reversed.
  private func entries() -> MemoryEntries {
    var source = MemoryEntries()
    let tenants = [source.name("a"), source.name("b"), source.name("c"), .none]
    let tiers = [source.name("gold"), source.name("silver"), .none]
    for number in 0..<60 {
      var entry = Entry()
      entry.dimensions.tenant = tenants[number % 4]
      entry.dimensions.observedTier = tiers[number % 3]
      entry.dimensions.model = source.name("model-\(number % 4)")
      entry.startNanoseconds = 1_795_000_000_000_000_000 + Int64(number) * 600_000_000_000
      entry.span = SpanIdentity(traceHigh: 1, traceLow: UInt64(number), span: 9)
      entry.flags = .metered
      entry.quantities[.input] = Int64(number)
      source.entries.append(entry)
      if number % 7 == 0 {
        entry.flags.insert(.reversal)
        source.entries.append(entry)
      }
    }
    return source
  }

  static let queries = [
    "stats count(*), sum(input_tokens), max(input_tokens), min(@timestamp) by tenant",
    "stats count_distinct(tenant), count_distinct(model), pct(input_tokens, 50)",
    "stats sum(cost) by model | sort sum(cost) desc | limit 2",
    "fields tenant, model, input_tokens | sort input_tokens desc | limit 5",
    "filter tenant != \"a\" | fields tenant",
    "filter not ispresent(tenant) | stats count(*)",
    "stats count(*) as n by tenant, model | stats sum(n), max(n)",
    "fields @ptr",
  ]
  static let scopes: [Scope] =
    ["a", "b", "nobody", ""].map { Scope(.tenant($0)) } + [Scope(.tier("gold")), Scope(.tier("x"))]

  @Test(arguments: queries) func isASmallerLedger(query: String) throws {
    let source = entries()
    for scope in Self.scopes {
      var less = source
      less.entries = source.entries.filter { entry in
        switch scope.extent {
        case .all: true
        case .tenant(let tenant): source.text(entry.dimensions.tenant) == tenant
        case .tier(let tier): source.text(entry.dimensions.observedTier) == tier
        }
      }
      let (whole, rest) = (try run(query, source, scope), try run(query, less, scope))
      for format in [QueryFormat.table, .csv, .ndjson, .getQueryResults] {
        #expect(
          whole.rendered(as: format) == rest.rendered(as: format),
          "\(query) within \(scope.extent) as \(format)")
      }
      #expect(whole.pointers == rest.pointers)
    }
  }

  /// The registry decides what a tier may see, whatever telemetry claims.
  @Test func tiersAreEffectiveOnes() throws {
    var registry = TenantRegistry()
    registry.set("a", tier: "silver")
    let result = try run(
      "stats count(*) by tenant", entries(), Scope(.tier("gold")), registry: registry)
    #expect(!result.rows.contains { $0.first == .string("a") })
    #expect(!result.rows.isEmpty)
  }

  /// Neither shown, filtered, sorted, grouped nor summed.
  @Test(
    arguments: [
      "fields cost", "filter cost > 1 | stats count(*)", "sort cost desc | fields tenant",
      "stats sum(cost)", "stats count(*) by cost", "stats max(cost.input) by tenant",
      "fields tenant, cost.output * 2 as x", "filter priced | stats count(*)",
      "stats sum(input_cost)",
    ])
  func refusesMoney(query: String) throws {
    #expect(throws: Never.self) { try run(query, entries(), .all) }
    let error = #expect(throws: QueryError.self) {
      try run(query, entries(), Scope(.all, showsMoney: false))
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("without access to money"))
  }
}
