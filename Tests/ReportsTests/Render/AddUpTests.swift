import CostModel
import Foundation
import Testing

@testable import Reports

@Suite struct AddUpTests {
  private func randomTable(_ seed: UInt64) throws -> ReportTable {
    var random = TestRandom(seed: seed)
    let usage = try randomUsage(seed: seed)
    var request = ReportRequest(
      name: seed % 2 == 0 ? .costPerTenant : .featureCostPerTier,
      period: Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0)))
    if Bool.random(using: &random) { request.bucket = .day }
    return try makeReport(request, source: usage)
  }

  private func sum(_ cells: some Sequence<String>) throws -> Money {
    try cells.reduce(Money.zero) { try #require($0.adding(try money($1))) }
  }

  /// A printed amount as a number again.
  private func money(_ cell: String) throws -> Money {
    try Money(parsing: cell.filter { !"≥ ,*%".contains($0) })
  }

  /// The rows of a table as text, with its header and its totals.
  private func check(
    _ rows: [[String]], columns: [ReportColumn], totals: [String], _ context: String
  ) throws {
    var checked = 0
    for (place, column) in columns.enumerated() where column.kind.isNumeric {
      guard column.role != .quotient, column.role != .distinctCount else { continue }
      #expect(
        try sum(rows.map { $0[place] }) == money(totals[place]), "\(context), \(column.name)")
      checked += 1
    }
    #expect(checked > 3)
    let parts = columns.indices.filter { columns[$0].role == .costPart }
    if let cost = columns.firstIndex(where: { $0.role == .cost }), !parts.isEmpty {
      for row in rows + [totals] {
        #expect(try sum(parts.map { row[$0] }) == money(row[cost]), "\(context), across")
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func exactRowsAddUp(seed: UInt64) throws {
    let table = try randomTable(seed)
    let printed = PrintedTable.exact(table, digits: nil)
    let cell = { (value: ReportValue) -> String in
      switch value {
      case .count(let number): String(number)
      case .money(let amount): amount.description
      case .share(let millionths): decimal(millionths: millionths)
      default: "0"
      }
    }
    try check(
      printed.rows.map { $0.map(cell) }, columns: table.columns, totals: table.totals.map(cell),
      "seed \(seed)")
    #expect(try #require(table.coverage).pricedShare <= Coverage.whole)
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func csvRowsAddUp(seed: UInt64) throws {
    let table = try randomTable(seed)
    for digits in [nil, 2, 5] {
      var options = RenderOptions()
      options.digits = digits
      let text = String(decoding: render(table, as: .csv, options: options), as: UTF8.self)
      let records = parseCSV(text)
      let header = try #require(records.first)
      #expect(Array(header.prefix(table.columns.count)) == table.columns.map(\.name))
      let printed = PrintedTable.exact(table, digits: digits)
      let totals = table.columns.indices.map { place in
        switch printed.totals[place] {
        case .money(let amount): amount.description
        case .count(let number): String(number)
        default: "1"
        }
      }
      try check(
        Array(records.dropFirst()), columns: table.columns, totals: totals,
        "seed \(seed), digits \(digits.map(String.init) ?? "exact")")
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func markdownRowsAddUp(seed: UInt64) throws {
    let table = try randomTable(seed)
    let text = String(decoding: render(table, as: .markdown), as: UTF8.self)
    let blocks = text.components(separatedBy: "\n\n").filter { $0.hasPrefix("|") }
    let columns = PrintedTable.interestingColumns(table).map { table.columns[$0] }
    let lines = try #require(blocks.first).split(separator: "\n").map { markdownCells($0) }
    #expect(lines.allSatisfy { $0.count == columns.count }, "seed \(seed)")
    let totals = try #require(lines.last)
    try check(
      Array(lines.dropFirst(2).dropLast()), columns: columns, totals: totals, "seed \(seed)")
    if let matrix = blocks.dropFirst().first {
      try checkMatrix(matrix.split(separator: "\n").map { markdownCells($0) }, ruleLines: 2)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func htmlRowsAddUp(seed: UInt64) throws {
    let table = try randomTable(seed)
    let text = String(decoding: render(table, as: .html), as: UTF8.self)
    let columns = PrintedTable.interestingColumns(table).map { table.columns[$0] }
    let figures = try #require(htmlTable("figures", in: text))
    let totals = try #require(figures.last)
    try check(
      Array(figures.dropFirst().dropLast()), columns: columns, totals: totals, "seed \(seed)")
    if let matrix = htmlTable("matrix", in: text) { try checkMatrix(matrix, ruleLines: 1) }
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func terminalRowsAddUp(seed: UInt64) throws {
    let table = try randomTable(seed)
    for isWide in [false, true] {
      var options = RenderOptions()
      options.isWide = isWide
      let text = String(decoding: render(table, as: .table, options: options), as: UTF8.self)
      let lines = text.components(separatedBy: "\n")
      let rules = lines.indices.filter { lines[$0].hasPrefix("─") }
      let costs = lines[rules[0] + 1..<rules[1]].map {
        terminalCell($0, under: "Cost", lines[rules[0] - 1])
      }
      let total = terminalCell(lines[rules[1] + 1], under: "Cost", lines[rules[0] - 1])
      #expect(try sum(costs) == money(total), "seed \(seed)")
      if !isWide {
        #expect(lines.allSatisfy { PlainText.width($0) <= 100 }, "seed \(seed)")
      }
    }
  }

  private func checkMatrix(_ lines: [[String]], ruleLines: Int) throws {
    let rows = lines.dropFirst(ruleLines).dropLast()
    let totals = try #require(lines.last)
    for row in rows {
      let cells = row.dropFirst().dropLast().filter { !$0.isEmpty }
      #expect(try sum(cells) == money(row[row.count - 1]))
    }
    for place in 1..<totals.count {
      #expect(try sum(rows.map { $0[place] }.filter { !$0.isEmpty }) == money(totals[place]))
    }
  }
}
