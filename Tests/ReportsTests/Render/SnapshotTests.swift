import CostModel
import Testing

@testable import Reports

@Suite struct SnapshotTests {
  private func report(_ name: ReportName) throws -> ReportTable {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "0.15", output: "0.6"))
    usage.add(
      "2026-11-20T10:00:00Z", tenant: "hospital-a", tier: "premium", feature: "chat",
      input: 1_842, output: 231)
    usage.add(
      "2026-11-21T10:00:00Z", tenant: "clinic-b", tier: "basic", feature: "chat", input: 1_000,
      flags: [.error])
    usage.add("2026-11-21T11:00:00Z", tenant: nil, model: "mystery", input: 77)
    var table = try makeReport(
      ReportRequest(
        name: name,
        period: Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0))),
      source: usage)
    table.priceBook.sha256 = "0123456789abcdef"
    return table
  }

  @Test func terminal() throws {
    #expect(
      String(decoding: render(try report(.costPerTenant), as: .table), as: UTF8.self) == """
        Cost per tenant
        Period      2026-11-01 to 2026-11-30 (30 days, both included), UTC
        Currency    USD
        Price book  test, as of 2026-11-01, sha256 0123456789ab

                                                                           Input  Output  Unpriced
        Tenant          Tier            Cost     Share  Requests  Errors  tokens  tokens    tokens
        ──────────────  ───────  ───────────  ────────  ────────  ──────  ──────  ──────  ────────
        hospital-a      premium    0.0004149   73.45 %         1       0   1,842     231         0
        clinic-b        basic      0.0001500   26.55 %         1       1   1,000       0         0
        (unattributed)  (none)   ≥ 0.0000000    0.00 %         1       0      77       0        77
        ──────────────  ───────  ───────────  ────────  ────────  ──────  ──────  ──────  ────────
        Total                    ≥ 0.0005649  100.00 %         3       1   2,919     231        77

        Coverage  priced 97.55 %, attributed 97.55 %, measured 100 % of tokens
        ≥ marks costs without the 77 tokens that no price line covers.

        Findings
          unpriced_usage (1): 77 tokens of model 'mystery' without a price: \
        the price book has no line for
            the model

        Not shown: input cost, output cost, metered requests (--wide shows every column)

        """)
  }

  @Test func csv() throws {
    let text = String(decoding: render(try report(.featureCostPerTier), as: .csv), as: UTF8.self)
    let tail =
      "USD,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,test,0123456789abcdef,0.975555,0.975555,1"
    let header = """
      tier,feature,tenants,requests,metered_requests,errors,input_tokens,cache_read_tokens,\
      cache_write_tokens,output_tokens,reasoning_tokens,unpriced_tokens,cost,input_cost,\
      cache_read_cost,cache_write_cost,output_cost,reasoning_cost,cost_complete,\
      cost_per_tenant,cost_per_request,currency,period_from,period_to,price_book,\
      price_book_sha256,priced_share,attributed_share,findings
      """
    let rows = [
      header,
      "premium,chat,1,1,1,0,1842,0,0,231,0,0,0.0004149,0.0002763,0,0,0.0001386,0,true,0.0004149,"
        + "0.0004149,\(tail)",
      "basic,chat,1,1,0,1,1000,0,0,0,0,0,0.00015,0.00015,0,0,0,0,true,0.00015,0.00015,\(tail)",
      "(none),(none),0,1,1,0,77,0,0,0,0,77,0,0,0,0,0,0,false,,0,\(tail)", "",
    ]
    #expect(text == rows.joined(separator: "\r\n"))
  }

  @Test func markdown() throws {
    let text = String(
      decoding: render(try report(.featureCostPerTier), as: .markdown), as: UTF8.self)
    let matrix = """
      ## Cost by feature and tier

      | Feature | premium | basic | (none) | Total |
      | --- | ---: | ---: | ---: | ---: |
      | chat | 0.0004149 | 0.0001500 |  | **0.0005649** |
      | (none) |  |  | ≥ 0.0000000 | **≥ 0.0000000** |
      | **Total** | **0.0004149** | **0.0001500** | **≥ 0.0000000** | **≥ 0.0005649** |
      """
    #expect(text.contains(matrix))
  }

  @Test func queryResults() throws {
    let bytes = render(try report(.costPerTenant), as: .getQueryResults)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(
      text.hasPrefix(
        "{\n  \"queryLanguage\": \"CWLI\",\n  \"results\": [\n    "
          + "[{\"field\": \"tenant\", \"value\": \"hospital-a\"}, "))
    // The unattributed row has no tenant and no tier: absent fields are left out.
    #expect(text.contains("[{\"field\": \"requests\", \"value\": \"1\"}, "))
    let ending = """
        "statistics": {"recordsMatched": 3.0, "recordsScanned": 3.0, "bytesScanned": 0.0, \
      "estimatedRecordsSkipped": 0.0, "estimatedBytesSkipped": 0.0, "logGroupsScanned": 1.0},
        "status": "Complete"
      }

      """
    #expect(text.hasSuffix(ending))
  }

  /// A figure that is rounded reads the same on the terminal, in Markdown and on the page.
  @Test(arguments: 0..<10 as Range<UInt64>) func formatsAgree(seed: UInt64) throws {
    let period = Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0))
    let table = try makeReport(
      ReportRequest(name: .costPerTenant, period: period), source: try randomUsage(seed: seed))
    let columns = PrintedTable.interestingColumns(table)
    let place = try #require(columns.firstIndex { table.columns[$0].role == .cost })
    let page = String(decoding: render(table, as: .html), as: UTF8.self)
    let figures = try #require(htmlTable("figures", in: page)).dropFirst().map { $0[place] }
    let text = String(decoding: render(table, as: .markdown), as: UTF8.self)
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("|") }.dropFirst(2)
    #expect(lines.map { markdownCells($0)[place].filter { $0 != "*" } } == figures)
    let terminal = String(decoding: render(table, as: .table), as: UTF8.self)
    for figure in figures { #expect(terminal.contains(figure), "seed \(seed)") }
  }
}
