internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import CostModel

/// Another program holds the ledger: clients are told soon, and all goes on when it lets go.
@Suite struct LockedLedgerTests {
  @Test func isToldAndGoesAway() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let server = try ServerProcess(ledger: ledger)
      let client = try HTTPExchange(port: server.port)
      func post(_ number: Int) throws -> HTTPAnswer {
        try client.exchange(
          "POST", "/v1/traces", fields: ["Content-Type: application/json"],
          body: NumberedCalls(numbers: number..<number + 1).body)
      }
      #expect(try post(0).status == 200)
      let other = try SQLiteConnection(path: ledger, access: .readWrite)
      try other.execute("BEGIN IMMEDIATE")
      var seconds: [Double] = []
      for number in 1...3 {
        let start = ProcessInfo.processInfo.systemUptime
        let answer = try post(number)
        #expect(answer.status == 503)
        #expect(answer.fields["retry-after"] == "2")
        #expect(answer.text.contains("another program holds the ledger"), "\(answer.text)")
        seconds.append(ProcessInfo.processInfo.systemUptime - start)
      }
      // SDKs wait ten seconds for an answer.
      #expect(seconds.contains { $0 < 8 }, "\(seconds)")
      let ready = try client.exchange("GET", "/readyz")
      #expect(ready.status == 503)
      #expect(ready.text == "not ready: another program holds the ledger\n")
      try other.execute("ROLLBACK")
      #expect(eventually { (try? client.exchange("GET", "/readyz").status) == 200 })
      #expect(try post(1).status == 200)
      try server.stop()
      let expected = NumberedCalls.totals(of: [NumberedCalls(numbers: 0..<2)])
      #expect(try NumberedCalls.totals(inLedger: ledger) == expected)
    }
  }
}
