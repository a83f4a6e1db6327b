import CostModel
import Testing

@testable import CostModel

@Suite struct BillReaderTests {
  private func read(_ text: String, basis: CostBasis = .standard) throws -> Bill {
    try Bill(reading: Array(text.utf8), fileName: "bill", basis: basis)
  }

  @Test(arguments: [
    "line_item_unblended_cost", "lineItem/UnblendedCost", "LineItem_UnblendedCost",
  ]) func columnsAreFoundHoweverTheyAreSpelt(spelling: String) {
    #expect(BillTable.name(spelling) == "line_item_unblended_cost")
  }

  /// Absent, empty and a literal text are three things; a column that is missing is absent.
  @Test func tellsAbsentEmptyAndLiteralApart() throws {
    let bill = try read(
      """
      line_item_product_code,line_item_unblended_cost,resource_tags_user_tenant_id
      A,1,
      B,1,""
      C,1,pooled
      """)
    #expect(
      bill.lines.map { $0.tags["tenant_id"] } == [.absent, .empty, .text("pooled")])
    let other = try read("line_item_product_code,line_item_unblended_cost\nA,1\n")
    #expect(other.lines[0].tags["tenant_id"] == nil)
  }

  @Test(arguments: [
    ("2.4e-06", "0.0000024"), ("1.1999999999999999E-5", "0.000011999999999999999"),
    ("8.7e+2", "870"), ("-0.5", "-0.5"),
    // 25 digits after the point: rounded half to even at the 24th, with a warning.
    ("1.234567890123456789e-7", "0.000000123456789012345679"),
  ]) func numbersAreExact(text: String, amount: String) throws {
    let bill = try read("line_item_product_code,line_item_unblended_cost\nA,\(text)\n")
    #expect(bill.total == (try Money(parsing: amount)))
    #expect(bill.warnings.count == (text.hasSuffix("e-7") ? 1 : 0))
  }

  /// A spreadsheet's damage is told and not guessed at; the money is still counted.
  @Test func aMangledDateIsNoDate() throws {
    let bill = try read(
      """
      line_item_product_code,line_item_usage_start_date,split_line_item_split_cost,\
      split_line_item_unused_cost,resource_tags_user_tenant_id
      AmazonECS,00:00.0,0.008692308,0.019076923,tenant1
      AmazonECS,00:00.0,0.5,0,tenant2
      """)
    #expect(bill.lines.map(\.from) == [nil, nil, nil])
    #expect(bill.lines.map(\.charge) == [nil, "Unused", nil])
    #expect(bill.lines[1].tags.isEmpty)
    #expect(bill.warnings.count == 1)
    #expect(bill.total == (try Money(parsing: "0.527769231")))
  }

  @Test(arguments: [
    ("USE1-Claude4Sonnet-input-tokens", "input"),
    ("USE1-X-mantle-output-tokens-standard", "output"),
    ("USE1-NovaPro-cache-read-input-token-count", "cache_read"),
    ("USE1-NovaPro-cache-write-input-token-count", "cache_write"),
    ("cache_creation.ephemeral_1h_input_tokens", "cache_write_long"),
    ("cache_creation.ephemeral_5m_input_tokens", "cache_write"),
    ("uncached_input_tokens", "input"), ("gpt-4o, cached input", "cache_read"),
    ("Cached Input Tokens", "cache_read"), ("web_search", "web_searches"),
    ("Requests-Tier1", nil),
  ]) func knowsWhatWasUsed(words: String, meter: String?) {
    #expect(billedMeter(words)?.name == meter)
  }

  /// Cents, in text, by token type.
  @Test func readsAnthropicsCostReport() throws {
    let bill = try read(
      """
      {"data": [{"starting_at": "2026-11-01T00:00:00Z", "ending_at": "2026-11-02T00:00:00Z",
        "results": [{"currency": "USD", "amount": "123.78912", "workspace_id": "wrkspc_1",
          "description": "Claude Sonnet 4 Usage - Input Tokens", "cost_type": "tokens",
          "model": "claude-sonnet-4-20250514", "token_type": "uncached_input_tokens"}]}],
        "has_more": true}
      """)
    #expect(bill.format == .anthropic)
    #expect(bill.total == (try Money(parsing: "1.2378912")))
    #expect(bill.lines[0].meter == PriceMeter(.input))
    #expect(bill.lines[0].project == "wrkspc_1")
    #expect(bill.warnings.first?.message.contains("not the whole bill") == true)
  }

  @Test func readsOpenAIsDashboardFile() throws {
    let bill = try read(
      """
      start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,line_item,\
      project_id
      1793491200,1793577600,2026-11-01T00:00:00+00:00,2026-11-02T00:00:00+00:00,0.06,usd,\
      "gpt-4o-2024-08-06, cached input",proj_1
      """)
    #expect(bill.format == .openai)
    #expect(bill.currency == "USD")
    #expect(bill.lines[0].model == "gpt-4o-2024-08-06")
    #expect(bill.lines[0].meter == PriceMeter(.cacheRead))
    #expect(bill.period?.lowerBound == Instant.parse("2026-11-01T00:00:00Z"))
  }

  @Test func countsTokensInAnyUnit() throws {
    for (number, unit, count) in [
      ("4.067", "1K tokens", 4_067), ("8.4", "1000000 Tokens", 8_400_000), ("77", "Tokens", 77),
      ("0.0005", "1K tokens", nil), ("3", "image", nil),
    ] as [(String, String, Int64?)] {
      #expect(billedQuantity(try ExactDecimal(parsing: number), unit: unit) == count)
    }
  }

  @Test(arguments: [
    ("a,b\n1,2\n", "the columns are those of no bill that is known"),
    ("", "the file is empty"),
    ("line_item_product_code,line_item_unblended_cost\nA,12x\n", "is not a decimal number"),
    ("line_item_product_code,line_item_unblended_cots\nA,1\n", "there is no column"),
    (
      "line_item_product_code,line_item_unblended_cost,line_item_currency_code\nA,1,USD\nA,1,EUR\n",
      "amounts in EUR, USD"
    ),
    ("{\"data\": [{\"results\": [{\"currency\": \"USD\"}]}]}", "expected \"amount\""),
  ]) func refusesWithTheReason(text: String, message: String) {
    do {
      _ = try read(text)
      Issue.record("the bill was taken")
    } catch {
      #expect("\(error)".contains(message), "\(error)")
    }
  }

  @Test func modelsMeetUnderTheirPlainNames() {
    let known = ["us.anthropic.claude-sonnet-4-20250514-v1:0", "gpt-4o", "gpt-4o-2024-08-06"]
    #expect(matchingModels("gpt-4o-2024-08-06", among: known) == ["gpt-4o-2024-08-06"])
    #expect(matchingModels("gpt-4o-2024-11-20", among: known) == ["gpt-4o", "gpt-4o-2024-08-06"])
    #expect(matchingModels("anthropic.claude-sonnet-4", among: known) == [known[0]])
    #expect(matchingModels("gpt-4", among: known).isEmpty)
  }
}
