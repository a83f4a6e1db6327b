internal import Foundation
internal import TestSupport
internal import Testing

/// `docs/reports.md` describes every option of `meter report` and `meter export`, and no others.
@Suite struct ReportDocumentTests {
  private static let text: String = {
    let data = FileManager.default.contents(atPath: "\(Locations.repository)/docs/reports.md")
    return String(decoding: data ?? Data(), as: UTF8.self)
  }()

  /// Options that stand in the first column of a table.
  private func documented(_ part: some StringProtocol) -> Set<String> {
    let cells = part.split(separator: "\n").filter { $0.hasPrefix("| `--") }.compactMap {
      $0.split(separator: "|").first
    }
    return Set(
      cells.flatMap { $0.split(separator: "`") }.map(String.init).filter { $0.hasPrefix("--") })
  }

  private func options(_ command: String) throws -> Set<String> {
    let help = try runMeter([command, "--help"]).text
    let lines = help.split(separator: "\n").filter { $0.hasPrefix("  --") }
    let names = lines.compactMap { $0.split(separator: " ").first }.map(String.init)
    return Set(names).subtracting(["--ledger", "--configuration", "--help"])
  }

  @Test func holdsTheOptions() throws {
    let parts = Self.text.components(separatedBy: "## The nightly export")
    try #require(parts.count == 2)
    #expect(documented(parts[0]) == (try options("report")))
    #expect(documented(parts[1]) == (try options("export")))
  }
}
