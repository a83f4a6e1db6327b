internal import Foundation
internal import TestSupport
internal import Testing

/// Where things may stand: C libraries, modules, folders.
@Suite struct LayoutTests {
  /// Folders that may import a C library; everybody else meets a Swift type.
  static let homes: [(library: String, folders: [String])] = [
    ("CSQLite", ["Sources/CostModel/Ledger/"]),
    (
      "CZlib",
      [
        "Sources/CostModel/Ledger/", "Sources/TelemetryIngest/Decode/",
        "Sources/TelemetryIngest/Receiver/", "Sources/Reports/Render/",
      ]
    ),
    ("CGnuTLS", ["Sources/CostModel/", "Sources/TelemetryIngest/Receiver/"]),
    ("CMicroHTTPD", ["Sources/TelemetryIngest/Receiver/"]),
    ("CCurl", ["Sources/TelemetryIngest/Receiver/Credentials/"]),
    ("CPCRE2", ["Sources/Reports/Query/"]),
  ]

  @Test(arguments: homes.indices) func librariesStayAtHome(index: Int) {
    let home = Self.homes[index]
    for file in SourceFile.all where file.path.hasPrefix("Sources/") {
      guard file.lines.contains(where: { $0.hasSuffix("import \(home.library)") }) else { continue }
      #expect(
        home.folders.contains { file.path.hasPrefix($0) },
        "\(file.path) imports \(home.library), which belongs to \(home.folders)")
    }
  }

  /// Dependencies run one way: meter → TelemetryIngest, Reports → CostModel.
  @Test func modulesKnowOnlyWhatIsBeneath() {
    let forbidden = [
      ("Sources/CostModel/", ["TelemetryIngest", "Reports"]),
      ("Sources/TelemetryIngest/", ["Reports"]), ("Sources/Reports/", ["TelemetryIngest"]),
    ]
    for (folder, modules) in forbidden {
      for file in SourceFile.all where file.path.hasPrefix(folder) {
        for module in modules {
          #expect(
            !file.lines.contains { $0.hasSuffix("import \(module)") },
            "\(file.path) imports \(module)")
        }
      }
    }
  }

  @Test func architectureNamesEveryFolder() {
    let path = "\(Locations.repository)/ARCHITECTURE.md"
    guard let data = FileManager.default.contents(atPath: path) else { return }
    let text = String(decoding: data, as: UTF8.self)
    let folders = Set(
      SourceFile.all.compactMap { file -> String? in
        let parts = file.path.split(separator: "/")
        return parts[0] == "Sources" && parts.count > 3 ? String(parts[2]) : nil
      })
    for folder in folders.sorted() {
      #expect(text.contains(folder), "ARCHITECTURE.md does not mention \(folder)/")
    }
  }
}
