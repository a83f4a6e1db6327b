internal import Foundation
internal import TestSupport
internal import Testing

/// Options of reports and exports, as a person types them.
@Suite struct ReportOptionTests {
  private func withLedger(_ body: (String, String) throws -> Void) throws {
    try withTemporaryFolder { temporary in
      let folder = temporary.path
      let ledger = "\(folder)/meter.db"
      let sample = "\(Locations.repository)/samples/hospital-and-clinics.otlp.jsonl"
      #expect(try runMeter(["ingest", "--quiet", "--ledger", ledger, sample]).status == 0)
      try body(folder, ledger)
    }
  }

  private func report(_ words: String...) throws -> ProgramRun {
    try runMeter(["report"] + words)
  }

  @Test func choosesRowsAndColumns() throws {
    try withLedger { _, ledger in
      let run = try report(
        "cost-per-model", "--last", "100m", "--top", "1", "--columns", "model,cost", "--format",
        "csv", "--ledger", ledger)
      let lines = run.text.split(separator: "\r\n")
      #expect(run.status == 0)
      #expect(lines.first?.hasPrefix("model,cost,currency,") == true)
      #expect(lines.count <= 3)
      let wrong = try report("--columns", "tenat", "--ledger", ledger)
      #expect(wrong.status == 2)
      #expect(wrong.errors.contains("did you mean 'tenant'?"))
    }
  }

  /// What would go unheard is refused, with the report or form that would heed it.
  @Test(
    arguments: [
      (["--against", "2026-10"], "--against is for the report compare"),
      (["quota", "--include-idle"], "--include-idle is for the report cost-per-tenant"),
      (["--focus-version", "1.2"], "--focus-version is for --format focus"),
      (["statement", "--by", "week"], "which has a row for each day"),
      (["compare", "--by", "day"], "which has no rows by time"),
      (["--format", "focus", "--by", "week"], "says nothing to FOCUS"),
      (["--digits", "2", "--currency-digits", "iso"], "give one of them"),
    ])
  func refusesWhatWouldGoUnheard(words: [String], error: String) throws {
    try withLedger { _, ledger in
      let run = try runMeter(["report", "--ledger", ledger] + words)
      #expect(run.status == 2)
      #expect(run.errors.contains(error), "\(run.errors)")
    }
  }

  @Test func quotaEndsWithOneWhereAPlanIsExceeded() throws {
    try withLedger { folder, ledger in
      let missing = try report("quota", "--ledger", ledger)
      #expect(missing.status == 2)
      #expect(missing.errors.contains("--plans FILE"))
      for (limit, status) in [(0, Int32(1)), (1_000_000, 0)] {
        let plans = "\(folder)/plans.json5"
        let text = "{ plans: { premium: { requests_per_day: \(limit) } } }"
        try Data(text.utf8).write(to: URL(fileURLWithPath: plans))
        let run = try report("quota", "--last", "100m", "--plans", plans, "--ledger", ledger)
        #expect(run.status == status, "\(run.text)\(run.errors)")
      }
    }
  }

  @Test func exportsAndVerifies() throws {
    try withLedger { folder, ledger in
      let to = "\(folder)/review"
      let words = ["export", "--to", to, "--ledger", ledger, "--day", "2026-11-20"]
      #expect(try runMeter(words).text.contains("wrote \(to)/2026-11-20"))
      #expect(try runMeter(words).text.contains("byte for byte"))
      let future = try runMeter(["export", "--to", to, "--ledger", ledger, "--day", "2099-01-01"])
      #expect(future.status == 2 && future.errors.contains("2099-01-01 has not begun"))
      #expect(try runMeter(["export", "--verify", to]).status == 0)
      let file = "\(to)/2026-11-20/cost-per-tenant.csv"
      try Data("x".utf8).write(to: URL(fileURLWithPath: file))
      let run = try runMeter(["export", "--verify", to])
      #expect(run.status == 1)
      #expect(run.errors.contains("cost-per-tenant.csv"))
    }
  }

  /// Into a pipe, one table follows the other, without codes that clear a screen.
  @Test func watchPrintsAgain() throws {
    try withLedger { _, ledger in
      let words = ["report", "tier-summary", "--last", "100m", "--watch", "1", "--ledger", ledger]
      try withTemporaryFolder { scratch in
        try scratch.write("output", "")
        let process = try prepare(Locations.program, words)
        process.standardOutput = FileHandle(forWritingAtPath: scratch.path("output"))
        try start(process)
        func text() throws -> String { String(decoding: try scratch.read("output"), as: UTF8.self) }
        #expect(
          try eventually { try text().components(separatedBy: "Tiers in summary").count > 2 })
        process.interrupt()
        process.waitUntilExit()
        #expect(try !text().utf8.contains(0x1B))
      }
    }
  }

  /// What an export closes, the ledger holds closed, too; only once, and not with other prices.
  @Test func exportingADayClosesIt() throws {
    try withLedger { folder, ledger in
      func export(_ words: String...) throws -> ProgramRun {
        let always = ["export", "--to", "\(folder)/review", "--ledger", ledger]
        return try runMeter(always + words)
      }
      let prices = "\(Locations.repository)/samples/prices.json5"
      #expect(try !export("--day", "2026-11-19", "--prices", prices).text.contains("closed"))
      let first = try export("--day", "2026-11-20")
      #expect(first.text.hasPrefix("closed the books of 2026-11-20\n"), "\(first.errors)")
      #expect(try !export("--day", "2026-11-20").text.contains("closed"))
      #expect(try !export("--day", "today").text.contains("closed"))
      let closes = try runMeter(["ledger", "close", "--ledger", ledger]).text
      #expect(closes.components(separatedBy: "2026-11-20  2026-11-20").count == 2, "\(closes)")
      #expect(!closes.contains("2026-11-19  2026-11-19"))
    }
  }
}
