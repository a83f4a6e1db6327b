internal import Foundation
internal import TestSupport
internal import Testing

/// What pricing types: books listed, checked, imported, compared and adopted.
@Suite struct PriceCommandTests {
  private static let samples = "\(Locations.repository)/samples"

  private static let dearer = """
    { name: "dearer", as_of: "2026-11-20", currency: "USD", extends: "built-in", lines: [
      { provider: "aws.bedrock", model: "mistral.ministral-3-8b-instruct",
        unit: "per_1m_tokens", prices: { input: "0.3", output: "0.3" } },
    ] }
    """

  private func meter(_ words: [String], status: Int32 = 0) throws -> ProgramRun {
    let run = try runMeter(words)
    #expect(run.status == status, "\(words): \(run.text)\(run.errors)")
    return run
  }

  @Test func listsAndQuotes() throws {
    let list = try meter(["prices", "list", "--format", "csv"]).text
    #expect(list.hasPrefix("provider,model,aliases,"))
    #expect(list.split(separator: "\r\n").count > 500)
    let quote = try meter([
      "prices", "quote", "--provider", "anthropic", "--model", "claude-haiku-4-5",
      "--service-tier", "batch", "input=1000000", "reasoning=2000",
    ]).text
    #expect(quote.contains("0.505 USD by built-in-"))
    #expect(quote.contains("output's holds"))
    let wrong = try meter(["prices", "quote", "--model", "gpt-4o", "inputt=1"], status: 2)
    #expect(wrong.errors.contains("did you mean 'input'?"))
    let unknown = try meter(["prices", "quote", "--model", "claude-hiku-4-5", "input=1"]).text
    #expect(unknown.contains("near: "), "\(unknown)")
    let empty = try meter(["prices", "quote"], status: 2)
    #expect(empty.errors.contains("nothing to price; "), "\(empty.errors)")
    let nobody = try meter(["prices", "list", "--provider", "antropic"]).text
    #expect(nobody.contains("did you mean 'anthropic'?"))
    let misspelt = try meter(["prices", "diff", "builtin", "ledger"], status: 1)
    #expect(misspelt.errors.contains("did you mean 'built-in'?"))
  }

  @Test func checksABookAgainstALedger() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let sample = "\(Self.samples)/hospital-and-clinics.otlp.jsonl"
      _ = try meter(["ingest", "--quiet", sample, "--ledger", ledger])
      let run = try runMeter(["prices", "check", "--ledger", ledger])
      #expect(run.text.contains("triage-7b"))
      #expect(run.text.contains("model: \"triage-7b\""), "prints the line to add: \(run.text)")
      try folder.write("broken.json5", "{ name: \"x\", lines: [ { modle: \"m\" } ] }")
      let broken = try runMeter(["prices", "check", folder.path("broken.json5")])
      #expect(broken.status != 0)
      #expect((broken.text + broken.errors).contains("broken.json5:1:"))
    }
  }

  /// A table that was exported comes back as a book with the same prices.
  @Test func aTableComesBack() throws {
    try withTemporaryFolder { folder in
      let table = try meter(["prices", "list", "--all", "--format", "csv"]).output
      try folder.write("prices.csv", table)
      let book = folder.path("prices.json5")
      _ = try meter([
        "prices", "import", "--from", "csv", folder.path("prices.csv"), "--output", book,
      ])
      let same = try meter(["prices", "diff", "built-in", book]).text
      #expect(same.contains(" 0 at others, 0 only in "), "\(same.suffix(300))")
      let alias = try meter([
        "prices", "quote", "--prices", book, "--model", "claude-haiku-4-5-20251001", "input=1000",
      ]).text
      #expect(alias.contains("declared alias"))
      try folder.write("dearer.json5", Self.dearer)
      let dearer = folder.path("dearer.json5")
      let changed = try meter(["prices", "diff", "built-in", dearer], status: 1).text
      #expect(changed.contains("mistral.ministral-3-8b-instruct"))
      #expect(changed.contains("1 at others"))
      #expect(try meter(["prices", "template"]).text.contains("lines: ["))
    }
  }

  /// A book takes effect only by adoption, after the difference was shown; a report of before comes
  /// out byte for byte.
  @Test func adoptionIsShownAndUndone() throws {
    try withTemporaryFolder { folder in
      let ledger = ["--ledger", folder.path("meter.db")]
      let sample = "\(Self.samples)/hospital-and-clinics.otlp.jsonl"
      _ = try meter(["ingest", "--quiet", sample] + ledger)
      let report = ["report", "--day", "2026-11-02", "--format", "json"] + ledger
      let before = try meter(report).output
      let query =
        ["query", "stats sum(cost), count(*) by tenant, tier", "--day", "2026-11-02"] + ledger
      let answer = try meter(query + ["--entries"]).text.split(separator: "\n").dropLast()
      let instant = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 1))
      Thread.sleep(forTimeInterval: 2)
      let export =
        ["export", "--day", "2026-11-02", "--as-known-on", instant, "--max-unpriced", "100"]
        + ["--max-unattributed", "100", "--max-refused", "100"] + ledger
      _ = try meter(export + ["--to", folder.path("then")])
      try folder.write("dearer.json5", Self.dearer)
      let adopt = ["prices", "adopt", folder.path("dearer.json5")] + ledger
      let dry = try meter(adopt + ["--dry-run"]).text
      #expect(dry.contains("2026-11") && dry.contains("+"), "\(dry)")
      #expect(try meter(report).output == before)
      #expect(try runMeter(adopt).status != 0, "nobody was asked")
      #expect(try meter(report).output == before)
      _ = try meter(adopt + ["--yes"])
      let after = try meter(report).output
      #expect(after != before)
      #expect(try meter(report + ["--as-known-on", instant]).output == before)
      _ = try meter(["prices", "adopt", "built-in", "--yes"] + ledger)
      #expect(try meter(report).output == before)
      // Tenants that became known later, and usage that came later, are not known then either.
      _ = try meter(["tenants", "set", "hospital-a", "--tier", "gold"] + ledger)
      #expect(try meter(report + ["--as-known-on", instant]).output == before)
      _ = try meter(["ingest", "--quiet", "\(Self.samples)/console-spans.json"] + ledger)
      #expect(try meter(report + ["--as-known-on", instant]).output == before)
      #expect(try meter(report).output != before)
      for reading in [[], ["--entries"]] {
        let known = try meter(query + reading + ["--as-known-on", instant]).text
        #expect(known.split(separator: "\n").dropLast() == answer, "\(known)")
        #expect(try meter(query + reading).text.split(separator: "\n").dropLast() != answer)
      }
      _ = try meter(export + ["--to", folder.path("now")])
      for file in ["cost-per-tenant.json", "focus.csv", "price-book.json5", "token-usage.ndjson"] {
        let paths = ["then", "now"].map { folder.path("\($0)/2026-11-02/\(file)") }
        #expect(FileManager.default.contentsEqual(atPath: paths[0], andPath: paths[1]), "\(file)")
      }
    }
  }
}
