import CostModel

@testable import Reports

/// A price book of one model: 2 a million input tokens, 6 a million output tokens.
let testBook: PriceBook = {
  let text = """
    {
      name: "test", as_of: "2026-01-01", currency: "USD", date: "2026-01-01",
      lines: [
        { provider: "p", model: "m-1", unit: "per_1m_tokens", prices: { input: "2", output: "6" },
          source: "test" },
      ],
    }
    """
  do {
    return try PriceBook(json5: Array(text.utf8), fileName: "test.json5")
  } catch {
    fatalError("the test's price book does not load: \(error)")
  }
}()

/// Three a million tokens for the tenant t1, cost and a half for the tier basic.
let testCharges: ChargeBook = {
  let text = """
    {
      name: "test", as_of: "2026-01-01", currency: "USD",
      lines: [
        { tenant: "t1", unit: "per_1m_tokens", prices: { input: "3", output: "3" } },
        { tier: "basic", markup: "0.5" },
      ],
    }
    """
  do {
    return try ChargeBook(json5: Array(text.utf8), fileName: "test.json5")
  } catch {
    fatalError("the test's charge book does not load: \(error)")
  }
}()

/// 2026-11-30T12:00:00Z.
let testNoon: Int64 = 1_796_040_000_000_000_000

extension MemoryEntries {
  /// Five calls of two tenants within two hours, one of them without a tenant.
  static func sample() -> MemoryEntries {
    var source = MemoryEntries()
    let (acme, zeta) = (source.name("acme"), source.name("zeta"))
    let (basic, premium) = (source.name("basic"), source.name("premium"))
    let (known, unknown) = (source.name("m-1"), source.name("other"))
    let rows: [(NameID, NameID, NameID, Int64, Int64, Int64)] = [
      (acme, premium, known, 0, 1_000, 10), (acme, premium, known, 20, 500, 20),
      (zeta, basic, known, 40, 2_000, 0), (zeta, basic, unknown, 70, 300, 30),
      (.none, .none, known, 80, 7, 1),
    ]
    for (index, row) in rows.enumerated() {
      var entry = Entry()
      entry.span = SpanIdentity(traceHigh: 1, traceLow: 2, span: UInt64(index + 1))
      entry.startNanoseconds = testNoon + row.3 * 60_000_000_000
      entry.durationNanoseconds = Int64(index + 1) * 100_500_000
      entry.dimensions.tenant = row.0
      entry.dimensions.observedTier = row.1
      entry.dimensions.model = row.2
      entry.operation = .chat
      entry.flags = row.5 == 0 ? [.metered, .error] : .metered
      entry.quantities[.input] = row.4
      entry.quantities[.output] = row.5
      source.entries.append(entry)
    }
    return source
  }
}

/// Two hours after noon, with a table to look up in.
let testEnvironment = QueryEnvironment(
  nowNanoseconds: testNoon + 7_200_000_000_000, tables: ["plans": SlowQuery.plans])

/// Runs a query over a whole source; rows as `name=value` lines.
func answer(
  _ query: String, over source: MemoryEntries, options: QueryOptions = QueryOptions()
) throws -> [String] {
  let result = try result(query, over: source, options: options)
  return result.rows.map { row in
    zip(result.columns, row).map { "\($0.name)=\($1.shownText ?? "-")" }.joined(separator: " ")
  }
}

func result(
  _ query: String, over source: MemoryEntries, options: QueryOptions = QueryOptions()
) throws -> QueryResult {
  let hours = source.hours
  let period = Period(
    from: Hour(number: hours.lowerBound).startNanoseconds,
    to: Hour(number: hours.upperBound).startNanoseconds)
  return try runQuery(
    QueryProgram(parsing: query, environment: testEnvironment), source: source,
    hours: hours, period: period, book: testBook, registry: TenantRegistry(), options: options)
}
