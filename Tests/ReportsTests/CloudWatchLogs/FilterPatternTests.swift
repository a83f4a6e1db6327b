import Testing

@testable import Reports

/// What FilterLogEvents finds, pattern by pattern.
@Suite struct FilterPatternTests {
  static let json = #"""
    {"a":1,"b":{"c":"x y"},"l":[{"m":2.5}],"t":true,"n":null,"d.e":"z","name":"clinic-a"}
    """#

  @Test(
    arguments: [
      ("", "anything", true), ("ERROR", "an ERROR here", true), ("ERROR", "an error", false),
      ("ERROR -timeout", "ERROR timeout", false), ("ERROR -timeout", "ERROR", true),
      ("?a1 ?b2", "has b2", true), ("?a1 ?b2", "neither", false),
      ("\"two words\"", "two words", true),
      ("\"two words\"", "two  words", false), ("one two", "two, then one", true),
      ("{ $.a = 1 }", json, true), ("{ $.a = 1 }", "no json", false), ("{$.a>=2}", json, false),
      ("{ $.b.c = \"x*\" }", json, true), ("{ $.b.c != \"x*\" }", json, false),
      ("{ $.l[0].m < 3 }", json, true), ("{ $.l[1].m < 3 }", json, false),
      ("{ $.t IS TRUE }", json, true), ("{ $.t IS FALSE }", json, false),
      ("{ $.n IS NULL }", json, true), ("{ $.zz NOT EXISTS }", json, true),
      ("{ $.a NOT EXISTS }", json, false), ("{ $.['d.e'] = z }", json, true),
      ("{ $.a = 1 && $.t IS FALSE || $.name = clinic-* }", json, true),
      ("{ $.a = 1 && ($.t IS FALSE || $.name = hospital-*) }", json, false),
    ] as [(String, String, Bool)])
  func finds(pattern: String, line: String, isFound: Bool) throws {
    #expect(try FilterPattern(parsing: pattern).matches(Array(line.utf8)) == isFound)
  }

  @Test(
    arguments: [
      "[a, b]", "%re%", "{", "{}", "{ $ }", "{ $.a = }", "{ $.a ~ 1 }", "{ $.a = 1 } x", "\"open",
      "{ $.a < \"x\" }", "{ $.a = 1 && }", "{ ($.a = 1 }", "{ $.l[x] = 1 }", "{ $.a = %b% }", "-",
      "{ " + String(repeating: "(", count: 100_000),
    ])
  func refuses(pattern: String) {
    #expect(throws: LogsException.self) { try FilterPattern(parsing: pattern) }
  }

  /// Many stars take time with the product of the lengths, not with their power.
  @Test func endsSoon() {
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 2_000)
    let stars = Array(String(repeating: "*a", count: 100).utf8) + [UInt8(ascii: "b")]
    #expect(!FilterTest.matches(text, stars))
  }
}
