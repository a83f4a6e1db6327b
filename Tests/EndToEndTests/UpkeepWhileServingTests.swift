internal import Foundation
internal import TestSupport
internal import Testing

/// `meter ledger close`, `retain` and `erase-tenant` while a server takes telemetry.
@Suite struct UpkeepWhileServingTests {
  @Test func theServerCarriesOutOrders() throws {
    try withTemporaryFolder { folder in
      // Longer than the address of a socket may be.
      let deep = folder.path(String(repeating: "long-", count: 24))
      try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
      let ledger = deep + "/meter.db"
      let server = try ServerProcess(ledger: ledger)
      let clients = RetryingClients(callsPerRequest: 20)
      clients.use(port: server.port)
      clients.start(2)
      #expect(eventually { clients.acknowledged.count > 5 })

      let closed = try Self.ledger(["close", "--day", "2026-11-03"], ledger)
      #expect(closed.text == "closed 2026-11-03 to 2026-11-03\n", "\(closed.errors)")
      let count = clients.acknowledged.count
      #expect(eventually { clients.acknowledged.count > count + 5 })
      let listed = try Self.ledger(["close"], ledger)
      #expect(listed.text.contains("2026-11-03  1      tenant-0"), "\(listed.text)")

      let erased = try Self.ledger(["erase-tenant", "tenant-2", "--yes"], ledger)
      #expect(erased.text.contains("entries moved to (erased)"), "\(erased.errors)")
      let later = clients.acknowledged.count
      #expect(eventually { clients.acknowledged.count > later + 5 })
      let unknown = try Self.ledger(["erase-tenant", "tenant-9", "--yes"], ledger)
      #expect(unknown.status == 1)
      #expect(unknown.errors.contains("did you mean"), "\(unknown.errors)")

      #expect(clients.stop())
      try Self.expectNowhere("tenant-2", ledger)
      #expect(try server.stop() == 0)
      #expect(!FileManager.default.fileExists(atPath: ledger + ".socket"))
      try Self.expectNowhere("tenant-2", ledger)
      let verified = try Self.ledger(["verify"], ledger)
      #expect(verified.status == 0, "\(verified.text)")
      let totals = NumberedCalls.totals(of: clients.acknowledged)
      #expect(try NumberedCalls.totals(inLedger: ledger) == totals)
    }
  }

  /// What retention removed is refused by the server that runs, at once.
  @Test func retentionHoldsAtOnce() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let server = try ServerProcess(ledger: ledger)
      let old = String(decoding: NumberedCalls(numbers: 0..<4).body, as: UTF8.self)
        .replacing("17936964", with: "15993612")
      func post() throws -> String {
        let exchange = try HTTPExchange(port: server.port)
        return try exchange.exchange(
          "POST", "/v1/traces", fields: ["Content-Type: application/json"], body: Array(old.utf8)
        ).text
      }
      #expect(try post() == "{}")
      let retained = try Self.ledger(["retain", "--entries", "365d"], ledger)
      #expect(retained.text.hasPrefix("4 entries from before "), "\(retained.errors)")
      _ = try post()
      #expect(try server.stop() == 0)
      let words = ["--month", "2020-09", "--ledger", ledger]
      let held = try runMeter(["report"] + words)
      #expect(held.text.contains("horizon of retention"), "\(held.text)")
      #expect(try Self.ledger(["verify"], ledger).status == 0)
    }
  }

  /// The nightly export closes its day through the server.
  @Test func anExportClosesItsDay() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let ingested = try runMeter(
        ["ingest", "-", "--ledger", ledger], input: NumberedCalls(numbers: 0..<20).body)
      #expect(ingested.status == 0, "\(ingested.errors)")
      let server = try ServerProcess(ledger: ledger)
      let words = ["export", "--day", "2026-11-03", "--to", folder.path("out")]
      let exported = try runMeter(words + ["--ledger", ledger])
      #expect(exported.text.contains("closed the books of 2026-11-03"), "\(exported.errors)")
      #expect(try server.stop() == 0)
      let closed = try Self.ledger(["close"], ledger)
      #expect(closed.text.contains("2026-11-03  2026-11-03"), "\(closed.text)")
    }
  }

  private static func ledger(_ words: [String], _ ledger: String) throws -> ProgramRun {
    try runMeter(["ledger"] + words + ["--ledger", ledger])
  }

  private static func expectNowhere(_ name: String, _ ledger: String) throws {
    for suffix in ["", "-wal", "-shm", ".lock"] {
      let bytes = FileManager.default.contents(atPath: ledger + suffix) ?? Data()
      #expect(bytes.range(of: Data(name.utf8)) == nil, "\(suffix)")
    }
  }
}
