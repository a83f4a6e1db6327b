internal import Foundation
internal import TestSupport
internal import Testing

/// Every example block of the read-me runs, and gives what stands beneath it.
///
/// `…` in expected output stands for anything. The example in Python is run by `make interop`.
@Suite struct ReadMeExampleTests {
  struct Block: Sendable, CustomTestStringConvertible {
    var line: Int
    var language: String
    var lines: [String]

    var first: String { lines.first ?? "" }
    var testDescription: String { "README.md:\(line): \(first)" }
    var text: String { lines.joined(separator: "\n") + "\n" }
  }

  static let blocks: [Block] = {
    let path = "\(Locations.repository)/README.md"
    let data = FileManager.default.contents(atPath: path) ?? Data()
    var blocks: [Block] = []
    var open: Block?
    for (index, line) in String(decoding: data, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("```") {
        if let block = open { blocks.append(block) }
        open =
          open == nil
          ? Block(line: index + 1, language: String(line.dropFirst(3)), lines: []) : nil
      } else {
        open?.lines.append(String(line))
      }
    }
    return blocks
  }()

  @Test func thereAreMany() { #expect(Self.blocks.count > 12) }

  @Test(arguments: blocks) func holds(block: Block) throws {
    switch block.language {
    case "json5":
      try block.text.contains("prices:") ? checkPrices(block) : checkConfiguration(block)
    case "yaml": #expect(block.text.contains("endpoint: http://\(try defaultAddress())"))
    case "python":
      try #require(Locations.hasPython)
      let run = try runPython(["-c", "compile(open(0).read(), 'README.md', 'exec')"], block.text)
      #expect(run.status == 0, "\(run.errors)")
    default: try checkLines(block)
    }
  }

  // MARK: - Settings and prices

  private func checkConfiguration(_ block: Block) throws {
    try withTemporaryFolder { folder in
      try folder.write("meter.json5", block.text)
      let run = try runMeter(["report", "--ledger", "none.db"], folder: folder.path)
      #expect(run.errors.contains("there is no ledger at none.db"), "\(run.errors)")
    }
  }

  private func checkPrices(_ block: Block) throws {
    try withTemporaryFolder { folder in
      try folder.write("prices.json5", block.text)
      let run = try runMeter(["prices", "check", "prices.json5"], folder: folder.path)
      #expect(run.status == 0, "\(run.errors)")
    }
  }

  private func defaultAddress() throws -> String {
    let help = try runMeter(["serve", "--help"]).text
    return help.firstMatch(of: /where to listen \(([0-9.:]+);/).map { String($0.output.1) } ?? "?"
  }

  private func runPython(_ arguments: [String], _ input: String) throws -> ProgramRun {
    try withTemporaryFolder { folder in
      let path = try folder.write("input.py", input)
      return try run(
        "/bin/sh", ["-c", "exec python3 \"$0\" \"$1\" < \(path)"] + arguments)
    }
  }

  // MARK: - Command lines

  /// A command, and the output that stands beneath it; nil where none does.
  private struct Call {
    var words: String
    var output: String?
  }

  private func calls(_ block: Block) -> [Call] {
    let isSession = block.lines.contains { $0.hasPrefix("$ ") }
    var calls: [Call] = []
    for line in block.lines {
      if isSession, line.hasPrefix("$ ") {
        calls.append(Call(words: withoutComment(String(line.dropFirst(2))), output: ""))
      } else if isSession {
        guard let last = calls.indices.last else { continue }
        calls[last].output = (calls[last].output ?? "") + line + "\n"
      } else if !line.isEmpty {
        calls.append(Call(words: withoutComment(line), output: nil))
      }
    }
    return calls
  }

  private func withoutComment(_ line: String) -> String {
    let end = line.firstRange(of: " #")?.lowerBound ?? line.endIndex
    return String(line[..<end]).trimmingCharacters(in: .whitespaces)
  }

  private func checkLines(_ block: Block) throws {
    try withTemporaryFolder { folder in
      let isFromEmpty = block.lines.contains { $0.hasPrefix("$ meter ingest") }
      try prepare(folder, isEmpty: isFromEmpty, isNow: block.text.contains("\nPeriod "))
      for call in calls(block) {
        let first = call.words.split(separator: " ").first.map(String.init) ?? ""
        switch first {
        case "make": try checkTarget(call.words)
        case "export": try checkVariable(call.words)
        case "cp", "sudo", "curl": continue
        case "meter" where call.words == "meter serve":
          #expect(call.output?.contains("http://\(try defaultAddress()),") == true)
        case "meter": try checkCommand(call, folder)
        default: Issue.record("\(block.testDescription): what is '\(call.words)'?")
        }
      }
    }
  }

  private func checkTarget(_ words: String) throws {
    let data = FileManager.default.contents(atPath: "\(Locations.repository)/Makefile") ?? Data()
    let name = words.split(separator: " ").dropFirst().first ?? ""
    #expect(
      String(decoding: data, as: UTF8.self).contains("\n\(name):"), "there is no make \(name)")
  }

  private func checkVariable(_ words: String) throws {
    let parts = words.dropFirst("export ".count).split(separator: "=", maxSplits: 1)
    #expect(parts.count == 2 && parts[0].hasPrefix("OTEL_"))
    guard let value = parts.last, value.contains("://") else { return }
    #expect(value == "http://\(try defaultAddress())")
  }

  private func checkCommand(_ call: Call, _ folder: TemporaryFolder) throws {
    var words = call.words
    // Samples are of one month, and examples speak of the current one.
    if call.output != nil, !words.contains("--month"), !words.contains("--last"),
      words.hasPrefix("meter report") || words.hasPrefix("meter query"),
      !FileManager.default.fileExists(atPath: folder.path("is-now"))
    {
      words += " --month 2026-11"
    }
    let line = "\"\(Locations.program)\" \(words.dropFirst("meter ".count))"
    let run = try run(
      "/bin/sh", ["-c", line], folder: folder.path, environment: ["NO_COLOR": "1"])
    #expect(run.status == 0, "\(words): \(run.errors)")
    guard let expected = call.output, !expected.isEmpty else { return }
    let printed = run.text + run.errors
    let masks = FileManager.default.fileExists(atPath: folder.path("is-now"))
    #expect(
      matches(masks ? masked(printed) : printed, masks ? masked(expected) : expected),
      "\(words) prints\n\(printed)instead of\n\(expected)")
  }

  /// Output of the current month without what depends on when it is run.
  private func masked(_ text: String) -> String {
    text.replacing(/\d{4}-\d\d-\d\d/, with: "DATE").replacing(/\d\d days/, with: "N days")
  }

  /// Whether a text is the expected one, in which `…` stands for anything.
  private func matches(_ text: String, _ expected: String) -> Bool {
    let parts = expected.split(separator: "…", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .newlines)
    }
    guard parts.count > 1 else {
      return text.trimmingCharacters(in: .newlines) == parts[0]
    }
    var rest = text[...]
    for (index, part) in parts.enumerated() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      if index == 0, range.lowerBound != rest.startIndex { return false }
      rest = rest[range.upperBound...]
    }
    return parts.last?.isEmpty == true || rest.trimmingCharacters(in: .newlines).isEmpty
  }

  // MARK: - What examples find

  /// The files that examples speak of: samples, prices, tenants, and a ledger.
  private func prepare(_ folder: TemporaryFolder, isEmpty: Bool, isNow: Bool) throws {
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: folder.path("samples"), withDestinationPath: "\(Locations.repository)/samples")
    if let prices = Self.blocks.first(where: { $0.text.contains("extends: \"built-in\"") }) {
      for name in ["prices.json5", "new.json5"] { try folder.write(name, prices.text) }
    }
    try folder.write(
      "tenants.csv",
      """
      tenant,name,tier,status,from
      clinic-a,Clinic A,basic,active,2026-01-01
      hospital-a,Hospital A,premium,active,2026-01-01

      """)
    if isEmpty { return }
    var source = "samples/first-report.otlp.json"
    if isNow {
      // The call that the example in Python makes, at the time of the test.
      let time = Int64(time(nil)) * 1_000_000_000
      let texts = [
        "tenant.id": "hospital-a", "tenant.tier": "premium", "feature": "triage",
        "gen_ai.operation.name": "chat", "gen_ai.provider.name": "aws.bedrock",
        "gen_ai.request.model": "openai.gpt-oss-120b",
      ].map { "{\"key\":\"\($0)\",\"value\":{\"stringValue\":\"\($1)\"}}" }
      let counts = ["input": 1842, "output": 231].map {
        "{\"key\":\"gen_ai.usage.\($0)_tokens\",\"value\":{\"intValue\":\"\($1)\"}}"
      }
      source = try folder.write(
        "now.json",
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{\
        "traceId":"11111111111111111111111111111111","spanId":"1111111111111111",\
        "name":"chat","startTimeUnixNano":"\(time)",\
        "endTimeUnixNano":"\(time + 1)","attributes":[\((texts + counts).joined(separator: ","))]\
        }]}]}]}
        """)
      try folder.write("is-now", "")
    }
    let run = try runMeter(["ingest", "--quiet", source], folder: folder.path)
    #expect(run.status == 0, "\(run.errors)")
  }
}
