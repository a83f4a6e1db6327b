import CostModel
import Testing

@testable import Reports

/// Charges by FOCUS: the specification's own examples, and its rules.
@Suite struct FocusTests {
  private func records(
    _ usage: MemoryUsage, version: FocusVersion = .v1_2
  ) throws -> [[String: String]] {
    let period = Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0))
    var request = ReportRequest(name: .costPerTenant, period: period)
    request.focus = version
    let table = try makeReport(request, source: usage)
    let lines = parseCSV(String(decoding: render(table, as: .focus), as: UTF8.self))
    return lines.dropFirst().map { line in
      Dictionary(uniqueKeysWithValues: zip(lines[0], line))
    }
  }

  /// The example of prompt caching in the draft for AI: 1.50, 7.50, 2.40 and 22.50.
  @Test func givesTheExampleOfTheSpecification() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(
      """
      { provider: "openai", model: "m", unit: "per_1m_tokens",
        prices: { input: "3", cache_read: "0.3", cache_write: "3.75", output: "15" } }
      """)
    usage.add(
      "2026-11-05T12:00:00Z", tenant: "a", tier: "x", input: 500_000, output: 1_500_000,
      other: [.cacheWrite: 2_000_000, .cacheRead: 8_000_000])
    let rows = try records(usage)
    let figures = rows.map { row in
      ["SkuMeter", "ConsumedQuantity", "PricingQuantity", "ListUnitPrice", "BilledCost"].map {
        row[$0] ?? ""
      }
    }
    #expect(
      figures == [
        ["Input Tokens", "500000.0", "0.5", "3.0", "1.5"],
        ["Cache Read Input Tokens", "8000000.0", "8.0", "0.3", "2.4"],
        ["Cache Write Input Tokens", "2000000.0", "2.0", "3.75", "7.5"],
        ["Output Tokens", "1500000.0", "1.5", "15.0", "22.5"],
      ])
    #expect(rows[0]["PricingUnit"] == "1000000 Tokens")
    #expect(rows[0]["Tags"] == "{\"tier\": \"x\"}")
  }

  /// A negotiated price is contracted; the price that everybody pays stays the list price.
  @Test func tellsListFromContractedPrice() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(
      testLine(input: "2", output: "4"),
      testLine(input: "1.5", output: "4", conditions: "tenant: \"a\","))
    usage.add("2026-11-05T12:00:00Z", tenant: "a", input: 1_000_000)
    let row = try #require(try records(usage).first)
    #expect(row["ListUnitPrice"] == "2.0" && row["ListCost"] == "2.0")
    #expect(row["ContractedUnitPrice"] == "1.5" && row["ContractedCost"] == "1.5")
    #expect(row["BilledCost"] == "1.5" && row["EffectiveCost"] == "1.5")
  }

  @Test(arguments: 0..<12 as Range<UInt64>) func followsTheRules(seed: UInt64) throws {
    let usage = try randomUsage(seed: seed)
    let rows = try records(usage)
    for row in rows {
      func number(_ name: String) throws -> Money { try Money(parsing: row[name] ?? "") }
      func product(_ price: String) throws -> Money {
        try number(price).times(try ExactDecimal(parsing: row["PricingQuantity"] ?? ""))
      }
      #expect(try product("ListUnitPrice") == number("ListCost"), "seed \(seed)")
      #expect(try product("ContractedUnitPrice") == number("ContractedCost"), "seed \(seed)")
      #expect((row["SubAccountId"] == "") == (row["SubAccountType"] == ""))
      for name in ["BilledCost", "ServiceName", "BillingAccountId", "SkuId", "SkuPriceId"] {
        #expect(row[name]?.isEmpty == false, "\(name), seed \(seed)")
      }
    }
    let table = try makeReport(
      ReportRequest(
        name: .costPerTenant,
        period: Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0))),
      source: usage)
    let sum = try rows.reduce(Money.zero) {
      $0.adding(try Money(parsing: $1["BilledCost"] ?? "")) ?? $0
    }
    #expect(table.value("cost", in: table.totals) == .money(sum), "seed \(seed)")
  }

  @Test func columnsFollowTheVersion() throws {
    let usage = try randomUsage(seed: 1)
    let columns = try FocusVersion.allCases.map { version in
      Set(try #require(try records(usage, version: version).first).keys)
    }
    #expect(columns[0].contains("ProviderName") && !columns[0].contains("ServiceProviderName"))
    #expect(columns[1].contains("ProviderName") && columns[1].contains("HostProviderName"))
    #expect(!columns[2].contains("PublisherName") && columns[2].contains("InvoiceDetailId"))
    for name in columns[0].filter({ !$0.hasPrefix("x_") }) {
      #expect(name.count <= 50 && name.first?.isUppercase == true)
    }
  }
}
