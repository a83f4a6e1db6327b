internal import Foundation
internal import TestSupport
internal import Testing

/// Documents and program say the same: commands, options, settings, reports, columns, metrics.
@Suite struct DocumentTests {
  /// The pages that people read.
  private static let pages: [String: String] = {
    let root = Locations.repository
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/docs")) ?? []
    let paths = ["README.md"] + names.filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }
    return Dictionary(
      uniqueKeysWithValues: paths.map { path in
        let data = FileManager.default.contents(atPath: "\(root)/\(path)") ?? Data()
        return (path, String(decoding: data, as: UTF8.self))
      })
  }()

  private static func page(_ name: String) -> String { pages[name] ?? "" }

  private static var everything: String { pages.sorted { $0.key < $1.key }.map(\.value).joined() }

  /// Every command with all of its options stands in docs/commands.md as its help prints it.
  @Test func commandsAndOptionsAreDocumented() throws {
    let page = Self.page("docs/commands.md")
    var waiting: [[String]] = [[]]
    var count = 0
    while let words = waiting.popLast() {
      let help = try runMeter(words + ["--help"]).text
      let title = (["meter"] + words).joined(separator: " ")
      let text = help.trimmingCharacters(in: .newlines)
      #expect(
        page.contains("\n## \(title)\n\n```\n\(text)\n```\n"),
        "docs/commands.md differs from \(title) --help: run make docs")
      waiting += Self.commands(help).map { words + [$0] }
      count += 1
    }
    #expect(count > 15)
    #expect(page.split(separator: "\n").count { $0.hasPrefix("## meter") } == count)
  }

  private static func commands(_ help: String) -> [String] {
    help.split(separator: "\n").drop { $0 != "Commands" }.dropFirst()
      .prefix { $0.hasPrefix(" ") }
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
  }

  /// Options of other programs that the pages show, and one that no help lists.
  private static let otherOptions: Set<String> = [
    "--end-time", "--json", "--log-events", "--log-group-name", "--log-stream-name", "--now",
    "--query", "--query-id", "--query-string", "--slow-writer", "--start-time",
  ]

  /// No page names an option that no command has.
  @Test func optionsThatAreNamedExist() {
    let known = Set(Self.options(Self.page("docs/commands.md")))
    #expect(known.count > 80)
    for (path, text) in Self.pages {
      for option in Self.options(text) where !Self.otherOptions.contains(option) {
        #expect(known.contains(option), "\(path) names \(option), which no command has")
      }
    }
  }

  private static func options(_ text: String) -> [String] {
    text.matches(of: /(?:^|[^-A-Za-z0-9])(--[a-z][a-z0-9-]+)/).map { String($0.output.1) }
  }

  /// Every setting that the program reads stands in docs/configuration.md.
  @Test func settingsAreDocumented() throws {
    let folder = "\(Locations.repository)/Sources/meter/Configuration"
    let page = Self.page("docs/configuration.md")
    var keys: Set<String> = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let text = String(
        decoding: FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data(),
        as: UTF8.self)
      for match in text.matches(of: /ields\.[a-zA-Z]+\(\s*"([a-z_A-Z]+)"/) {
        keys.insert(String(match.output.1))
      }
    }
    #expect(keys.count > 10)
    for key in keys.sorted() {
      #expect(page.contains("`\(key)`"), "docs/configuration.md does not mention \(key)")
    }
    // And what stands there first in a row of the table, the program knows.
    for line in page.split(separator: "\n") where line.hasPrefix("| `") {
      let cell = line.split(separator: "|").first ?? ""
      for match in cell.matches(of: /`([a-zA-Z_]+)`/) {
        #expect(keys.contains(String(match.output.1)), "there is no setting \(match.output.1)")
      }
    }
  }

  /// Every report with all of its columns stands in a page.
  @Test func reportsAndColumnsAreDocumented() throws {
    struct Listing: Decodable {
      struct Column: Decodable { var name: String }
      struct Report: Decodable {
        var name: String
        var columns: [Column]
      }
      var reports: [Report]
    }
    let text = Self.everything
    try withTemporaryFolder { folder in
      let server = try ServerProcess(ledger: folder.path("meter.db"))
      let answer = try HTTPExchange(port: server.port).exchange("GET", "/api/reports")
      let listing = try JSONDecoder().decode(Listing.self, from: Data(answer.body))
      #expect(listing.reports.count > 1)
      for report in listing.reports {
        #expect(text.contains(report.name), "no page mentions the report \(report.name)")
        for column in report.columns {
          #expect(
            text.contains("`\(column.name)`"),
            "no page explains the column \(column.name) of \(report.name)")
        }
      }
      #expect(try server.stop() == 0)
    }
  }

  /// Every metric stands in docs/operating.md.
  @Test func metricsAreDocumented() throws {
    let page = Self.page("docs/operating.md")
    try withTemporaryFolder { folder in
      let server = try ServerProcess(ledger: folder.path("meter.db"))
      let text = try HTTPExchange(port: server.port).exchange("GET", "/metrics").text
      let names = text.matches(of: /# TYPE ([a-z_]+)/).map { String($0.output.1) }
      #expect(names.count > 10)
      for name in names {
        #expect(page.contains(name), "docs/operating.md does not mention \(name)")
      }
      #expect(try server.stop() == 0)
    }
  }

  /// Pages that are linked are there.
  @Test func linksLeadSomewhere() {
    let root = Locations.repository
    for (path, text) in Self.pages {
      let folder = path.contains("/") ? "\(root)/docs/" : "\(root)/"
      for match in text.matches(of: /\]\(([^)#:\s]+)(?:#[^)]*)?\)/) {
        let target = folder + match.output.1
        #expect(FileManager.default.fileExists(atPath: target), "\(path) links \(match.output.1)")
      }
    }
  }
}
