import CostModel
import Foundation
import Testing

@testable import Reports

private let november = Period(
  from: Instant.parse("2026-11-01T00:00:00Z") ?? 0, to: Instant.parse("2026-12-01T00:00:00Z") ?? 0)

/// Rows of every report add up to its totals, in every format, for random ledgers.
@Suite struct EveryReportTests {
  static let cases = ReportName.allCases.flatMap { name in
    (0..<4 as Range<UInt64>).map { (name, $0) }
  }

  private func table(_ name: ReportName, _ seed: UInt64) throws -> ReportTable {
    var request = testRequest(name, period: november)
    if name == .compare {
      let (from, to) = ("2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z")
      request.period = Period(from: Instant.parse(from) ?? 0, to: Instant.parse(to) ?? 0)
    }
    if seed % 2 == 1 { request.arrangement.top = 2 }
    if seed % 4 >= 2 { request.bucket = .day }
    return try makeReport(request, source: try randomUsage(seed: seed, calls: 120))
  }

  private func additive(_ table: ReportTable) -> [Int] {
    table.columns.indices.filter { column in
      let description = table.columns[column]
      guard description.role != .quotient, description.role != .distinctCount else { return false }
      return [.count, .money].contains(description.kind) && table.totals[column] != .absent
    }
  }

  @Test(arguments: cases) func exactRowsAddUp(name: ReportName, seed: UInt64) throws {
    let table = try table(name, seed)
    #expect(table.rows.allSatisfy { $0.count == table.columns.count })
    #expect(table.totals.count == table.columns.count)
    for part in [table] + table.sections {
      for column in additive(part) {
        let title = "\(name.rawValue) \(part.columns[column].name), seed \(seed)"
        switch part.totals[column] {
        case .count(let total):
          #expect(part.rows.compactMap { $0[column].count }.reduce(0, +) == total, "\(title)")
        case .money(let total):
          let sum = part.rows.compactMap { $0[column].money }.reduce(Money.zero) {
            $0.adding($1) ?? $0
          }
          #expect(sum == total, "\(title)")
        default: break
        }
      }
    }
  }

  @Test(arguments: cases) func textsAddUp(name: ReportName, seed: UInt64) throws {
    let table = try table(name, seed)
    guard !table.rows.isEmpty else { return }
    let csv = parseCSV(String(decoding: render(table, as: .csv), as: UTF8.self))
    let json = try JSONValue(render(table, as: .json))
    #expect(csv.count == table.rows.count + 1)
    let page = String(decoding: render(table, as: .html), as: UTF8.self)
    let figures = try #require(htmlTable("figures", in: page))
    let shown = PrintedTable.interestingColumns(table)
    let markdown = String(decoding: render(table, as: .markdown), as: UTF8.self)
      .split(separator: "\n").filter { $0.hasPrefix("|") }.prefix(table.rows.count + 3)
    for column in additive(table) {
      let description = table.columns[column]
      let label = "\(name.rawValue) \(description.name), seed \(seed)"
      let exact = try csv.dropFirst().map { try money($0[column]) }
      #expect(total(exact) == number(table.totals[column]), "\(label) in CSV")
      #expect(json.texts.contains(description.name))
      guard let place = shown.firstIndex(of: column) else { continue }
      let printed = try figures.dropFirst().map { try money($0[place]) }
      #expect(total(Array(printed.dropLast())) == printed.last, "\(label) in HTML")
      let cells = try markdown.dropFirst(2).map {
        try money(markdownCells($0)[place].filter { $0 != "*" })
      }
      #expect(cells == printed, "\(label) in Markdown")
    }
  }

  /// JSON and GetQueryResults give the exact figures by name, a workbook by place.
  @Test(arguments: cases) func dataAddsUp(name: ReportName, seed: UInt64) throws {
    let table = try table(name, seed)
    guard !table.rows.isEmpty else { return }
    let json = try #require(JSONValue(render(table, as: .json))["rows"] as? [[String: Any]])
    let results = try JSONValue(render(table, as: .getQueryResults))["results"]
    let fields = try #require(results as? [[[String: String]]])
    let sheet = try workbookRows(WorkbookRenderer(table, options: RenderOptions()).sheets[0])
    for column in additive(table) {
      let (wanted, label) = (table.columns[column].name, "\(name.rawValue), seed \(seed)")
      let total = number(table.totals[column])
      let cells = json.map { row in row[wanted].map { "\($0)" } ?? "0" }
      #expect(self.total(try cells.map(money)) == total, "\(label): \(wanted) in JSON")
      let values = fields.map { row in row.first { $0["field"] == wanted }?["value"] ?? "0" }
      #expect(self.total(try values.map(money)) == total, "\(label): \(wanted) in results")
      let figures = try sheet.dropFirst().map { try money($0[column]) }
      #expect(self.total(Array(figures.dropLast())) == total, "\(label): \(wanted) in XLSX")
      #expect(figures.last == total, "\(label): \(wanted) in XLSX's last row")
    }
  }

  /// One column at a time, as a terminal shows it.
  @Test(arguments: cases) func terminalsAddUp(name: ReportName, seed: UInt64) throws {
    let table = try table(name, seed)
    guard !table.rows.isEmpty, let key = table.columns.first(where: { !$0.kind.isNumeric })
    else { return }
    for column in additive(table) {
      var narrow = table
      (narrow.chosenColumns, narrow.matrix) = ([key.name, table.columns[column].name], nil)
      narrow.sections = []
      let text = String(decoding: render(narrow, as: .table), as: UTF8.self)
      let lines = text.components(separatedBy: "\n")
      let rules = lines.indices.filter { lines[$0].hasPrefix("─") }
      try #require(rules.count == 2, "\(text)")
      let cells = try lines[rules[0] + 1...rules[1] + 1].filter { !$0.hasPrefix("─") }.map {
        try money($0.components(separatedBy: "  ").last ?? "")
      }
      let label = "\(name.rawValue) \(table.columns[column].name), seed \(seed)"
      #expect(total(Array(cells.dropLast())) == cells.last, "\(label)")
    }
  }

  /// Charges by FOCUS add up to what the usage cost, and to its tokens.
  @Test(arguments: 0..<8 as Range<UInt64>) func chargesAddUp(seed: UInt64) throws {
    let usage = try randomUsage(seed: seed, calls: 120)
    var request = ReportRequest(name: .costPerTenant, period: november)
    let whole = try makeReport(request, source: usage)
    request.focus = .v1_2
    let bytes = render(try makeReport(request, source: usage), as: .focus)
    let records = parseCSV(String(decoding: bytes, as: UTF8.self))
    func sum(_ column: String) throws -> Money {
      let place = try #require(records[0].firstIndex(of: column))
      return total(try records.dropFirst().map { try money($0[place]) })
    }
    let cost = try #require(whole.value("cost", in: whole.totals).money)
    #expect(try sum("BilledCost") == cost, "seed \(seed)")
    #expect(try sum("EffectiveCost") == cost, "seed \(seed)")
  }

  /// A difference's printed parts add up to it, and it is the difference of its printed sides.
  @Test(arguments: 0..<12 as Range<UInt64>) func partsOfDifferencesAddUp(seed: UInt64) throws {
    let table = try table(.compare, seed * 2)
    for digits in [nil, 0, 2, 5, 24] {
      let printed = PrintedTable.rounded(
        table, columns: Array(table.columns.indices), digits: digits)
      for row in printed.rows + [printed.totals] {
        func cell(_ name: String) -> Int128 { table.value(name, in: row).money?.units ?? -1 }
        let parts = cell("price_effect") + cell("volume_effect") + cell("mix_effect")
        #expect(parts == cell("change"), "seed \(seed), \(digits ?? -1) digits")
        #expect(cell("change") == cell("cost") - cell("cost_before"), "seed \(seed)")
      }
    }
  }

  private func money(_ text: String) throws -> Money {
    try Money(parsing: text.filter { $0 != "," && $0 != "≥" && $0 != " " })
  }

  private func total(_ cells: [Money]) -> Money {
    cells.reduce(Money.zero) { $0.adding($1) ?? $0 }
  }

  private func number(_ value: ReportValue) -> Money? {
    value.money ?? value.count.map { Money(units: Int128($0) * Money.one) }
  }
}
