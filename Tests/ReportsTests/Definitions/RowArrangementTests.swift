import CostModel
import Testing

@testable import Reports

/// `--top`, `--sort`, `--columns`.
@Suite struct RowArrangementTests {
  private func table(_ arrange: (inout ReportRequest) -> Void) throws -> ReportTable {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "1", output: "4"))
    for (tenant, input) in [("a", 5), ("b", 3), ("c", 2), ("d", 1)] as [(String, Int64)] {
      usage.add("2026-11-05T12:00:00Z", tenant: tenant, tier: "x", input: input * 1_000_000)
      usage.add("2026-11-06T12:00:00Z", tenant: tenant, tier: "x", input: (6 - input) * 1_000_000)
    }
    let period = Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0))
    var request = ReportRequest(name: .costPerModel, period: period)
    request.name = .costPerTenant
    arrange(&request)
    return try makeReport(request, source: usage)
  }

  private func column(_ name: String, _ table: ReportTable) -> [ReportValue] {
    table.rows.map { table.value(name, in: $0) }
  }

  @Test func othersHoldTheRest() throws {
    let table = try table { $0.arrangement.top = 3 }
    #expect(column("tenant", table) == ["a", "b", "c", "(others)"].map { .text($0) })
    #expect(column("tier", table).last == .absent)
    #expect(table.othersCounts == [3: 1])
    let json = String(decoding: render(table, as: .json), as: UTF8.self)
    #expect(json.contains("\"tenant\": \"(others)\", \"tier\": null"))
    #expect(json.contains("\"others\": 1}"))
  }

  /// In a matrix they have a row and a column of that name, and not one without a name.
  @Test func othersOfAMatrix() throws {
    let period = Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0))
    var request = ReportRequest(name: .featureCostPerTier, period: period)
    request.arrangement.top = 1
    let table = try makeReport(request, source: try randomUsage(seed: 7))
    let matrix = try #require(MatrixView(.exact(table, digits: nil)))
    #expect(matrix.rowNames.count == 2 && matrix.rowNames.contains("(others)"))
    #expect(matrix.columnNames.count == 2 && matrix.columnNames.contains("(others)"))
  }

  /// With buckets, the same tenants stand alone in all of them.
  @Test func othersOfEachDay() throws {
    let table = try table {
      $0.arrangement.top = 1
      $0.bucket = .day
    }
    let names: [ReportValue] = ["a", "(others)", "a", "(others)"].map { .text($0) }
    #expect(column("tenant", table) == names)
    let five = Money(units: 5 * Money.one)
    #expect(column("cost", table).first == .money(five))
    #expect(table.value("cost", in: table.totals) == .money(Money(units: 24 * Money.one)))
  }

  /// Requests and tokens do not add up, but a plan that was exceeded is not hidden.
  @Test func othersTellOfExceededPlans() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "1", output: "4"))
    for (tenant, input) in [("a", 500), ("b", 90), ("c", 10)] as [(String, Int64)] {
      usage.add("2026-11-05T12:00:00Z", tenant: tenant, tier: "gold", input: input)
    }
    let period = Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0))
    var request = ReportRequest(name: .quota, period: period)
    request.plans = try PlanBook(
      json5: Array("{ plans: { gold: { input_tokens_per_day: 50 } } }".utf8), fileName: "p")
    request.arrangement.top = 1
    let table = try makeReport(request, source: usage)
    #expect(column("tenant", table) == ["a", "(others)"].map { .text($0) })
    #expect(column("used", table) == [.count(500), .absent])
    #expect(column("exceeded", table) == [.boolean(true), .boolean(true)])
    #expect(table.exceededCount == 2)
  }

  @Test func quotientsOfOthersAreMadeAnew() throws {
    let period = Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0))
    var request = ReportRequest(name: .costPerModel, period: period)
    request.arrangement.top = 1
    let table = try makeReport(request, source: try randomUsage(seed: 7))
    let row = try #require(table.rows.last)
    let cost = try #require(table.value("cost", in: row).money)
    let requests = try #require(table.value("requests", in: row).count)
    #expect(table.value("cost_per_request", in: row) == .quotient(cost, requests))
  }

  @Test(
    arguments: [
      ("tenant:desc", ["d", "c", "b", "a"]), ("tenant", ["a", "b", "c", "d"]),
      ("cost:asc", ["a", "b", "c", "d"]),
    ])
  func sorts(text: String, names: [String]) throws {
    let table = try table { $0.arrangement.sort = ColumnSort(parsing: text) }
    #expect(column("tenant", table) == names.map { .text($0) })
  }

  @Test func columnsAreChosenInEveryFormat() throws {
    let table = try table { $0.arrangement.columns = ["cost", "tenant"] }
    let csv = parseCSV(String(decoding: render(table, as: .csv), as: UTF8.self))
    #expect(csv[0].prefix(3) == ["cost", "tenant", "currency"])
    let page = String(decoding: render(table, as: .html), as: UTF8.self)
    #expect(htmlTable("figures", in: page)?.first?.count == 2)
    let json = String(decoding: render(table, as: .json), as: UTF8.self)
    #expect(json.contains("{\"cost\": \"6\", \"tenant\": \"a\"}"))
  }

  @Test func unknownColumnsAreRefused() {
    #expect(throws: ReportError.self) { try table { $0.arrangement.columns = ["tenat"] } }
    #expect(throws: ReportError.self) {
      try table { $0.arrangement.sort = ColumnSort(parsing: "price") }
    }
    #expect(ColumnSort(parsing: "cost:up") == nil)
  }
}
