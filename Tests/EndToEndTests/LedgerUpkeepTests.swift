internal import Foundation
internal import TestSupport
internal import Testing

/// `meter ledger …` as people use it, also while a server writes, and killed at any moment.
@Suite struct LedgerUpkeepTests {
  private static let period = ["--month", "2026-11", "--format", "csv"]

  private static func ingest(_ ledger: String, _ numbers: Range<Int>) throws {
    let run = try runMeter(
      ["ingest", "-", "--ledger", ledger], input: NumberedCalls(numbers: numbers).body)
    #expect(run.status == 0, "\(run.errors)")
  }

  private static func report(_ ledger: String) throws -> String {
    try runMeter(["report", "--ledger", ledger] + period).text
  }

  /// Another writer than a server cannot be asked: then commands say who holds the ledger.
  @Test func writingCommandsSayWhoHoldsTheLedger() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let server = try ServerProcess(ledger: ledger)
      try FileManager.default.removeItem(atPath: ledger + ".socket")
      let inUse = "the ledger is in use by process \(server.processIdentifier)"
      for (words, reason) in [
        (["compact"], "the server at 127.0.0.1:\(server.port) writes to the ledger"),
        (["erase-tenant", "tenant-1", "--yes"], inUse), (["retain", "--entries", "90d"], inUse),
        (["close", "--month", "2020-01"], inUse),
      ] {
        let run = try runMeter(["ledger"] + words + ["--ledger", ledger])
        #expect(run.status == 1)
        #expect(run.errors.contains(reason), "\(run.errors)")
      }
      #expect(try server.stop() == 0)
    }
  }

  @Test func backsUpWhileAServerWrites() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let server = try ServerProcess(ledger: ledger)
      let clients = RetryingClients(callsPerRequest: 20)
      clients.use(port: server.port)
      clients.start(2)
      #expect(eventually { clients.acknowledged.count > 5 })
      for _ in 0..<3 {
        let before = NumberedCalls.totals(of: clients.acknowledged)
        let copy = folder.path("copy.db")
        let run = try runMeter(["ledger", "backup", "--to", copy, "--ledger", ledger])
        #expect(run.status == 0, "\(run.errors)")
        let held = try NumberedCalls.totals(inLedger: copy)
        #expect(held["requests", default: 0] >= before["requests", default: 0])
        #expect(held["input_tokens"] == held["requests"].map { $0 * NumberedCalls.inputOfCall })
      }
      #expect(clients.stop())
      #expect(try server.stop() == 0)
      let verified = try runMeter(["ledger", "verify", "--ledger", ledger])
      #expect(verified.status == 0, "\(verified.text)")
    }
  }

  @Test func aDamagedBlockIsNamedAndEndsWithOne() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      try Self.ingest(ledger, 0..<500)
      #expect(try runMeter(["ledger", "verify", "--ledger", ledger]).status == 0)
      let damage = "UPDATE entry_block_data SET data = zeroblob(length(data))"
      let edit = try run(
        "/usr/bin/python3",
        [
          "-c",
          "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1])\nc.execute(sys.argv[2])\nc.commit()",
          ledger, damage,
        ])
      #expect(edit.status == 0, "\(edit.errors)")
      let verified = try runMeter(["ledger", "verify", "--ledger", ledger])
      #expect(verified.status == 1)
      #expect(verified.text.contains("2026-11-03T09:00:00Z: block"), "\(verified.text)")
      let backup = try runMeter(
        ["ledger", "backup", "--to", folder.path("copy.db"), "--ledger", ledger])
      #expect(backup.status == 1)
      #expect(!FileManager.default.fileExists(atPath: folder.path("copy.db")))
      #expect(try Self.report(ledger).contains("tenant-1"))
    }
  }

  /// Killed at any moment, the ledger is what it was before, or what it was to become.
  @Test(arguments: [["compact"], ["erase-tenant", "tenant-3", "--yes"]])
  func isWholeWhenKilled(words: [String]) throws {
    var random = SplitMix64(seed: 4)
    try withTemporaryFolder { folder in
      let original = folder.path("original.db")
      for batch in 0..<12 { try Self.ingest(original, batch * 100..<batch * 100 + 100) }
      let before = try Self.report(original)
      let after = before.replacing("tenant-3,", with: "(erased),")
      let ledger = folder.path("meter.db")
      for _ in 0..<12 {
        for suffix in ["", "-wal", "-shm"] {
          try? FileManager.default.removeItem(atPath: ledger + suffix)
        }
        try FileManager.default.copyItem(atPath: original, toPath: ledger)
        let process = try TestSupport.prepare(
          Locations.program, ["ledger"] + words + ["--ledger", ledger])
        let delay = UInt32.random(in: 0..<60_000, using: &random)
        try process.killed(afterMicroseconds: delay)
        let verified = try runMeter(["ledger", "verify", "--ledger", ledger])
        #expect(verified.status == 0, "after \(delay) µs: \(verified.text)")
        let found = try Self.report(ledger)
        let isKnown =
          Self.lines(found) == Self.lines(before) || Self.lines(found) == Self.lines(after)
        #expect(isKnown, "after \(delay) µs: \(found)")
        #expect(try runMeter(["ledger"] + words + ["--ledger", ledger]).status == 0)
        let done = Self.lines(try Self.report(ledger))
        #expect(done == Self.lines(words[0] == "compact" ? before : after), "after \(delay) µs")
      }
    }
  }

  /// A write that fails, whichever it is, leaves what was acknowledged: with room again, the same
  /// telemetry gives the same report as if nothing had happened.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/prlimit"), "needs prlimit"))
  func everyWriteMayFail() throws {
    try withTemporaryFolder { folder in
      let reference = folder.path("reference.db")
      try Self.ingest(reference, 0..<3_000)
      let expected = try Self.report(reference)
      let body = NumberedCalls(numbers: 0..<3_000).body
      for limit in stride(from: 60_000, through: 2_400_000, by: 180_000) {
        let ledger = folder.path("limit-\(limit).db")
        let limited = try run(
          "/usr/bin/prlimit",
          ["--fsize=\(limit)", Locations.program, "ingest", "-", "--ledger", ledger], input: body)
        if limited.status == 0 { #expect(try Self.report(ledger) == expected) }
        try Self.ingest(ledger, 0..<3_000)
        #expect(Self.lines(try Self.report(ledger)) == Self.lines(expected), "limit \(limit)")
        #expect(try runMeter(["ledger", "verify", "--ledger", ledger]).status == 0, "\(limit)")
      }
    }
  }

  @Test func anErasedTenantIsNowhereAndComesBackAsNothing() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      try Self.ingest(ledger, 0..<400)
      let before = try Self.report(ledger)
      let refused = try runMeter(["ledger", "erase-tenant", "tenant-2", "--ledger", ledger])
      #expect(refused.status == 2)
      let unknown = try runMeter(
        ["ledger", "erase-tenant", "tennant-2", "--yes", "--ledger", ledger])
      #expect(unknown.status == 1)
      #expect(unknown.errors.contains("did you mean 'tenant-2'?"), "\(unknown.errors)")
      let erased = try runMeter(
        ["ledger", "erase-tenant", "tenant-2", "--yes", "--ledger", ledger])
      #expect(erased.text.hasPrefix("erased: 80 entries moved to (erased)"), "\(erased.text)")
      let expected = Self.lines(before.replacing("tenant-2,", with: "(erased),"))
      for _ in 0..<2 {
        #expect(Self.lines(try Self.report(ledger)) == expected)
        for suffix in ["", "-wal", "-shm", ".lock"] {
          let bytes = FileManager.default.contents(atPath: ledger + suffix) ?? Data()
          #expect(bytes.range(of: Data("tenant-2".utf8)) == nil, "\(suffix)")
        }
        #expect(try runMeter(["ledger", "verify", "--ledger", ledger]).status == 0)
        try Self.ingest(ledger, 0..<400)
      }
      let stats = try runMeter(["ledger", "stats", "--format", "json", "--ledger", ledger])
      #expect(stats.text.contains("\"erased_tenants\" : 1"), "\(stats.text)")
    }
  }

  @Test func whatIsPostedAfterACloseIsListedApart() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      try Self.ingest(ledger, 0..<10)
      let future = try runMeter(["ledger", "close", "--month", "2099-01", "--ledger", ledger])
      #expect(future.status == 1)
      #expect(future.errors.contains("the period has not ended"))
      let closed = try runMeter(["ledger", "close", "--day", "2026-11-03", "--ledger", ledger])
      #expect(closed.text == "closed 2026-11-03 to 2026-11-03\n", "\(closed.errors)")
      let none = try runMeter(["ledger", "close", "--ledger", ledger])
      #expect(none.text.contains("no corrections since"))
      try Self.ingest(ledger, 0..<20)
      let listed = try runMeter(["ledger", "close", "--ledger", ledger])
      #expect(listed.text.contains("2026-11-03  1      tenant-0  2 "), "\(listed.text)")
      #expect(try runMeter(["ledger", "verify", "--ledger", ledger]).status == 0)
      let totals = try NumberedCalls.totals(inLedger: ledger)
      #expect(totals == NumberedCalls.totals(of: [NumberedCalls(numbers: 0..<20)]))
    }
  }

  @Test func retentionKeepsSumsAndRefusesWhatNeedsEntries() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      try run2020(folder, ledger)
      try Self.ingest(ledger, 0..<20)
      let words = ["--month", "2020-09", "--format", "csv", "--ledger", ledger]
      let before = try runMeter(["report"] + words).text
      let retained = try runMeter(["ledger", "retain", "--entries", "365d", "--ledger", ledger])
      #expect(retained.text.hasPrefix("2 entries from before "), "\(retained.text)")
      #expect(Self.lines(try runMeter(["report"] + words).text) == Self.lines(before))
      let query = try runMeter(
        ["query", "stats count(*) by session.id", "--month", "2020-09", "--ledger", ledger])
      #expect(query.status == 1)
      #expect(query.errors.contains("which retention has removed"), "\(query.errors)")
      try run2020(folder, ledger, first: 7)
      #expect(Self.tokens(try runMeter(["report"] + words).text) == Self.tokens(before))
      let held = try runMeter(["report", "--month", "2020-09", "--ledger", ledger])
      #expect(held.text.contains("horizon of retention"), "\(held.text)")
      #expect(try runMeter(["ledger", "verify", "--ledger", ledger]).status == 0)
    }
  }

  @Test func mergesWhatSeveralCollectorsSaw() throws {
    try withTemporaryFolder { folder in
      let (first, second) = (folder.path("a.db"), folder.path("b.db"))
      try Self.ingest(first, 0..<300)
      try Self.ingest(second, 200..<500)
      let target = folder.path("all.db")
      let merged = try runMeter(["ledger", "merge", second, first, "--to", target])
      #expect(merged.status == 0, "\(merged.errors)")
      #expect(merged.text.contains("200 new spans and 100 spans that had been there"))
      let totals = try NumberedCalls.totals(inLedger: target)
      #expect(totals == NumberedCalls.totals(of: [NumberedCalls(numbers: 0..<500)]))
      #expect(try runMeter(["ledger", "verify", "--ledger", target]).status == 0)
      let again = try runMeter(["ledger", "merge", second, first, "--to", target])
      #expect(again.status == 1)
      #expect(again.errors.contains("is there already"))
    }
  }

  private func run2020(_ folder: TemporaryFolder, _ ledger: String, first: Int = 0) throws {
    let body = String(
      decoding: NumberedCalls(numbers: 900_000 + first..<900_002 + first).body, as: UTF8.self)
    let old = body.replacing("17936964", with: "15993612")
    let run = try runMeter(["ingest", "-", "--ledger", ledger], input: Array(old.utf8))
    #expect(run.status == 0, "\(run.errors)")
  }

  /// A report's rows in an order that does not depend on names.
  private static func lines(_ csv: String) -> [String] {
    csv.split(whereSeparator: \.isNewline).map(String.init).sorted()
  }

  /// The figures of a report, without what is said of the data as a whole.
  private static func tokens(_ csv: String) -> [String] {
    lines(csv).map { $0.split(separator: ",", omittingEmptySubsequences: false).prefix(9).joined() }
  }
}

extension Process {
  /// Starts the process and kills it some time later, as a crash would.
  fileprivate func killed(afterMicroseconds delay: UInt32) throws {
    try TestSupport.start(self)
    usleep(delay)
    kill(processIdentifier, SIGKILL)
    waitUntilExit()
  }
}
