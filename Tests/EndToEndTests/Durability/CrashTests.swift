internal import Foundation
internal import TestSupport
internal import Testing

/// What was acknowledged is there after a crash, once; `make torture` goes on for longer.
@Suite(.serialized) struct CrashTests {
  static let environment = ProcessInfo.processInfo.environment
  static let rounds = environment["METER_TORTURE_ROUNDS"].flatMap { Int($0) } ?? 3
  static let seed =
    environment["METER_TORTURE_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000)

  @Test func losesNothingAndCountsNothingTwice() throws {
    var random = SplitMix64(seed: Self.seed)
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let clients = RetryingClients(callsPerRequest: 20)
      clients.start(4)
      for _ in 0..<Self.rounds {
        let server = try ServerProcess(ledger: ledger)
        clients.use(port: server.port)
        usleep(UInt32.random(in: 20_000...400_000, using: &random))
        clients.use(port: nil)
        try server.kill()
      }
      let server = try ServerProcess(ledger: ledger)
      clients.use(port: server.port)
      #expect(clients.stop())
      #expect(try server.stop() == 0)
      let acknowledged = clients.acknowledged
      #expect(!acknowledged.isEmpty)
      let expected = NumberedCalls.totals(of: acknowledged)
      let found = try NumberedCalls.totals(inLedger: ledger)
      #expect(found == expected, "seed \(Self.seed), \(acknowledged.count) requests")
    }
  }

  /// A file that may grow no further stands for a full disk.
  @Test(.enabled(if: fileExists("/usr/bin/prlimit"), "skipped: needs prlimit"))
  func aFullDiskIsToldAndGoesAway() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let server = try ServerProcess(
        ledger: ledger, launcher: ["/usr/bin/prlimit", "--fsize=3000000:unlimited"])
      let clients = RetryingClients(callsPerRequest: 20)
      clients.use(port: server.port)
      clients.start(4)
      #expect(eventually { clients.refused > 0 }, "the limit was never reached")
      #expect(clients.withoutRetryAfter == 0)
      let full = try HTTPExchange(port: server.port).exchange("GET", "/readyz")
      #expect(full.status == 503)
      #expect(full.text.hasPrefix("not ready: the "), "\(full.text)")

      let raised = try run(
        "/usr/bin/prlimit", ["--pid", "\(server.processIdentifier)", "--fsize=unlimited"])
      #expect(raised.status == 0, "\(raised.errors)")
      #expect(
        eventually {
          (try? HTTPExchange(port: server.port).exchange("GET", "/readyz").status) == 200
        }, "the server did not recover")
      #expect(clients.stop())
      #expect(try server.stop() == 0)
      let expected = NumberedCalls.totals(of: clients.acknowledged)
      #expect(try NumberedCalls.totals(inLedger: ledger) == expected)
    }
  }

  /// A crash in the middle of a full disk loses nothing either.
  @Test(.enabled(if: fileExists("/usr/bin/prlimit"), "skipped: needs prlimit"))
  func aCrashWithAFullDiskLosesNothing() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let clients = RetryingClients(callsPerRequest: 20)
      clients.start(2)
      let first = try ServerProcess(
        ledger: ledger, launcher: ["/usr/bin/prlimit", "--fsize=4000000:unlimited"])
      clients.use(port: first.port)
      #expect(eventually { clients.refused > 3 }, "the limit was never reached")
      clients.use(port: nil)
      try first.kill()
      let second = try ServerProcess(ledger: ledger)
      clients.use(port: second.port)
      #expect(clients.stop())
      #expect(try second.stop() == 0)
      let expected = NumberedCalls.totals(of: clients.acknowledged)
      #expect(try NumberedCalls.totals(inLedger: ledger) == expected)
    }
  }
}

func fileExists(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }
