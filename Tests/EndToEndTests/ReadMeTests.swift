internal import Foundation
internal import TestSupport
internal import Testing

/// The read-me's commands and options exist, and every command stands in it.
@Suite struct ReadMeTests {
  private static let groups: Set<String> = ["prices", "tenants", "ledger"]

  private static let documents = ["README.md", "samples/README.md", "dashboards/README.md"]

  /// Lines of the documents that call `meter`, as words without comments.
  private static var calls: [[String]] {
    documents.flatMap { text(of: $0).split(separator: "\n") }.compactMap { line -> [String]? in
      let code = line.hasPrefix("$ ") ? line.dropFirst(2) : line
      guard code.hasPrefix("meter ") else { return nil }
      let command = code.split(separator: "#").first ?? code
      return command.split(separator: " ").dropFirst().map(String.init)
    }
  }

  private static func text(of name: String) -> String {
    let data = FileManager.default.contents(atPath: "\(Locations.repository)/\(name)") ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  @Test func optionsOfAllCallsExist() throws {
    #expect(Self.calls.count > 15)
    for words in Self.calls {
      guard let first = words.first else { continue }
      let path = Self.groups.contains(first) ? Array(words.prefix(2)) : [first]
      let help = try runMeter(path + ["--help"])
      #expect(help.status == 0, "there is no command \(path)")
      for option in words where option.hasPrefix("--") {
        #expect(help.text.contains("  \(option) "), "\(path) has no \(option)")
      }
    }
  }

  @Test func everyCommandStandsInIt() throws {
    let text = Self.text(of: "README.md")
    let help = try runMeter(["--help"]).text
    let commands = help.split(separator: "\n").drop { $0 != "Commands" }.dropFirst()
      .prefix { $0 != "Options" }
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first }
    #expect(commands.count > 8)
    for command in commands {
      #expect(text.contains("`meter \(command)"), "README.md does not mention meter \(command)")
    }
  }
}
