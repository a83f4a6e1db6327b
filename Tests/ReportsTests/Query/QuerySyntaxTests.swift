import Testing

@testable import Reports

@Suite struct QuerySyntaxTests {
  /// A query, and how it is printed.
  @Test(
    arguments: [
      ("fields @timestamp, @message", "fields @timestamp, @message"),
      ("FIELDS tenant AS t", "fields tenant as t"),
      ("| filter (cost>2)", "filter cost > 2"),
      (
        "where tenant='a' or (tier=\"b\" and not feature=\"c\")",
        "filter tenant = \"a\" or tier = \"b\" and not feature = \"c\""
      ),
      (
        "filter (tenant = \"a\" or tier = \"b\") and cost > 1",
        "filter (tenant = \"a\" or tier = \"b\") and cost > 1"
      ),
      (
        "fields 1-2-3, 1-(2-3), 2^3^2, (2^3)^2, -(1+2)*3, -2^2, (-2)^2",
        "fields 1 - 2 - 3, 1 - (2 - 3), 2 ^ 3 ^ 2, (2 ^ 3) ^ 2, -(1 + 2) * 3, -2 ^ 2, (-2) ^ 2"
      ),
      ("fields `tenant`, cost/@duration", "fields `tenant`, cost / @duration"),
      (
        "filter tenant like /2\\d\\/x/ and model not like 'a\"b\\\\'",
        "filter tenant like /2\\d\\/x/ and model not like \"a\\\"b\\\\\""
      ),
      ("filter tenant =~ /(?i)acme/", "filter tenant =~ /(?i)acme/"),
      (
        "filter requests in [1, 2.50, \"x\"] or model not in []",
        "filter requests in [1, 2.50, \"x\"] or model not in []"
      ),
      (
        "stats COUNT(*), Sum(cost) as c BY bin(300s) as t, tenant",
        "stats count(*), sum(cost) as c by bin(300s) as t, tenant"
      ),
      (
        "stats count() by datefloor(@timestamp, 1mo)",
        "stats count() by datefloor(@timestamp, 1mo)"
      ),
      (
        "PARSE @message \"[*] *\" AS a, `b-c`|parse x.y /(?<n>\\d+)\\//  multi",
        "parse @message \"[*] *\" as a, `b-c` | parse x.y /(?<n>\\d+)\\// multi"
      ),
      (
        "parse logfmt as m | parse (a+b) csv as x,y",
        "parse logfmt as m | parse (a + b) csv as x, y"
      ),
      ("parse /(a)(b)/ as p, q", "parse /(a)(b)/ as p, q"),
      ("dedup a , b[0].c.d | limit 1", "dedup a, b[0].c.d | limit 1"),
      ("unnest jsonParse(x)[0].y into z", "unnest jsonparse(x)[0].y into z"),
      ("pattern concat(a,b)", "pattern concat(a, b)"),
      ("stats sum(a) by b | diff PREVIOUSweek", "stats sum(a) by b | diff previousWeek"),
      (
        "addtotals col=true, fieldname=`All of it` sum(cost), n",
        "addtotals fieldname=`All of it` row=true col=true `sum(cost)`, n"
      ),
      (
        "fillmissing with 0 for a, -1 for count(*)",
        "fillmissing with 0 for a, -1 for `count(*)`"
      ),
      ("filldown | filldown a,b | accum x as y", "filldown | filldown a, b | accum x as y"),
      ("lookup t k as v output a, b", "lookup t k as v OUTPUT a, b"),
      (
        "SOURCE logGroups(namePrefix:['/a', '/b'], class:'STANDARD') START=-1h END=0s | limit 1",
        "SOURCE logGroups(namePrefix:[\"/a\", \"/b\"], class:\"STANDARD\") START=-3600s END=0s "
          + "| limit 1"
      ),
      ("sort by cost desc, tenant", "sort cost desc, tenant asc"),
      ("# a comment\nlimit any 5 # another\n", "limit any 5"),
      ("filter (tenant = \"a\") = (tier = \"b\")", "filter (tenant = \"a\") = (tier = \"b\")"),
      ("filter tenant = (not tier)", "filter tenant = (not tier)"),
    ])
  func printsBackToTheSameTree(query: String, printed: String) throws {
    let (groups, commands) = try Parser.parseAll(query)
    let texts = (groups.map { [$0.printed] } ?? []) + commands.map(\.printed)
    let text = texts.joined(separator: " | ")
    #expect(text == printed)
    #expect(try Parser.parseAll(text).groups == groups)
    let again = try Parser.parse(text)
    #expect(again.count == commands.count)
    for (left, right) in zip(commands, again) { #expect(left.isEqual(to: right)) }
  }

  /// Different meanings are different trees.
  @Test(
    arguments: [
      ("filter a = 1", "filter a = 1.0"), ("filter a - b - c", "filter a - (b - c)"),
      ("limit 5", "limit any 5"), ("fields a", "fields `a`"), ("fields a", "display a"),
    ])
  func tellsTreesApart(left: String, right: String) throws {
    #expect(try !Parser.parse(left)[0].isEqual(to: Parser.parse(right)[0]))
  }

  /// Whatever parses prints as a text that parses to the same tree, however it was put together.
  @Test(arguments: 0..<400) func printsBackWhateverParses(seed: UInt64) throws {
    var random = SplitMix(seed &+ 5_000)
    let pieces = [
      "fields a", "| filter ", "a", "-1", "1.5", "\"x\\\\\"", "=", "and", "not", "(a)", "^", "*",
      "/b/",
      "like", "in [1, 'x']", "| parse @m '* *' as p, q", "| parse /(?<g>.)/ multi", "| sort b desc",
      "| dedup a", "| unnest l[0].m into n", "as t", ",", "| stats sum(a) by bin(5m)", "| limit 3",
      "| addtotals col=true", "| fillmissing with 1 for a", "| accum a as b", "abs(2)", "`q r`",
    ]
    let text = (0..<1 + random.below(8)).map { _ in random.pick(pieces) }.joined(separator: " ")
    guard let commands = try? Parser.parse(text) else { return }
    let printed = commands.map(\.printed).joined(separator: " | ")
    let again = try Parser.parse(printed)
    #expect(again.count == commands.count, "seed \(seed): \(text) → \(printed)")
    for (left, right) in zip(commands, again) {
      #expect(left.isEqual(to: right), "seed \(seed): \(text) → \(printed)")
    }
  }

  /// Random bytes are a query or an error with a place inside the text; nothing traps.
  @Test(arguments: 0..<300) func survivesRandomText(seed: UInt64) {
    var random = SplitMix(seed)
    let pieces = [
      "fields", " ", "|", "(", ")", "[", "]", "/", "`", "\"", "'", "a.b", "@t", "5m", "9", ".",
      "not ", "in", "like", "stats", "by", "as", "parse", "multi", "logfmt", "unnest", "into",
      "dedup",
      "lookup", "OUTPUT", "accum", "fillmissing with", "for", "diff", "SOURCE", "logGroups(", ":",
      ",", "#", "\n", "\\", "é", "=~", "sum(", "^", "-",
    ]
    let text = (0..<random.below(30)).map { _ in pieces[random.below(pieces.count)] }.joined()
    do {
      _ = try QueryProgram(parsing: text)
      _ = try QueryProgram(parsing: text, environment: QueryEnvironment(rows: .lines))
    } catch {
      #expect(error.range.upperBound <= text.utf8.count, "seed \(seed): \(text)")
      #expect(error.description.hasPrefix("query:"), "seed \(seed): \(text)")
    }
  }
}

/// A small generator of random numbers that gives the same ones for the same seed.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
