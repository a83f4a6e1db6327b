import CostModel
import Testing

@testable import Reports

/// Defects found in published samples of tenant cost systems, one test each: the figure that is
/// right, and the wrong one that the published code gives, so that it can be told what went wrong.
@Suite struct PublishedDefectTests {
  private let day = Period(
    from: Instant.parse("2026-03-23T00:00:00Z") ?? 0,
    to: Instant.parse("2026-03-24T00:00:00Z") ?? 0)

  /// Clearpay and mediops of the workshop, and its record without a tenant.
  private func workshop(book: PriceBook? = nil) -> MemoryUsage {
    var usage = MemoryUsage()
    usage.book = book
    usage.add("2026-03-23T18:57:00Z", tenant: "clearpay", input: 7_103, output: 600)
    usage.add("2026-03-23T18:57:09Z", tenant: "mediops", input: 8_911, output: 657)
    usage.add("2026-03-23T18:57:12Z", tenant: nil, input: 77)
    return usage
  }

  private func allocated(
    _ amount: String, classes: [TokenClass], _ usage: MemoryUsage
  ) throws -> [String: Money] {
    var request = AllocateRequest(bills: [])
    request.period = day
    request.rules.costs = [
      .init(
        name: "bill", amount: try Money(parsing: amount),
        driver: .tokens(classes: classes, model: nil))
    ]
    let table = try makeAllocation(request, source: usage).table
    var amounts: [String: Money] = [:]
    for row in table.rows {
      var name = ReportFilters.unattributed
      if case .text(let text) = table.value("tenant", in: row) { name = text }
      amounts[name] = table.value("cost", in: row).money
    }
    return amounts
  }

  private func cost(_ usage: MemoryUsage, _ column: String = "cost") throws -> Money {
    let table = try makeReport(
      ReportRequest(name: .costPerTenant, period: day), source: usage)
    return try #require(table.value(column, in: table.totals).money)
  }

  private func rounded(_ amount: Money?) -> String { amount?.formatted(digits: 4) ?? "" }

  /// 1. Output tokens over input tokens: 600 ÷ 16,091 of the bill instead of 600 ÷ 1,257.
  @Test func outputIsSharedByOutput() throws {
    let amounts = try allocated("31.5", classes: [.output], workshop())
    #expect(rounded(amounts["clearpay"]) == "15.0358")
    let wrong = try Money(parsing: "31.5").times(ratio: 600, to: 16_091)
    #expect(rounded(wrong) == "1.1746")
    #expect(amounts["clearpay"] != wrong)
  }

  /// 2. A share of a cost divided by 1,000 again, because tokens are priced by the thousand.
  @Test func aShareIsNotDividedByThousand() throws {
    let amounts = try allocated("63", classes: [], workshop())
    #expect(rounded(amounts["clearpay"]) == "27.9738")
    #expect(rounded(amounts["clearpay"]?.divided(by: 1_000)) == "0.0280")
    #expect(amounts.values.reduce(Money.zero) { $0.adding($1) ?? $0 } == (try Money(parsing: "63")))
  }

  /// 3. Prices per thousand tokens used as if they were per million: 1,000 times too low. A line
  /// here names its unit, and both spellings of one price are one price.
  @Test func theUnitOfAPriceIsStated() throws {
    let perThousand = try testBook(
      """
      { provider: "openai", model: "m", unit: "per_1k_tokens",
        prices: { input: "0.003", output: "0.015" } }
      """)
    let perMillion = try testBook(testLine(input: "3", output: "15"))
    let right = try cost(workshop(book: perThousand))
    #expect(right == (try cost(workshop(book: perMillion))))
    #expect(right == (try Money(parsing: "0.067128")))
    let wrong = try cost(workshop(book: testBook(testLine(input: "0.003", output: "0.015"))))
    #expect(wrong == (try Money(parsing: "0.000067128")))
  }

  /// 4. An unknown model's cost of NULL takes its row out of the sum. Here it is a row, with its
  /// tokens, and the total says that it is a lower bound.
  @Test func anUnknownModelStaysInTheReport() throws {
    var usage = workshop(book: try testBook(testLine(input: "3", output: "15")))
    usage.add("2026-03-23T19:00:00Z", tenant: "clearpay", model: "unheard-of", input: 500)
    let table = try makeReport(
      ReportRequest(name: .costPerTenant, period: day), source: usage)
    #expect(table.value("unpriced_tokens", in: table.totals) == .count(500))
    #expect(table.value("cost_complete", in: table.totals) == .boolean(false))
    #expect(table.value("requests", in: table.totals) == .count(4))
    #expect(try cost(usage) == (try Money(parsing: "0.067128")))
  }

  /// 5. Shares rounded to 0.1 % before they meet money: 45.1 % and 54.9 % of 1,000,000 are off by
  /// tens; shares rounded one by one need not add to 100.
  @Test func sharesAreNotRoundedBeforeMoney() throws {
    var usage = MemoryUsage()
    for (tenant, tokens) in [("a", 8_110), ("b", 9_875)] as [(String, Int64)] {
      usage.add("2026-03-23T10:00:00Z", tenant: tenant, input: tokens)
    }
    let amounts = try allocated("1000000", classes: [.input], usage)
    #expect(rounded(amounts["a"]) == "450931.3317")
    #expect(rounded(amounts["b"]) == "549068.6683")
    #expect(amounts["a"] != (try Money(parsing: "451000")))
    // Thirds: 33.3 % three times loses a thousandth; here nothing.
    var thirds = MemoryUsage()
    for tenant in ["a", "b", "c"] {
      thirds.add("2026-03-23T10:00:00Z", tenant: tenant, input: 1)
    }
    let parts = try allocated("100", classes: [.input], thirds)
    #expect(parts.values.reduce(Money.zero) { $0.adding($1) ?? $0 } == (try Money(parsing: "100")))
    #expect(rounded(parts["a"]) == "33.3333")
  }

  /// 6. Totals that begin at 1, so that a division works without data: everything is then nobody's
  /// silently. Here a bill without usage is unallocated, with the reason.
  @Test func noUsageIsSaidAndNotHidden() throws {
    var request = AllocateRequest(bills: [])
    request.period = day
    request.rules.costs = [
      .init(
        name: "bill", amount: try Money(parsing: "31.5"),
        driver: .tokens(classes: [.input], model: nil))
    ]
    let table = try makeAllocation(request, source: MemoryUsage()).table
    #expect(table.rows.count == 1)
    #expect(table.value("tenant", in: table.rows[0]) == .text("(unallocated)"))
    #expect(
      table.value("reason", in: table.rows[0])
        == .text("no input tokens of all models in the period"))
    #expect(table.value("cost", in: table.totals).money == (try Money(parsing: "31.5")))
  }

  /// 7. Tokens without a tenant fall out: 0.1507 of 31.5 vanishes, and the tenants add up to
  /// 31.3493.
  @Test func tokensWithoutATenantKeepTheirShare() throws {
    let amounts = try allocated("31.5", classes: [.input], workshop())
    #expect(rounded(amounts[ReportFilters.unattributed]) == "0.1507")
    let named = amounts.filter { $0.key != ReportFilters.unattributed }.values
    #expect(rounded(named.reduce(Money.zero) { $0.adding($1) ?? $0 }) == "31.3493")
  }

  /// 7b. All rows of a bill but two labels fall out. Here a row of another service is a row.
  @Test func everyLineOfABillCounts() throws {
    let text = """
      line_item_product_code,line_item_usage_type,line_item_unblended_cost
      AmazonBedrock,USE1-Bedrock-Model-Anthropic-Claude-4-Input-Tokens,31.5
      AmazonBedrock,USE1-TitanImageGeneratorG1-T2I-1024-Standard,0.33
      AmazonDynamoDB,USE1-ReadRequestUnits,76.4
      """
    var request = AllocateRequest(
      bills: [try Bill(reading: Array(text.utf8), fileName: "cur.csv")])
    request.period = day
    let table = try makeAllocation(request, source: workshop()).table
    #expect(table.value("cost", in: table.totals).money == (try Money(parsing: "108.23")))
    let left = table.rows.first { table.value("tenant", in: $0) == .text("(unallocated)") }
    #expect(
      table.value("cost", in: try #require(left)).money == (try Money(parsing: "76.73")))
  }

  /// 8. Running totals recorded as if they were calls: 2,056 + 4,640 instead of 4,640. Where the
  /// source is not known to count so, it is a finding with the tokens that may be too many.
  @Test func runningTotalsAreSuspected() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "3", output: "15"))
    for turn in 1...5 {
      usage.add(
        "2026-03-23T10:0\(turn):00Z", tenant: "clearpay", input: Int64(2_056 * turn),
        output: Int64(206 * turn))
      usage.entries[turn - 1].session = usage.id(.session, "s")
    }
    let table = try makeFindings(FindingsRequest(period: day), source: usage)
    let kinds = table.rows.map { table.value("finding", in: $0) }
    #expect(kinds == [.text("suspected_cumulative")])
    #expect(table.value("tokens", in: table.rows[0]) == .count(22_620))
  }

  /// 9. A streaming path that reports nothing, without a word. Here such calls are requests that
  /// are not metered, and show in the counts.
  @Test func callsWithoutUsageAreCounted() throws {
    var usage = workshop(book: try testBook(testLine(input: "3", output: "15")))
    usage.add("2026-03-23T19:00:00Z", tenant: "clearpay", flags: [])
    let table = try makeReport(
      ReportRequest(name: .costPerTenant, period: day), source: usage)
    #expect(table.value("requests", in: table.totals) == .count(4))
    #expect(table.value("metered_requests", in: table.totals) == .count(3))
  }

  /// 10. A day's end that depends on the host's time zone, and labels that name the next midnight.
  /// Here days are UTC and named by their start, whatever the host says.
  @Test func aDayIsNamedByItsStart() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "3", output: "15"))
    for time in ["2026-03-23T00:00:00Z", "2026-03-23T23:59:59.999999999Z", "2026-03-24T00:00:00Z"] {
      usage.add(time, tenant: "a", input: 1)
    }
    var request = ReportRequest(
      name: .costPerTenant,
      period: Period(from: day.from, to: day.to + Instant.day))
    request.bucket = .day
    let table = try makeReport(request, source: usage)
    let days = table.rows.map { [$0[0], table.value("requests", in: $0)] }
    #expect(days == [[.instant(day.from), .count(2)], [.instant(day.to), .count(1)]])
  }

  /// 11. A default tenant where none is named: `basic / demo-clinic`. Here it is the unattributed
  /// row, and no tenant's cost grows.
  @Test func nobodyIsNotADefaultTenant() throws {
    let table = try makeReport(
      ReportRequest(name: .costPerTenant, period: day),
      source: workshop(book: try testBook(testLine(input: "3", output: "15"))))
    let tenants = table.rows.map { table.value("tenant", in: $0) }
    #expect(tenants == [.text("mediops"), .text("clearpay"), .absent])
    #expect(table.value("cost", in: table.rows[2]).money == (try Money(parsing: "0.000231")))
  }

  /// 12. A quota that reads nothing and allows everything, or errs and denies everything. Here what
  /// is used is a figure, and exactly the limit is not exceeded.
  @Test func aQuotaIsReadFromUsage() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "3", output: "15"))
    usage.add("2026-03-23T10:00:00Z", tenant: "at", tier: "basic", input: 10_000, output: 500)
    usage.add("2026-03-23T10:00:00Z", tenant: "over", tier: "basic", input: 10_001, output: 499)
    var request = ReportRequest(name: .quota, period: day)
    let plans = "{ plans: { basic: { input_tokens_per_day: 10000, output_tokens_per_day: 500 } } }"
    request.plans = try PlanBook(json5: Array(plans.utf8), fileName: "plans.json5")
    let table = try makeReport(request, source: usage)
    #expect(table.exceededCount == 1)
  }

  /// 13. Examples that are no JSON, dates that a spreadsheet has cut, accounts in scientific
  /// notation. What cannot be read is told with its place, and no money is lost.
  @Test func damagedFilesAreToldOrRefused() throws {
    let mangled = """
      line_item_product_code,line_item_usage_account_id,line_item_usage_start_date,\
      split_line_item_split_cost,split_line_item_unused_cost
      AmazonECS,8.91377E+11,00:00.0,0.008692308,0.019076923
      """
    let bill = try Bill(reading: Array(mangled.utf8), fileName: "split.csv")
    #expect(bill.total == (try Money(parsing: "0.027769231")))
    #expect(bill.warnings.first?.message.contains("no date that can be read") == true)
    let typographic = "{ \u{201C}type\u{201D}: \"Application\" }"
    do {
      _ = try AllocationRules(json5: Array(typographic.utf8), fileName: "event.json")
      Issue.record("typographic quotes were taken")
    } catch {
      #expect("\(error)".hasPrefix("event.json:1:3: error:"))
    }
  }

  /// 14. A price 2.3 times another source's, unnoticed. Compared side by side it is 129 % too high.
  @Test func twoSourcesOfAPriceAreCompared() throws {
    var request = RepriceRequest(period: day)
    request.bookBefore = try testBook(testLine(input: "0.035", output: "0.14"))
    request.bookAfter = try testBook(
      """
      { provider: "openai", model: "m", unit: "per_1k_tokens",
        prices: { input: "0.00008", output: "0.00032" } }
      """)
    let table = try makeReprice(request, source: workshop())
    // 16,091 input and 1,257 output tokens.
    #expect(
      table.value("cost_before", in: table.totals).money == (try Money(parsing: "0.000739165")))
    #expect(
      table.value("cost_after", in: table.totals).money == (try Money(parsing: "0.00168952")))
    #expect(table.value("change", in: table.totals) == .share(1_285_714))
  }
}
