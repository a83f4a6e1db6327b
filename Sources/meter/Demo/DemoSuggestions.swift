internal import Foundation
internal import Reports

/// What to try after the demo: each with commands on lines of their own, to be copied whole.
struct DemoSuggestions {
  let text: String

  init(folder: String, ledger: String) {
    let meter = quotedForShell(CommandLine.arguments.first ?? "meter")
    let sample = "--last 30d --ledger \(quotedForShell(ledger))"
    let pages = DemoCommand.reports.map { name in
      URL(fileURLWithPath: "\(folder)/\(name.rawValue).html").absoluteString
    }
    let suggestions: [(String, [String])] = [
      ("the pages, in a browser", pages),
      (
        "the dashboard: start this, and open the address in a browser",
        [
          "\(meter) serve --ledger \(quotedForShell(ledger))",
          "http://127.0.0.1:4318/#overview?last=30d",
        ]
      ),
      ("one tier", ["\(meter) report --tier premium \(sample)"]),
      (
        "day by day, for a spreadsheet",
        ["\(meter) report --by day --format csv \(sample)"]
      ),
      (
        "questions of your own",
        [
          "\(meter) query 'stats sum(cost) by model' \(sample)",
          "\(meter) query 'filter feature = \"chat\" | stats sum(cost) by bin(1d)' \(sample)",
        ]
      ),
      (
        "yesterday's pricing review, as files",
        [
          "\(meter) export --to \(quotedForShell("\(folder)/review")) "
            + "--ledger \(quotedForShell(ledger))"
        ]
      ),
      (
        "your own agents: start this, and set the variables where they run",
        [
          "\(meter) serve", "export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318",
          "export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
        ]
      ),
      ("your own files", ["\(meter) ingest FOLDER"]),
    ]
    var lines = ["", Terminal.style(1).bold("What to try next")]
    for (title, commands) in suggestions {
      lines += ["  \(title)"] + commands.map { "    \($0)" }
    }
    text = lines.joined(separator: "\n")
  }
}

/// A word as a shell takes it for one.
func quotedForShell(_ word: String) -> String {
  let plain = word.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_./:=+@%,".utf8.contains(byte)
    }
  }
  return plain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
}
