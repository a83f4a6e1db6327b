import CostModel
import Testing

@Suite struct JSON5Tests {
  private func read(_ text: String) throws -> JSON5Value {
    try JSON5Reader.read(SourceText(Array(text.utf8), fileName: "f.json5"))
  }

  private func failure(_ text: String) -> String {
    do {
      _ = try read(text)
      return "read"
    } catch {
      return "\(error)"
    }
  }

  @Test func readsAllOfTheSyntax() throws {
    let value = try read(
      """
      // a comment
      { plain: 'single', "quoted key": "double", $a_1: [1, 2.50, +.5, 0x1F, -1e-7, ], /* in
        between */ deep: { t: true, f: false, n: null },
        text: "\\u00e9\\x41\\uD83D\\uDE00\\n\\
      joined",
      }
      """)
    #expect(value["plain"]?.string == "single")
    #expect(value["quoted key"]?.string == "double")
    let numbers = value["$a_1"]?.elements?.map { element -> String in
      if case .number(let text) = element.content { text } else { "" }
    }
    #expect(numbers == ["1", "2.50", "+.5", "0x1F", "-1e-7"])
    #expect(value["text"]?.string == "éA😀\njoined")
    #expect(value["deep"]?.members?.map(\.key) == ["t", "f", "n"])
  }

  /// Texts that are read at once, and such that are not.
  @Test(arguments: [
    ("''", ""), ("'plain'", "plain"), ("\"it's\"", "it's"), ("'a\tb\rc'", "a\tb\rc"),
    ("'16 ASCII bytes..'", "16 ASCII bytes.."), ("'größe'", "größe"), ("'日本 a'", "日本 a"),
    ("'a\\'b'", "a'b"), ("'\\\\'", "\\"), ("'\\q\\/'", "q/"), ("'a\\\r\nb'", "ab"),
    ("'\\0\\b\\f\\v\\n\\r\\t'", "\0\u{8}\u{C}\u{B}\n\r\t"),
  ])
  func readsTexts(source: String, text: String) throws {
    #expect(try read(source).string == text)
    let member = try #require(try read("{ \(source): 1 }").members?.first)
    #expect(member.key == text && member.keyRange == 2..<2 + source.utf8.count)
  }

  /// Few keys are compared with each other, many are looked up.
  @Test(arguments: [2, 15, 16, 17, 18, 40])
  func everyRepeatedKeyIsReported(count: Int) {
    let keys = (0..<count).map { "k\($0): 0,\n" }.joined()
    #expect(failure("{\n\(keys)}") == "read")
    for repeated in [0, count - 1] {
      let errors = failure("{\n\(keys)k\(repeated): 1, k\(repeated): 2 }").split(separator: "\n")
        .filter { $0.contains("error") }
      let name = "\"k\(repeated)\" stands twice in this object (first on line \(repeated + 2))"
      let columns = [1, "k\(repeated): 1, ".count + 1]
      #expect(errors == columns.map { "f.json5:\(count + 2):\($0): error: \(name)" })
    }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    for bytes: [UInt8] in [
      [0x27, 0xFF, 0x27], [0x27, 0x61, 0xC3, 0x27], [0x27, 0xED, 0xA0, 0x80, 0x27],
    ] {
      #expect(throws: DiagnosticsError.self) {
        try JSON5Reader.read(SourceText(bytes, fileName: "f"))
      }
    }
  }

  @Test func placesAreExact() throws {
    let source = SourceText(Array("{\n  größe: 'é',\n}".utf8), fileName: "f")
    let value = try JSON5Reader.read(source)
    let member = try #require(value.members?.first)
    #expect(source.position(of: member.keyRange.lowerBound) == (2, 3))
    #expect(source.position(of: member.value.range.lowerBound) == (2, 10))
    #expect(source.position(of: member.value.range.upperBound) == (2, 13))
  }

  @Test(arguments: [
    ("", "f.json5:1:1: error: the file ends where a value should stand"),
    ("{ a: 1", "f.json5:1:7: error: expected \",\" or \"}\"\n  { a: 1\n        ^"),
    ("{ a 1 }", "f.json5:1:5: error: expected \":\" after \"a\"\n  { a 1 }\n      ^"),
    ("[1 2]", "f.json5:1:4: error: expected \",\" or \"]\"\n  [1 2]\n     ^"),
    ("{} x", "f.json5:1:4: error: expected the end of the file after the value\n  {} x\n     ^"),
    ("1.2.3", "f.json5:1:1: error: \"1.2.3\" is not a number\n  1.2.3\n  ^^^^^"),
    ("'a", "f.json5:1:1: error: this text has no closing quote on its line\n  'a\n  ^^"),
    ("'ab\nc'", "f.json5:1:1: error: this text has no closing quote on its line\n  'ab\n  ^^^"),
    ("\"a'", "f.json5:1:1: error: this text has no closing quote on its line\n  \"a'\n  ^^^"),
    ("['é", "f.json5:1:2: error: this text has no closing quote on its line\n  ['é\n   ^^"),
    ("'a\\x4g'", "f.json5:1:3: error: expected 2 hexadecimal digits\n  'a\\x4g'\n    ^^^"),
    ("'a\\", "f.json5:1:4: error: the file ends inside a text\n  'a\\\n     ^"),
    ("[+]", "f.json5:1:2: error: expected a number\n  [+]\n   ^"),
    (
      "{ 1a: 2 }",
      "f.json5:1:5: error: expected a key\n  { 1a: 2 }\n      ^\n"
        + "  hint: keys with other characters stand in quotes"
    ),
    ("/* x", "f.json5:1:1: error: this comment has no end\n  /* x\n  ^^"),
    (
      "{ a: yes }",
      "f.json5:1:6: error: expected a value, found yes\n  { a: yes }\n       ^^^\n"
        + "  hint: texts stand in quotes"
    ),
    (
      "{ a: 1,\n  'a': 2 }",
      "f.json5:2:3: error: \"a\" stands twice in this object (first on line 1)\n"
        + "    'a': 2 }\n    ^^^"
    ),
    (
      "'\\uD800'",
      "f.json5:1:2: error: this escape is half of a surrogate pair\n  '\\uD800'\n   ^^^^^^"
    ),
  ])
  func refusesWithThePlace(text: String, message: String) {
    #expect(failure(text) == message)
  }

  @Test func nestingIsLimited() throws {
    let open = String(repeating: "[", count: 64)
    let close = String(repeating: "]", count: 64)
    #expect(throws: Never.self) { try read(open + close) }
    #expect(failure("[" + open + close + "]").contains("more than 64 levels of nesting"))
    #expect(failure(String(repeating: "[", count: 100_000)).contains("more than 64 levels"))
  }

  @Test func arbitraryBytesNeverTrap() {
    let alphabet = Array("{}[]:,\"'\\/*ae1.-+x\n\u{e9}u0D8".utf8)
    for seed: UInt64 in 1...3000 {
      var random = TestRandom(seed: seed)
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      _ = try? JSON5Reader.read(SourceText(bytes, fileName: "f"))
      _ = try? PriceBook(json5: bytes, fileName: "f")
      _ = try? TenantRegistry(importing: bytes, fileName: "f")
    }
  }
}
