import CostModel
import Testing

@Suite struct PriceBookExtendingTests {
  private func book(_ lines: String) throws -> PriceBook {
    try PriceBook(
      json5: Array(PriceBookDiagnosticsTests.bookText(lines, head: "extends: 'built-in', ").utf8),
      fileName: "p.json5")
  }

  private func input(_ book: PriceBook, _ model: String, serviceTier: String? = nil) -> String? {
    var context = PriceContext()
    context.provider = "openai"
    context.model = model
    context.serviceTier = serviceTier
    context.instantNanoseconds = 1_796_000_000_000_000_000
    return book.rateCard(for: context).match(PriceMeter(.input))?.unitPrice.description
  }

  @Test func ownLinesComeBeforeInheritedOnes() throws {
    let book = try book("{ model: 'gpt-4o', unit: 'per_1m_tokens', prices: { input: '2.25' } }")
    #expect(input(book, "gpt-4o") == "0.00000225")
    // The built-in book declares the dated name as an alias: the own price holds for it, too.
    #expect(input(book, "gpt-4o-2024-08-06") == "0.00000225")
    #expect(input(book, "gpt-4o", serviceTier: "batch") == "0.00000125")
    #expect(input(book, "gpt-4o-mini") == "0.00000015")
  }

  @Test func theKeptTextNeedsNoOtherBook() throws {
    let book = try book("{ model: 'gpt-4o', unit: 'per_1m_tokens', prices: { input: '2.25' } }")
    let again = try PriceBook(json5: book.text, fileName: "ledger")
    #expect(again.sha256 == book.sha256)
    #expect(again.lines.count == book.lines.count)
    #expect(input(again, "gpt-4o-2024-08-06") == "0.00000225")
    #expect(input(again, "gpt-4o", serviceTier: "batch") == "0.00000125")
    #expect(book.sha256 != PriceBook.builtIn.sha256)
    for (line, other) in zip(book.lines, again.lines) {
      #expect(line.prices == other.prices)
      #expect(line.isInherited == other.isInherited)
    }
  }

  @Test func aPlainFileIsKeptAsItIs() throws {
    let text = Array(
      PriceBookDiagnosticsTests.bookText(
        "{ model: 'm', unit: 'per_token', prices: { input: 1 } }"
      ).utf8)
    let book = try PriceBook(json5: text, fileName: "p.json5")
    #expect(book.text == text)
    #expect(book.sha256 == sha256Hex(text))
  }

  @Test func anotherCurrencyCannotExtend() {
    let text = "{ name: 'e', as_of: '2026-11-20', currency: 'EUR', extends: 'built-in' }"
    let error = #expect(throws: PriceBookError.self) {
      try PriceBook(json5: Array(text.utf8), fileName: "p.json5")
    }
    #expect(
      error?.description == """
        p.json5:1:35: error: this book is in EUR, the book it extends in USD
          \(text)
                                            ^^^^^^^^
          hint: one currency a book: leave "extends" out
        """)
  }
}
