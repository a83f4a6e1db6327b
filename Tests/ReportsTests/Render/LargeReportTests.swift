import CostModel
import Testing

@testable import Reports

/// A page for a company with ten thousand tenants stays one that browsers open at once.
@Suite struct LargeReportTests {
  @Test func tenThousandTenantsStayUnderFiveMegabytes() throws {
    let period = Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0))
    let small = try makeReport(
      ReportRequest(name: .costPerTenant, period: period), source: try randomUsage(seed: 3))
    var table = small
    let name = try #require(table.index(of: "tenant"))
    let model = try #require(small.rows.first)
    table.rows = (0..<10_000).map { number in
      var row = model
      row[name] = .text("customer-\(number + 10_000).example.com")
      return row
    }
    let page = render(table, as: .html)
    #expect(page.count < 5_000_000, "\(page.count) bytes")
    #expect(htmlTable("figures", in: String(decoding: page, as: UTF8.self))?.count == 10_002)
    let book = render(table, as: .xlsx)
    #expect(book.count < 5_000_000, "\(book.count) bytes")
  }
}
