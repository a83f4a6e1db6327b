internal import Foundation
internal import TestSupport
internal import Testing

/// What `meter demo` shows a person first.
@Suite struct DemoTests {
  /// Amounts with four digits, the ones that a person compares.
  private static func amounts(_ text: String) -> [String] {
    let words = text.split(omittingEmptySubsequences: true) { (character: Character) -> Bool in
      !"0123456789.,".contains(character)
    }
    return words.map { String($0) }
      .filter { $0.contains(".") && $0.split(separator: ".").last?.count == 4 }
  }

  private static func cells(of table: String, _ page: String) -> [String] {
    let rest = page.split(separator: "<table class=\"\(table)\">").dropFirst().first ?? ""
    return (String(rest).components(separatedBy: "</table>").first ?? "")
      .components(separatedBy: "<td").dropFirst().compactMap { cell in
        cell.components(separatedBy: ">").dropFirst().first?.components(separatedBy: "<").first
      }
  }

  @Test func pagesAndTablesShowTheSameFigures() throws {
    try withTemporaryFolder { folder in
      let run = try runMeter(["demo", "--folder", folder.path])
      #expect(run.status == 0, "\(run.errors)")
      let parts = run.text.components(separatedBy: "$ meter report ")
      #expect(parts.count == 3)
      for (name, part) in zip(["cost-per-tenant", "feature-cost-per-tier"], parts.dropFirst()) {
        let page = String(decoding: try folder.read("\(name).html"), as: UTF8.self)
        let printed = Self.amounts(part)
        #expect(printed.count > 7)
        let shown = Set(
          (Self.cells(of: "figures", page) + Self.cells(of: "matrix", page))
            .flatMap { Self.amounts($0) })
        for amount in printed { #expect(shown.contains(amount), "\(name): \(amount)") }
        let markdown = try runMeter([
          "report", name, "--last", "30d", "--format", "markdown", "--ledger",
          folder.path("meter.db"),
        ])
        for amount in printed { #expect(markdown.text.contains(amount), "\(name): \(amount)") }
      }
    }
  }

  @Test func ingestAndReportCountUnpricedCallsAlike() throws {
    try withTemporaryFolder { folder in
      let run = try runMeter(["demo", "--folder", folder.path])
      let line = run.text.split(separator: "\n").first { $0.hasPrefix("unpriced ") }
      let count = try #require(line?.split(separator: " ").dropFirst().first)
      #expect(line?.hasSuffix("billable, without a price: icd-coder-7b") == true)
      #expect(run.text.contains("unpriced_usage (\(count)): "), "\(run.text)")
    }
  }

  @Test func namesOnlyFilesThatAreThere() throws {
    try withTemporaryFolder { folder in
      let run = try runMeter(["demo", "--folder", folder.path("a b")])
      let links = run.text.split(separator: "\n").compactMap { line in
        line.hasPrefix("    file://") ? URL(string: String(line.dropFirst(4))) : nil
      }
      #expect(links.count == 2)
      for link in links { #expect(FileManager.default.fileExists(atPath: link.path)) }
      for word in ["export --to", "query 'stats", "serve"] { #expect(run.text.contains(word)) }
    }
  }
}
