import CostModel
import Testing

@testable import Reports

private let november = Period(
  from: Instant.parse("2026-11-01T00:00:00Z") ?? 0, to: Instant.parse("2026-12-01T00:00:00Z") ?? 0)

@Suite struct FindingsTests {
  private func texts(_ table: ReportTable, _ columns: [String]) -> [[String]] {
    table.rows.map { row in
      columns.map { column in
        switch table.value(column, in: row) {
        case .text(let text): text
        case .count(let count): String(count)
        case .money(let amount): amount.description
        default: "-"
        }
      }
    }
  }

  private func usage() throws -> MemoryUsage {
    var usage = MemoryUsage()
    usage.book = try testBook(
      testLine(input: "1", output: "2"), testLine(model: "big", input: "10", output: "20"))
    usage.registry.set("a", tier: "basic", status: .active)
    usage.registry.set(
      "a", status: .offboarded, from: Instant.parse("2026-11-20T00:00:00Z"))
    usage.add("2026-11-02T10:00:00Z", tenant: "a", tier: "basic", input: 1_000_000)
    usage.add("2026-11-03T10:00:00Z", tenant: "a", tier: "gold", model: "big", input: 100_000)
    usage.add("2026-11-21T10:00:00Z", tenant: "a", tier: "basic", input: 2_000_000)
    usage.add("2026-11-04T10:00:00Z", tenant: "ghost", model: "mystery", input: 7)
    return usage
  }

  @Test func saysHowMuchMoneyIsConcerned() throws {
    var usage = try usage()
    let a = usage.id(.tenant, "a")
    let big = usage.id(.model, "big")
    usage.findingTotals = [
      FindingTotal(
        kind: .contradictoryTokens, tenant: a, model: big, count: 2, tokens: 1_000,
        example: SpanIdentity(traceHigh: 1, traceLow: 2, span: 3))
    ]
    var request = FindingsRequest(period: november)
    request.plans = try PlanBook(
      json5: Array("{ plans: { basic: { models: [\"m\"] } } }".utf8), fileName: "plans.json5")
    let table = try makeFindings(request, source: usage)
    #expect(
      texts(table, ["finding", "tenant", "model", "detail", "count", "tokens", "at_stake"])
        == [
          ["inactive_tenant", "a", "m", "offboarded", "1", "2000000", "2"],
          ["model_outside_tier", "a", "big", "tier basic", "1", "100000", "1"],
          ["tier_mismatch", "a", "big", "telemetry gold, registry basic", "1", "100000", "1"],
          ["contradictory_tokens", "a", "big", "-", "2", "1000", "0.02"],
          ["unknown_tenant", "ghost", "mystery", "-", "1", "7", "0"],
          [
            "unpriced_usage", "ghost", "mystery", "the price book has no line for the model", "1",
            "7", "-",
          ],
        ])
    #expect(
      texts(table, ["at_stake_is"]).map { $0[0] }
        == ["exact", "exact", "exact", "at most", "at least", "-"])
    // Usage without a price stands here as a row: nothing says that all is priced.
    #expect(table.coverage == nil)
    request.kinds = [.unknownTenant]
    #expect(try makeFindings(request, source: usage).rows.count == 1)
    request.kinds = []
    request.filters.tenant = "ghost"
    #expect(try makeFindings(request, source: usage).rows.count == 2)
  }

  /// Where some classes of a model have a price, only calls with tokens of the others lack one.
  @Test func countsCallsThatLackAPrice() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(
      "{ provider: \"openai\", model: \"m\", unit: \"per_1m_tokens\", prices: { input: \"1\" } }")
    usage.add("2026-11-02T10:00:00Z", tenant: "a", input: 10)
    usage.add("2026-11-02T10:01:00Z", tenant: "a", input: 10)
    usage.add("2026-11-02T10:02:00Z", tenant: "a", input: 10, output: 7)
    let table = try makeFindings(FindingsRequest(period: november), source: usage)
    #expect(
      texts(table, ["finding", "count", "tokens"]).filter { $0[0] == "unpriced_usage" }
        == [["unpriced_usage", "1", "7"]])
  }

  /// Counts that grow from call to call in both directions look like running totals; an input that
  /// grows with the conversation does not.
  @Test func suspectsRunningTotals() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "1", output: "2"))
    for (session, outputs) in [("s1", [10, 20, 30, 40, 50]), ("s2", [10, 20, 15, 40, 50])] {
      for (number, output) in outputs.enumerated() {
        usage.add(
          "2026-11-02T10:0\(number):00Z", tenant: "a", input: Int64(100 * (number + 1)),
          output: Int64(output))
        usage.entries[usage.entries.count - 1].session = usage.id(.session, session)
      }
    }
    let table = try makeFindings(FindingsRequest(period: november), source: usage)
    #expect(
      texts(table, ["finding", "count", "tokens", "at_stake", "at_stake_is"])
        == [["suspected_cumulative", "5", "1100", "0.0022", "at most"]])
  }

  /// Every kind says what it means and what to do.
  @Test(arguments: FindingKind.allCases) func everyKindHasAdvice(kind: FindingKind) {
    #expect(advice(kind).count > 15)
    #expect(explanation(kind).count > 15)
  }
}
