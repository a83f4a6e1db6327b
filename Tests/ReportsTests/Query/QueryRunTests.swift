import CostModel
import Testing

@testable import Reports

/// Queries over five known calls: see `MemoryEntries.sample`.
@Suite struct QueryRunTests {
  @Test(
    arguments: [
      (
        "stats sum(cost) by tenant",
        [
          "tenant=acme sum(cost)=0.00318", "tenant=zeta sum(cost)=0.004",
          "tenant=- sum(cost)=0.00002",
        ]
      ),
      (
        "stats count(*), sum(errors) as e, sum(unpriced_tokens) as u by tier | sort tier desc",
        [
          "tier=- count(*)=1 e=0 u=0", "tier=premium count(*)=2 e=0 u=0",
          "tier=basic count(*)=2 e=1 u=330",
        ]
      ),
      (
        "stats count(*) by bin(1h)",
        [
          "bin(1h)=2026-11-30 12:00:00.000 count(*)=3",
          "bin(1h)=2026-11-30 13:00:00.000 count(*)=2",
        ]
      ),
      (
        "stats count(*) as n by bin(300s) as t | sort n desc, t | limit 1",
        ["t=2026-11-30 12:00:00.000 n=1"]
      ),
      (
        "fields tenant, input_tokens | sort input_tokens desc | limit 2",
        ["tenant=zeta input_tokens=2000", "tenant=acme input_tokens=1000"]
      ),
      (
        "fields span.id | limit 2",
        ["span.id=0000000000000005", "span.id=0000000000000004"]
      ),
      ("filter outcome = \"error\" | display tenant, cost > 0 as paid", ["tenant=zeta paid=1"]),
      (
        "filter tenant like /^a/ and input_tokens in [500, 1.5] | fields output_tokens",
        ["output_tokens=20"]
      ),
      ("filter tenant not like \"z\" | stats count(*)", ["count(*)=2"]),
      ("filter not (tenant like \"z\") | stats count(*)", ["count(*)=3"]),
      (
        "filter not ispresent(tenant) | fields @timestamp",
        ["@timestamp=2026-11-30 13:20:00.000"]
      ),
      (
        "stats sum(input_tokens)/count(*) as mean, sum(input_tokens) as s, s - 7 as less",
        ["mean=761.4 s=3807 less=3800"]
      ),
      (
        "stats avg(@duration), max(@duration), min(@duration), pct(@duration, 50)",
        ["avg(@duration)=301.5 max(@duration)=502.5 min(@duration)=100.5 pct(@duration, 50)=301.5"]
      ),
      (
        "stats count_distinct(tenant), earliest(tenant) as f, latest(model) as l",
        ["count_distinct(tenant)=2 f=acme l=m-1"]
      ),
      (
        "stats sum(cost) as c by tenant, bin(1h) | stats max(c) as m, count(*) as n by tenant",
        ["tenant=acme m=0.00318 n=1", "tenant=zeta m=0.004 n=2", "tenant=- m=0.00002 n=1"]
      ),
      (
        "stats count(*) as n by bin(10m) as t | stats sum(n) by datefloor(t, 1h)",
        [
          "datefloor(t, 1h)=2026-11-30 12:00:00.000 sum(n)=3",
          "datefloor(t, 1h)=2026-11-30 13:00:00.000 sum(n)=2",
        ]
      ),
      (
        "stats count_distinct(model) as m by tenant | filter m > 1 | stats count(*) as s",
        ["s=1"]
      ),
      ("filter toMillis(@timestamp) >= (now()*1000 - 3600000) | stats count(*)", ["count(*)=2"]),
      ("filter @timestamp >= \"2026-11-30T13:00:00Z\" | stats count(*)", ["count(*)=2"]),
      (
        "stats sum(cost) by tenant | sort sum(cost) desc | limit 1", ["tenant=zeta sum(cost)=0.004"]
      ),
      ("limit 2 | stats count(*)", ["count(*)=2"]),
      ("sort input_tokens | limit 2 | filter tenant = \"zeta\" | fields model", ["model=other"]),
      ("filter tenant = \"nobody\" | stats count(*), sum(cost)", ["count(*)=0 sum(cost)=-"]),
      ("filter tenant = \"nobody\" | stats count(*) by tenant", []),
      ("stats sum(strcontains(model, \"m-\")) as known", ["known=4"]),
      (
        "stats sum(gen_ai.usage.output_tokens) by model",
        [
          "model=m-1 sum(gen_ai.usage.output_tokens)=31",
          "model=other sum(gen_ai.usage.output_tokens)=30",
        ]
      ),
    ] as [(String, [String])])
  func answers(query: String, rows: [String]) throws {
    for partitions in [1, 2, 5] {
      var options = QueryOptions()
      options.partitions = partitions
      #expect(try answer(query, over: .sample(), options: options) == rows)
    }
  }

  /// The worked examples of CloudWatch that apply to our fields parse.
  @Test(
    arguments: [
      "fields @timestamp, @message | sort @timestamp desc | limit 25",
      "filter @message like /x/ | stats count(*) as exceptions by bin(1h) | sort exceptions desc",
      "fields @message | filter @message not like /Exception/",
      "fields concat(operation, '-', outcome) as opStatus",
      "filter (@duration>2000)",
      "fields model,tier | filter (requests=10 or cost>25)",
      "stats max(@duration/1000/1000) as p, max(cost) as u, p - u as over",
      "stats count(*) by model, bin(1h)",
      """
      FIELDS strlen(@message) AS len | STATS sum(len)/1024/1024 AS mb BY bin(5m)
      | STATS max(mb) AS peak, min(mb) AS low, avg(mb) AS mean
      """,
      """
      FIELDS strlen(@message) AS l | STATS sum(l) AS b BY BIN(5m) as @t
      | STATS max(b) BY dateceil(@t, 10m)
      """,
      "stats pct(@duration, 95) as p95, pct(@duration, 99) as p99 by bin(5m)",
      "stats earliest(@message) as first, latest(@message) as last by session",
      "filter @message like /tenant_id/ | fields tenant_id | stats count() by tenant_id",
      """
      stats count(*) as ApiCalls by tenant_id as TenantId, datefloor(@timestamp, 1d) as date
      | sort by TenantId
      """,
    ])
  func runsWorkedExamples(query: String) throws {
    #expect(throws: Never.self) { try answer(query, over: .sample()) }
  }

  @Test func appliesTheScopeBeforeAggregation() throws {
    var options = QueryOptions()
    options.scope = QueryScope(tenants: ["zeta"])
    #expect(try answer("stats count(*)", over: .sample(), options: options) == ["count(*)=2"])
    options.scope = QueryScope(tiers: ["premium"])
    #expect(try answer("stats count(*)", over: .sample(), options: options) == ["count(*)=2"])
    options.scope = QueryScope(tenants: ["zeta"], tiers: ["premium"])
    #expect(try answer("fields tenant", over: .sample(), options: options) == [])
  }

  /// A reversed entry is gone from sums, extremes, counts, groups and rows; its successor is not.
  @Test(
    arguments: [
      ("stats count(*), sum(input_tokens)", ["count(*)=5 sum(input_tokens)=3808"]),
      ("stats count(*), max(input_tokens)", ["count(*)=5 max(input_tokens)=2000"]),
      (
        "stats count(*) by tenant",
        ["tenant=acme count(*)=2", "tenant=zeta count(*)=2", "tenant=new count(*)=1"]
      ),
      (
        "stats min(cost) by tenant | fields tenant | sort tenant | limit 9",
        [
          "tenant=acme min(cost)=0.00112", "tenant=new min(cost)=0.000022",
          "tenant=zeta min(cost)=0",
        ]
      ),
      ("filter span.id like /5$/ | display tenant", ["tenant=new"]),
    ] as [(String, [String])])
  func netsReversals(query: String, rows: [String]) throws {
    var source = MemoryEntries.sample()
    var reversal = source.entries[4]
    reversal.flags.insert(.reversal)
    var successor = source.entries[4]
    successor.dimensions.tenant = source.name("new")
    successor.quantities[.input] = 8
    source.entries += [reversal, successor]
    let answers = try answer(query, over: source)
    #expect(answers.sorted() == rows.sorted())
  }

  @Test func endsHostileQueries() throws {
    var source = MemoryEntries.sample()
    source.entries[0].dimensions.tenant = source.name(String(repeating: "a", count: 40) + "!")
    var error = try #require(throws: QueryError.self) {
      try result("filter tenant like /^(a+)+$/", over: source)
    }
    #expect(error.message == "this regular expression takes too many steps")
    var options = QueryOptions()
    options.limits.groupsMax = 3
    error = try #require(throws: QueryError.self) {
      try result("stats count(*) by span.id", over: source, options: options)
    }
    #expect(error.message == "stats has more than 3 groups")
    options.limits.heldValuesMax = 3
    error = try #require(throws: QueryError.self) {
      try result("stats pct(cost, 50)", over: source, options: options)
    }
    #expect(error.message == "this holds more than 3 values")
  }
}
