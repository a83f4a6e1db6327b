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
  private func documented(_ part: String) -> Set<String> {
    var names: Set<String> = []
    for line in part.components(separatedBy: "\n") where line.hasPrefix("| `--") {
      let cell = line.components(separatedBy: "|")[1]
      names.formUnion(cell.components(separatedBy: "`").filter { $0.hasPrefix("--") })
    }
    return names
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
