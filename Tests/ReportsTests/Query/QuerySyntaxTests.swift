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
      ("sort by cost desc, tenant", "sort cost desc, tenant asc"),
      ("# a comment\nlimit any 5 # another\n", "limit any 5"),
      ("filter (tenant = \"a\") = (tier = \"b\")", "filter (tenant = \"a\") = (tier = \"b\")"),
      ("filter tenant = (not tier)", "filter tenant = (not tier)"),
    ])
  func printsBackToTheSameTree(query: String, printed: String) throws {
    let commands = try Parser.parse(query)
    let text = commands.map(\.printed).joined(separator: " | ")
    #expect(text == printed)
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

  /// Random bytes are a query or an error with a place inside the text; nothing traps.
  @Test(arguments: 0..<300) func survivesRandomText(seed: UInt64) {
    var random = SplitMix(seed)
    let pieces = [
      "fields", " ", "|", "(", ")", "[", "]", "/", "`", "\"", "'", "a.b", "@t", "5m", "9", ".",
      "not ", "in", "like", "stats", "by", "as", ",", "#", "\n", "\\", "é", "=~", "sum(", "^", "-",
    ]
    let text = (0..<random.below(30)).map { _ in pieces[random.below(pieces.count)] }.joined()
    do {
      _ = try QueryProgram(parsing: text)
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
