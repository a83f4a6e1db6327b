internal import Foundation
internal import TestSupport
internal import Testing

/// Queries made to be slow, large or deep end by their limits, and everybody else is served
/// meanwhile.
@Suite(.serialized) struct HostileQueryTests {
  /// What each is answered with, whatever the ledger holds.
  private static let refused: [(query: String, text: String)] = [
    ("filter " + String(repeating: "(", count: 5_000) + "1", "expressions nest at most 64 levels"),
    ("fields " + String(repeating: "not ", count: 5_000) + "1", "expressions nest at most"),
    ("fields 1" + String(repeating: "+1", count: 5_000), "at most 256 operators stand in a row"),
    ("filter tenant in [" + String(repeating: "1,", count: 5_000) + "1]", "at most 1000 elements"),
    (String(repeating: "limit 1 | ", count: 500) + "limit 1", "at most 100 commands"),
    (String(repeating: "fields 1 |", count: 20_000), "longer than 65536 bytes"),
    ("filter model like /(?=a)/", "look-around is not supported"),
    ("filter repeated like /^(a+)+$/", "unknown field 'repeated'"),
    (
      "fields replace(tenant, \"\", \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\") as a "
        + "| fields concat(tenant, \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\") as b "
        + "| filter b like /^[a-z0-9-]*(a+)+$/",
      "this regular expression takes too many steps"
    ),
  ]

  /// What takes as long as it may: groups without number, texts that double, matches just within
  /// the limit, sorts of everything.
  private static let slow = [
    "stats count(*) by @ptr, @message",
    "fields @message | sort @message desc | dedup @ptr",
    "stats pct(@duration, 99), count_distinct(@message) by @ptr",
    "filter @message like /(x+x+)+y|(a|b|c)*d(e|f)*g/ | stats count(*)",
    "parse @message /(?<c>.)/ multi | stats count(*) by c, @ptr",
    "fields split(@message, \"\\\"\") as p | unnest p into q | unnest p into r "
      + "| unnest p into s | stats count(*) by q, r, s",
  ]

  @Test func endByTheirLimitsWhileOthersAreServed() throws {
    try withTemporaryFolder { folder in
      let server = try ServerProcess(ledger: folder.path("meter.db"))
      let client = try HTTPExchange(port: server.port)
      for number in 0..<10 {
        #expect(try post(NumberedCalls(numbers: number * 500..<number * 500 + 500), client) == 200)
      }
      for (query, text) in Self.refused {
        let answer = try client.exchange("POST", path, body: Array(query.utf8))
        #expect(
          answer.status == 400 && answer.text.contains(text), "\(query.prefix(60)): \(answer.text)")
      }
      let before = try latencies(server.port, firstNumber: 100_000, count: 20)
      let load = try slowQueries(server.port)
      var firstNumber = 200_000
      var during: [String: [Double]] = [:]
      let isServed = try eventually {
        during = try latencies(server.port, firstNumber: firstNumber, count: 60)
        firstNumber += 60
        // Nine of ten: the others may wait for the machine's disk.
        return during.allSatisfy { name, seconds in
          seconds[seconds.count * 9 / 10] < max(1, 20 * (before[name]?.last ?? 0))
        }
      }
      #expect(isServed, "seconds alone: \(before), beside queries: \(during)")
      #expect(load.isRunning, "the queries were no load")
      load.stop()
      #expect(try server.stop() == 0)
    }
  }

  /// What takes longer than `--report-seconds` ends with 504, and the next question is answered.
  @Test func endWhenTheirTimeIsUp() throws {
    try withTemporaryFolder { folder in
      let server = try ServerProcess(
        ledger: folder.path("meter.db"), arguments: ["--report-seconds", "1"])
      let client = try HTTPExchange(port: server.port)
      for number in 0..<10 {
        #expect(try post(NumberedCalls(numbers: number * 500..<number * 500 + 500), client) == 200)
      }
      let late = try client.exchange("POST", path, body: Array((Self.slow.last ?? "").utf8))
      #expect(late.status == 504)
      #expect(late.text.contains("takes longer than this server allows"), "\(late.text)")
      let next = try client.exchange("POST", path, body: Array("stats count(*)".utf8))
      #expect(next.status == 200 && next.text.contains("5000"), "\(next.text)")
      #expect(try server.stop() == 0)
    }
  }

  private let path = "/api/query?month=2026-11"

  private func post(_ calls: NumberedCalls, _ client: HTTPExchange) throws -> Int {
    try client.exchange(
      "POST", "/v1/traces", fields: ["Content-Type: application/json"], body: calls.body
    ).status
  }

  /// Seconds of small requests one after the other, ascending.
  private func latencies(
    _ port: UInt16, firstNumber: Int, count: Int
  ) throws -> [String: [Double]] {
    let client = try HTTPExchange(port: port)
    var seconds: [String: [Double]] = [:]
    func time(_ name: String, _ body: () throws -> Int) throws {
      let start = ProcessInfo.processInfo.systemUptime
      #expect(try body() == 200)
      seconds[name, default: []].append(ProcessInfo.processInfo.systemUptime - start)
    }
    for number in firstNumber..<firstNumber + count {
      try time("/healthz") { try client.exchange("GET", "/healthz").status }
      try time("/v1/traces") { try post(NumberedCalls(numbers: number..<number + 1), client) }
    }
    return seconds.mapValues { $0.sorted() }
  }

  /// Clients that ask slow queries until they are stopped.
  private func slowQueries(_ port: UInt16) throws -> QueryLoad {
    let load = QueryLoad(port: port, path: path, queries: Self.slow)
    load.start()
    Thread.sleep(forTimeInterval: 0.3)
    return load
  }
}
