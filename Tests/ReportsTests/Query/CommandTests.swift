import CostModel
import Testing

@testable import Reports

/// What each command does, on five calls of two tenants within two hours.
@Suite struct CommandTests {
  @Test(
    arguments: [
      (
        "fields input_tokens | sort @timestamp asc | accum input_tokens as sum | limit 3",
        ["input_tokens=1000 sum=1000", "input_tokens=500 sum=1500", "input_tokens=2000 sum=3500"]
      ),
      (
        "stats sum(cost) as c by tenant | accum c",
        ["tenant=acme c=0.00318", "tenant=zeta c=0.00718", "tenant=- c=0.0072"]
      ),
      (
        "stats sum(input_tokens) as i, sum(output_tokens) as o by tier "
          + "| addtotals fieldname=all col=true",
        [
          "tier=basic i=2300 o=30 all=2330", "tier=premium i=1500 o=30 all=1530",
          "tier=- i=7 o=1 all=8", "tier=- i=3807 o=61 all=3868",
        ]
      ),
      (
        "stats sum(cost) as c by tenant | addtotals row=false col=true c | limit 4",
        ["tenant=acme c=0.00318", "tenant=zeta c=0.004", "tenant=- c=0.00002", "tenant=- c=0.0072"]
      ),
      (
        "stats count(*) as n, max(@duration) as d by bin(20m) | fillmissing",
        [
          "bin(20m)=2026-11-30 12:00:00.000 n=1 d=100.5",
          "bin(20m)=2026-11-30 12:20:00.000 n=1 d=201",
          "bin(20m)=2026-11-30 12:40:00.000 n=1 d=301.5",
          "bin(20m)=2026-11-30 13:00:00.000 n=1 d=402",
          "bin(20m)=2026-11-30 13:20:00.000 n=1 d=502.5",
        ]
      ),
      (
        "filter tenant = \"zeta\" | stats count(*) as n, max(@duration) as d by bin(30m) as t "
          + "| fillmissing with -1 for d | display t, n, d",
        [
          "t=2026-11-30 12:30:00.000 n=1 d=301.5", "t=2026-11-30 13:00:00.000 n=1 d=402",
        ]
      ),
      (
        "fields model, if(input_tokens > 600, input_tokens, feature) as big "
          + "| sort @timestamp asc | filldown big | display big",
        ["big=1000", "big=1000", "big=2000", "big=2000", "big=2000"]
      ),
      (
        "fields tenant, model | dedup tenant",
        ["tenant=- model=m-1", "tenant=zeta model=other", "tenant=acme model=m-1"]
      ),
      (
        "fields tenant | sort input_tokens asc | dedup tenant | limit 2",
        ["tenant=-", "tenant=zeta"]
      ),
      (
        "display model | dedup feature",
        ["model=m-1", "model=other", "model=m-1", "model=m-1", "model=m-1"]
      ),
      (
        "parse model /(?<letter>[a-z])/ multi | stats count(*) by letter",
        [
          "letter=e count(*)=1", "letter=h count(*)=1", "letter=m count(*)=4",
          "letter=o count(*)=1",
          "letter=r count(*)=1", "letter=t count(*)=1",
        ]
      ),
      (
        "parse model \"*-*\" as a, b | stats count(*) by a, b",
        ["a=m b=1 count(*)=4", "a=- b=- count(*)=1"]
      ),
      ("parse model /^(.)(.)/ as x, y | filter x = \"o\" | display x, y", ["x=o y=t"]),
      (
        "fields concat(\"a=1 b=\\\"x y\\\" c=\", tier) as line | filter ispresent(tier) "
          + "| parse line logfmt as m | stats count(*) by m.b, m.c",
        ["m.b=x y m.c=basic count(*)=2", "m.b=x y m.c=premium count(*)=2"]
      ),
      (
        "fields concat(tier, \",\\\"q,\\\"\\\"r\\\",\") as line | parse line csv as a, b, c, d "
          + "| filter a = \"basic\" | display a, b, c, d | limit 1", ["a=basic b=q,\"r c= d=-"]
      ),
      (
        "fields split(model, \"-\") as parts | unnest parts into part | stats count(*) by part",
        ["part=m count(*)=4", "part=other count(*)=1", "part=1 count(*)=4"]
      ),
      (
        "lookup plans tier OUTPUT price, name | stats count(*) by name, price",
        ["name=Grande price=9.5 count(*)=2", "name=- price=- count(*)=3"]
      ),
      ("lookup plans name as tenant OUTPUT price | filter ispresent(price) | display price", []),
      (
        "pattern concat(\"call \", @duration, \" ms by \", coalesce(tenant, \"nobody\"))",
        [
          "@pattern=call <*> ms by acme @sampleCount=2 @ratio=0.4 @severityLabel=NONE",
          "@pattern=call <*> ms by zeta @sampleCount=2 @ratio=0.4 @severityLabel=NONE",
          "@pattern=call <*> ms by nobody @sampleCount=1 @ratio=0.2 @severityLabel=NONE",
        ]
      ),
      (
        "filter @timestamp >= \"2026-11-30T13:00:00Z\" | fields tenant "
          + "| filterIndex tenant = \"zeta\"",
        ["tenant=zeta"]
      ),
      ("SOURCE logGroups(namePrefix:['/meter/']) | stats count(*)", ["count(*)=5"]),
      (
        "stats count(*) as calls, sum(cost) as c by tenant, model "
          + "| stats sum(calls) as n, max(c) as most by tenant | sort n desc, most asc",
        [
          "tenant=acme n=2 most=0.00318", "tenant=zeta n=2 most=0.004", "tenant=- n=1 most=0.00002",
        ]
      ),
    ] as [(String, [String])])
  func changesRows(query: String, rows: [String]) throws {
    #expect(try run(query) == rows)
  }

  /// The hour after noon beside the hour before it: `diff` compares with the period before.
  @Test func comparesPeriods() throws {
    let source = MemoryEntries.sample()
    let hours = source.hours
    let last = Period(
      from: Hour(number: hours.upperBound - 1).startNanoseconds,
      to: Hour(number: hours.upperBound).startNanoseconds)
    let program = try QueryProgram(
      parsing: "stats sum(input_tokens) as i, count(*) as n by tenant | diff | sort tenant")
    for reading in [QueryOptions.Reading.fastest, .entries] {
      var options = QueryOptions()
      options.reading = reading
      let result = try runQuery(
        program, source: source, hours: hours, period: last, book: testBook,
        registry: TenantRegistry(), options: options)
      let rows = result.rows.map { $0.map { $0.text ?? "-" }.joined(separator: " ") }
      #expect(
        result.columns.map(\.name) == [
          "tenant", "i", "i (before)", "i (change)", "n", "n (before)", "n (change)",
        ])
      #expect(rows == ["acme - 1500 -1500 - 2 -2", "zeta 300 2000 -1700 1 1 0", "- 7 - 7 1 - 1"])
    }
  }

  @Test(
    arguments: [
      ("diff", "diff compares the groups of one stats, which stands right before it"),
      ("stats count(*) by tenant | fillmissing", "fillmissing needs a stats by bin() before it"),
      ("parse model \"*-*\" as a", "2 stars for 1 names"),
      ("parse model /(a)/", "the regular expression has 1 groups without a name for 0 names"),
      ("dedup tenant | sort tenant", "only limit may follow dedup, not 'sort'"),
      ("lookup plan tier OUTPUT price", "there is no table 'plan'"),
      ("lookup plans tier OUTPUT prise", "the table 'plans' has no column 'prise'"),
      ("sort jsonParse(@message)", "sort takes no lists or maps"),
      ("stats count(*) by jsonParse(@message)", "stats … by takes no lists or maps"),
      ("addtotals colour=1", "unknown option 'colour' of addtotals"),
      ("unnest tenant", "expected 'into' and a name, found the end of the query"),
      ("SOURCE '/aws/x' | limit 1", "there is no log group '/aws/x'"),
      ("stats rate(cost, 1m)", "the function 'rate' is not supported"),
      ("stats histogram(cost, 5)", "the function 'histogram' is not supported"),
      ("stats count(*) by bin(1h) offset 1d", "'offset' is not supported"),
      ("filter tenant in (SOURCE 'x' | fields tenant)", "subqueries are not supported"),
      ("filter tenant not in (filter cost > 1)", "subqueries are not supported"),
      ("join type=inner left=a right=b where a.k=b.k (fields k)", "'join' is not supported"),
      ("pattern @message | anomaly", "'anomaly' is not supported"),
      ("fields charge", "'charge' needs a charge book, and the ledger has none"),
      ("stats sum(margin)", "'margin' needs a charge book, and the ledger has none"),
    ])
  func refuses(query: String, message: String) throws {
    let error = try #require(throws: QueryError.self) { try run(query) }
    #expect(error.message == message)
  }

  /// A query that would hold more than its memory ends with an error that says what to do.
  @Test(arguments: ["fields @message | sort cost", "fields tenant | dedup @ptr"])
  func keepsItsMemory(query: String) throws {
    var options = QueryOptions()
    options.limits.memoryBytesMax = 500
    let error = try #require(throws: QueryError.self) { try run(query, options) }
    #expect(error.message == "the query needs more than 1 MiB of memory")
  }

  private func run(
    _ query: String, _ options: QueryOptions = QueryOptions()
  ) throws -> [String] {
    let source = MemoryEntries.sample()
    let plans = LookupTable(
      columns: ["tier", "price", "name"], rows: [["premium", "9.5", "Grande"], ["gold", "1"]])
    let environment = QueryEnvironment(nowNanoseconds: testNoon, tables: ["plans": plans])
    let hours = source.hours
    let period = Period(
      from: Hour(number: hours.lowerBound).startNanoseconds,
      to: Hour(number: hours.upperBound).startNanoseconds)
    let result = try runQuery(
      QueryProgram(parsing: query, environment: environment), source: source, hours: hours,
      period: period, book: testBook, registry: TenantRegistry(), options: options)
    return result.rows.map { row in
      zip(result.columns, row).map { "\($0.name)=\($1.shownText ?? "-")" }.joined(separator: " ")
    }
  }
}
