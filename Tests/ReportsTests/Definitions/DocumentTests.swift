import CostModel
import Foundation
import TestSupport
import Testing

@testable import Reports

/// `docs/reports.md` names every report and exactly its columns.
@Suite struct DocumentTests {
  private static let text: String = {
    let data = FileManager.default.contents(atPath: "\(Locations.repository)/docs/reports.md")
    return String(decoding: data ?? Data(), as: UTF8.self)
  }()

  /// What stands between backticks.
  private static func names(_ text: some StringProtocol) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  private static let usageColumns: [String] = {
    let paragraph = text.components(separatedBy: "*Columns of usage*").dropFirst().first ?? ""
    return names(paragraph.prefix { $0 != "." })
  }()

  @Test(arguments: ReportName.allCases) func holdsTheColumns(name: ReportName) throws {
    let section = try #require(
      Self.text.components(separatedBy: "\n### \(name.rawValue)\n").dropFirst().first)
    let paragraph = try #require(
      section.components(separatedBy: "Columns: ").dropFirst().first?
        .components(separatedBy: "\n\n").first)
    var documented = Self.names(paragraph)
    if paragraph.contains("columns of usage") { documented += Self.usageColumns }

    let month = Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0))
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "1", output: "2"))
    usage.add("2026-11-02T10:00:00Z", tenant: "a", tier: "gold", input: 5)
    let table = try makeReport(testRequest(name, period: month), source: usage)
    #expect(Set(table.columns.map(\.name)) == Set(documented))
    #expect(table.columns.count == documented.count)
  }

  @Test func holdsTheLimitsOfPlansAndTheVersionsOfFOCUS() {
    let names = Set(Self.names(Self.text))
    for limit in PlanLimit.allCases { #expect(Self.text.contains("\(limit.rawValue): ")) }
    for version in FocusVersion.allCases { #expect(names.contains(version.rawValue)) }
    for format in ReportFormat.allCases {
      #expect(Self.text.contains("\n| `\(format.rawValue)` |"))
    }
  }

  /// The example of plans and budgets is one that can be read.
  @Test func theExampleOfPlansIsOne() throws {
    let block = try #require(
      Self.text.components(separatedBy: "```json5\n").dropFirst().first?
        .components(separatedBy: "```").first)
    let book = try PlanBook(json5: Array(block.utf8), fileName: "example")
    #expect(book.plans.count == 2)
    #expect(book.budgets.count == 3)
  }
}
