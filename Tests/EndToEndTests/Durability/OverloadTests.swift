internal import Foundation
internal import TestSupport
internal import Testing

/// More telemetry than the server can post. The writer is slowed to a tenth by an option for tests.
@Suite(.serialized) struct OverloadTests {
  static let seconds =
    ProcessInfo.processInfo.environment["METER_TORTURE_SECONDS"].flatMap { Double($0) } ?? 2
  static let budgetBytes = 1 << 20

  @Test func staysWithinItsMemoryAndCountsWhatItAcknowledged() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let server = try ServerProcess(
        ledger: ledger,
        arguments: ["--slow-writer", "10", "--in-flight-bytes", "\(Self.budgetBytes)"])
      let before = try medianSeconds(server.port, firstNumber: 1_000_000_000)
      let clients = RetryingClients(callsPerRequest: 100, retries: false)
      clients.use(port: server.port)
      clients.start(48)
      Thread.sleep(forTimeInterval: Self.seconds)
      #expect(clients.stop())
      #expect(clients.refused > 0, "the load was no overload")
      #expect(clients.withoutRetryAfter == 0)
      #expect(!clients.acknowledged.isEmpty)

      func metrics() throws -> String {
        try HTTPExchange(port: server.port).exchange("GET", "/metrics").text
      }
      // What a request held is given back just after its answer.
      #expect(eventually { (try? number("meter_in_flight_bytes", metrics())) == 0 })
      let text = try metrics()
      #expect(try number("meter_in_flight_bytes_max", text) <= Self.budgetBytes)
      if let peak = server.peakMemoryBytes { #expect(peak < 400 << 20) }
      var alone = [NumberedCalls(numbers: 1_000_000_000..<1_000_000_020)]
      let isUsualAgain = try eventually {
        let first = 2_000_000_000 + 20 * alone.count
        alone.append(NumberedCalls(numbers: first..<first + 20))
        return try medianSeconds(server.port, firstNumber: first) < 5 * before + 0.05
      }
      #expect(isUsualAgain, "\(before) s before")

      #expect(try server.stop() == 0)
      let expected = NumberedCalls.totals(of: clients.acknowledged + alone)
      #expect(try NumberedCalls.totals(inLedger: ledger) == expected)
    }
  }

  /// Of requests one after the other, on an otherwise idle server.
  private func medianSeconds(_ port: UInt16, firstNumber: Int) throws -> Double {
    let client = try HTTPExchange(port: port)
    var seconds: [Double] = []
    for number in firstNumber..<firstNumber + 20 {
      let start = ProcessInfo.processInfo.systemUptime
      let answer = try client.exchange(
        "POST", "/v1/traces", fields: ["Content-Type: application/json"],
        body: NumberedCalls(numbers: number..<number + 1).body)
      #expect(answer.status == 200)
      seconds.append(ProcessInfo.processInfo.systemUptime - start)
    }
    return seconds.sorted()[seconds.count / 2]
  }

  private func number(_ metric: String, _ text: String) throws -> Int {
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(metric) ") }
    return try #require(line.flatMap { Int($0.dropFirst(metric.count + 1)) }, "\(metric)")
  }
}
