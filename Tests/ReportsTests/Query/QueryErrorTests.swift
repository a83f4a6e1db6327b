import Testing

@testable import Reports

/// Queries with the range that an error must mark between ⟦ and ⟧, its message and its hint.
@Suite struct QueryErrorTests {
  @Test(
    arguments: [
      ("sort ⟦tenent⟧ desc", "unknown field 'tenent'", "did you mean 'tenant'?"),
      ("stats sum(⟦cots⟧) by tenant", "unknown field 'cots'", "did you mean 'cost'?"),
      ("fields ⟦strlne⟧(tenant)", "unknown function 'strlne'", "did you mean 'strlen'?"),
      ("⟦fillter⟧ cost > 1", "unknown command 'fillter'", "did you mean 'filter'?"),
      (
        "fields tenant | ⟦join⟧ tenant", "'join' is not supported",
        "use lookup with a CSV table; entries hold all fields of a call"
      ),
      (
        "stats ⟦median⟧(cost)", "the function 'median' is not supported", "use pct(x, 50)"
      ),
      (
        "filter ⟦sum⟧(cost) > 1", "'sum' adds up rows, so it stands only in stats",
        "write stats sum(number)"
      ),
      (
        "stats ⟦tenant⟧", "'tenant' is neither in 'by' nor inside an aggregate",
        "write latest(tenant), or add it to 'by'"
      ),
      (
        "stats sum(cost) by tenant | filter ⟦model⟧ = \"x\"", "'model' is gone after 'stats'",
        "after it there are only: tenant, sum(cost)"
      ),
      (
        "fields @message | stats sum(cost) by tenant | stats max(strlen(⟦@message⟧))",
        "'@message' is gone after 'stats'", "after it there are only: tenant, sum(cost)"
      ),
      (
        "stats sum(cost) as b by tenant | stats avg(b) by ⟦bin(5m)⟧",
        "bin() needs @timestamp, which is gone after 'stats'",
        "name the bucket in the first stats (by bin(5m) as t) and use datefloor(t, 1h)"
      ),
      (
        "stats count(*) | stats count(*) | ⟦stats⟧ count(*)",
        "a query has at most 2 stats commands", nil
      ),
      (
        "stats count(*) by bin(⟦5x⟧)", "unknown unit 'x' of time",
        "units are ms, s, m, h, d, w, mo, q and y, as in 5m"
      ),
      ("stats count(*) by ⟦bin(5)⟧", "bin takes one period", "write bin(5m), bin(1h) or bin(1d)"),
      ("filter tenant like /a⟦(?=b)⟧/", "", nil),
      ("filter tenant = ⟦\"abc⟧", "", nil),
      (
        "SOURCE ⟦'/aws/bedrock'⟧ | stats count(*)", "there is no log group '/aws/bedrock'",
        "the ledger's usage is '/meter/usage'"
      ),
      (
        "SOURCE logGroups(⟦)⟧ | limit 1",
        "expected namePrefix, accountIdentifiers or class, found ')'", nil
      ),
      (
        "limit 1 | ⟦SOURCE⟧ '/meter/usage'", "'source' is not supported",
        "SOURCE stands only at the beginning of a query"
      ),
      ("limit ⟦0⟧", "limit takes 1 to 1000000000 rows", nil),
      ("limit ⟦ten⟧", "expected a whole number after 'limit', found 'ten'", nil),
      ("filter 1 < 2 ⟦<⟧ 3", "comparisons do not chain", "join them by 'and', or parenthesise"),
      ("filter tenant in ⟦\"a\"⟧", "expected a list after 'in'", "for example [\"a\", \"b\"]"),
      ("fields tenant ⟦filter⟧ cost", "unexpected 'filter'", "commands are separated by '|'"),
      ("stats pct(cost, ⟦101⟧)", "pct takes a number from 0 to 100 as its second argument", nil),
      ("stats ⟦pct(cost)⟧", "wrong number of arguments for pct", "write pct(number, percent)"),
      ("stats count(*) as n, ⟦sum(cost) as n⟧", "there are two columns 'n'", "name one by 'as'"),
      ("⟦⟧", "expected a command, found the end of the query", nil),
      (
        "fields ⟦$⟧x", "unexpected character '$'",
        "names with other characters than letters, digits, '_', '@' and '.' stand in back ticks"
      ),
    ] as [(String, String, String?)])
  func marksThePlace(marked: String, message: String, hint: String?) throws {
    let start = marked.prefix { $0 != "⟦" }.utf8.count
    let inside = marked.drop { $0 != "⟦" }.dropFirst().prefix { $0 != "⟧" }.utf8.count
    let query = marked.filter { $0 != "⟦" && $0 != "⟧" }
    let error = try #require(throws: QueryError.self) { try QueryProgram(parsing: query) }
    #expect(error.range.lowerBound <= start + inside)
    // An empty message stands for one that another test spells out.
    if message.isEmpty { return }
    #expect(error.range.lowerBound == start, "\(error)")
    #expect(error.range.upperBound == start + inside, "\(error)")
    #expect(error.message == message)
    #expect(error.hint == hint)
  }

  @Test func printsLineColumnAndCarets() throws {
    let error = try #require(throws: QueryError.self) {
      try QueryProgram(parsing: "fields tenant\n| sort tenent desc")
    }
    #expect(
      error.description == """
        query:2:8: error: unknown field 'tenent'
          | sort tenent desc
                 ^^^^^^
          hint: did you mean 'tenant'?
        """)
  }

  @Test func refusesLookAround() throws {
    let error = try #require(throws: QueryError.self) {
      try QueryProgram(parsing: "filter tenant like /a(?=b)/")
    }
    #expect(
      error.description == """
        query:1:22: error: this regular expression does not compile: look-around is not supported
          filter tenant like /a(?=b)/
                               ^
          hint: join two conditions by 'and' or 'and not' instead
        """)
  }

  /// Hostile nesting and length end in an error, and what is just allowed works.
  @Test func limitsNesting() throws {
    for depth in [20, 10_000] {
      let query =
        "filter " + String(repeating: "(", count: depth) + "1"
        + String(repeating: ")", count: depth)
      if depth < 64 {
        #expect(throws: Never.self) { try QueryProgram(parsing: query) }
      } else {
        let error = try #require(throws: QueryError.self) { try QueryProgram(parsing: query) }
        #expect(error.message == "expressions nest at most 64 levels")
      }
    }
    let nots = "filter " + String(repeating: "not ", count: 5_000) + "1"
    #expect(throws: QueryError.self) { try QueryProgram(parsing: nots) }
    let minuses = "fields " + String(repeating: "-", count: 5_000) + "1"
    #expect(throws: QueryError.self) { try QueryProgram(parsing: minuses) }
    let chain = "fields " + Array(repeating: "1", count: 300).joined(separator: "+")
    let error = try #require(throws: QueryError.self) { try QueryProgram(parsing: chain) }
    #expect(error.message == "at most 256 operators stand in a row")
    let long = "fields " + String(repeating: " ", count: Parser.bytesMax)
    #expect(throws: QueryError.self) { try QueryProgram(parsing: long) }
  }
}
