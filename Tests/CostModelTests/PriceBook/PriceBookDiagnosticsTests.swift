import CostModel
import Testing

@Suite struct PriceBookDiagnosticsTests {
  /// A book with the given lines, so that the tests show only what matters.
  static func bookText(_ lines: String, head: String = "") -> String {
    "{ name: 'test', as_of: '2026-11-20', currency: 'USD', \(head)lines: [\n\(lines)\n] }"
  }

  private func diagnostics(_ text: String) -> String {
    do {
      let book = try PriceBook(json5: Array(text.utf8), fileName: "p.json5")
      return book.warnings.map(\.description).joined(separator: "\n")
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    (
      "{ modle: 'm', unit: 'per_token', prices: { input: '1' } }",
      """
      p.json5:2:1: error: a price line needs "model"
        { modle: 'm', unit: 'per_token', prices: { input: '1' } }
        ^
      p.json5:2:3: error: a price line has no "modle"
        { modle: 'm', unit: 'per_token', prices: { input: '1' } }
          ^^^^^
        hint: did you mean 'model'?
      """
    ),
    (
      "{ model: 'm', unit: 'per_1m_token', prices: { input: '1' } }",
      """
      p.json5:2:15: error: there is no unit "per_1m_token"
        { model: 'm', unit: 'per_1m_token', prices: { input: '1' } }
                      ^^^^
        hint: did you mean 'per_1m_tokens'?
      """
    ),
    (
      "{ model: 'm', prices: { input: '1' } }",
      """
      p.json5:2:1: error: a price line needs "unit"
        { model: 'm', prices: { input: '1' } }
        ^
      """
    ),
    (
      "{ model: 'm', unit: 'per_call', prices: { input: '1' } }",
      """
      p.json5:2:43: error: "input" has no price per_call
        { model: 'm', unit: 'per_call', prices: { input: '1' } }
                                                  ^^^^^
        hint: put it on a line with unit per_1m_tokens
      """
    ),
    (
      "{ model: 'm', unit: 'per_token', prices: { request: '1', ouput: 2 } }",
      """
      p.json5:2:44: error: "request" has no price per_token
        { model: 'm', unit: 'per_token', prices: { request: '1', ouput: 2 } }
                                                   ^^^^^^^
        hint: put it on a line with unit per_call or per_1k_calls
      p.json5:2:58: error: there is no price "ouput"
        { model: 'm', unit: 'per_token', prices: { request: '1', ouput: 2 } }
                                                                 ^^^^^
        hint: did you mean 'output'?
      """
    ),
    (
      "{ model: 'm', unit: 'per_1m_tokens', prices: { input: '1e-19', output: -1 } }",
      """
      p.json5:2:55: error: 1e-19 per_1m_tokens, for one, needs more than 24 digits \
      after the point
        { model: 'm', unit: 'per_1m_tokens', prices: { input: '1e-19', output: -1 } }
                                                              ^^^^^^^
      p.json5:2:72: error: a price below zero
        { model: 'm', unit: 'per_1m_tokens', prices: { input: '1e-19', output: -1 } }
                                                                               ^^
      """
    ),
    (
      "{ model: 'm', currency: 'EUR', unit: 'per_token', prices: { input: '1' } }",
      """
      p.json5:2:15: error: this line is in EUR, the book in USD
        { model: 'm', currency: 'EUR', unit: 'per_token', prices: { input: '1' } }
                      ^^^^^^^^
        hint: one currency a book: convert the price, or keep another book
      """
    ),
    (
      "{ model: 'gpt-*', unit: 'per_token', prices: { input: '1' } }",
      """
      p.json5:2:3: error: "gpt-*" is a pattern; a price needs the exact id
        { model: 'gpt-*', unit: 'per_token', prices: { input: '1' } }
          ^^^^^
        hint: list the ids, or declare aliases
      """
    ),
    (
      "{ model: 'm', from: '2026-03-01', to: '2026-03-01', unit: 'per_token', prices: {input: 1} }",
      """
      p.json5:2:35: error: this line ends before it begins
        { model: 'm', from: '2026-03-01', to: '2026-03-01', unit: 'per_token', prices: {input: 1} }
                                          ^^
        hint: a line holds from "from" until just before "to"
      """
    ),
  ])
  func faults(line: String, expected: String) {
    #expect(diagnostics(Self.bookText(line)) == expected)
  }

  @Test func overlapNamesTheOtherLine() {
    let lines = """
      { model: 'm', unit: 'per_token', prices: { input: 1, output: 2 }, to: '2026-03-02' },
      { model: ['n', 'm'], unit: 'per_1k_tokens', prices: { output: 3 }, from: '2026-03-01' },
      """
    #expect(
      diagnostics(Self.bookText(lines)) == """
        p.json5:3:1: error: this line and line 2 both price m output at the same time under the \
        same conditions
          { model: ['n', 'm'], unit: 'per_1k_tokens', prices: { output: 3 }, from: '2026-03-01' },
          ^
          hint: remove one, part them by "from" and "to", or give one a condition
        """)
  }

  @Test(arguments: [
    "{ model: 'm', tenant_tier: 'premium', P }, { model: 'm', P }",
    "{ model: 'm', provider: 'openai', P }, { model: 'm', P }",
    "{ model: 'm', to: '2026-03-01', P }, { model: 'm', from: '2026-03-01', P }",
    "{ model: 'm', profiles: ['us'], P }, { model: 'm', profiles: ['eu', 'none'], P }",
    "{ model: 'm', above: 200000, P }, { model: 'm', P }",
    "{ model: 'm', P }, { model: 'm', unit: 'per_token', prices: { output: 1 } }",
  ])
  func linesThatDifferDoNotOverlap(lines: String) {
    let text = lines.replacing("P", with: "unit: 'per_token', prices: { input: 1 }")
    #expect(diagnostics(Self.bookText(text)) == "")
  }

  @Test func gapIsAWarning() {
    let lines = """
      { model: 'm', to: '2026-01-01', unit: 'per_token', prices: { input: 1 } },
      { model: 'm', from: '2026-01-05', unit: 'per_token', prices: { input: 2 } },
      """
    #expect(
      diagnostics(Self.bookText(lines)) == """
        p.json5:3:1: warning: no price for m input from 2026-01-01 to 2026-01-05
          { model: 'm', from: '2026-01-05', unit: 'per_token', prices: { input: 2 } },
          ^
          hint: usage in between is unpriced, or priced by a general line
        """)
  }

  @Test func headIsChecked() {
    #expect(
      diagnostics("{ as_of: 'today', currency: 'Dollar', extend: 'built-in', lines: [] }") == """
        p.json5:1:1: error: a price book needs "name"
          { as_of: 'today', currency: 'Dollar', extend: 'built-in', lines: [] }
          ^
        p.json5:1:3: error: "as_of" needs a date such as 2026-11-20
          { as_of: 'today', currency: 'Dollar', extend: 'built-in', lines: [] }
            ^^^^^
        p.json5:1:19: error: "currency" needs an ISO 4217 code such as USD
          { as_of: 'today', currency: 'Dollar', extend: 'built-in', lines: [] }
                            ^^^^^^^^
        p.json5:1:39: error: a price book has no "extend"
          { as_of: 'today', currency: 'Dollar', extend: 'built-in', lines: [] }
                                                ^^^^^^
          hint: did you mean 'extends'?
        """)
  }

  @Test func anInheritedStepIsPointedOut() {
    let lines =
      "{ provider: 'google', model: 'gemini-2.5-pro', unit: 'per_1m_tokens', "
      + "prices: { input: 1, output: 8 } }"
    let found = diagnostics(Self.bookText(lines, head: "extends: 'built-in', "))
    #expect(
      found.contains("prompts above 200000 tokens keep the price of the built-in book's step"))
  }
}
