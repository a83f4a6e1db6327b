internal import Foundation
internal import TestSupport
internal import Testing

/// `meter serve` as operators see it.
@Suite struct ServeTests {
  func withServer(
    _ arguments: [String] = [],
    _ body: (ServerProcess, HTTPExchange, TemporaryFolder) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let server = try ServerProcess(
        ledger: folder.path("meter.db"), arguments: arguments, errors: folder.path("log"))
      try body(server, HTTPExchange(port: server.port), folder)
      try server.stop()
    }
  }

  func post(_ client: HTTPExchange, _ calls: NumberedCalls) throws {
    let answer = try client.exchange(
      "POST", "/v1/traces", fields: ["Content-Type: application/json"], body: calls.body)
    #expect(answer.status == 200)
  }

  /// What is asked over HTTP is what the command line prints.
  @Test func answersAsTheCommandLineDoes() throws {
    try withServer { server, client, folder in
      try post(client, NumberedCalls(numbers: 0..<50))
      let ledger = ["--ledger", folder.path("meter.db")]
      let report = try client.exchange(
        "GET", "/api/reports/cost-per-tenant?month=2026-11",
        fields: ["Accept: text/html;q=0.1, text/csv, */*;q=0.5"])
      #expect(report.status == 200)
      #expect(report.fields["content-type"] == "text/csv; charset=utf-8; header=present")
      let printed = try runMeter(["report", "--month", "2026-11", "--format", "csv"] + ledger)
      #expect(report.body == printed.output)
      #expect(report.text.contains("tenant-3"))

      let query = "stats sum(cost) by tenant | sort tenant"
      let asked = try client.exchange(
        "POST", "/api/query", fields: ["Content-Type: application/json"],
        body: Array("{\"query\":\"\(query)\",\"month\":\"2026-11\",\"format\":\"csv\"}".utf8))
      let answer = try runMeter(["query", query, "--month", "2026-11", "--format", "csv"] + ledger)
      #expect(asked.body == answer.output)
    }
  }

  /// Every parameter of a report is an option of `meter report`, and does the same.
  @Test(
    arguments: [
      ["top": "2"], ["sort": "requests:asc", "columns": "tenant,requests"],
      ["by": "day", "digits": "4"], ["tier": "premium", "format": "focus"],
      ["tiers": "observed", "timezone": "Europe/Berlin"],
    ])
  func parametersAreTheCommandLinesOptions(parameters: [String: String]) throws {
    try withServer { _, client, folder in
      try post(client, NumberedCalls(numbers: 0..<50))
      var all = parameters.merging(["month": "2026-11"]) { own, _ in own }
      if all["format"] == nil { all["format"] = "csv" }
      let query = all.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: "&")
      let options = all.sorted { $0.key < $1.key }.flatMap { ["--\($0)", $1] }
      let answer = try client.exchange("GET", "/api/reports/cost-per-tenant?\(query)")
      let printed = try runMeter(["report", "--ledger", folder.path("meter.db")] + options)
      #expect(printed.status == 0, "\(printed.errors)")
      #expect(answer.status == 200 && answer.body == printed.output, "\(query): \(answer.text)")
    }
  }

  @Test(
    arguments: [
      ("GET", "/api/reports/cost-per-tenent", "", 404, "did you mean"),
      ("GET", "/api/reports/cost-per-tenant?mnth=x", "", 400, "unknown parameter 'mnth'"),
      ("GET", "/api/reports/cost-per-tenant?month=x", "", 400, "2026-11"),
      ("GET", "/api/reports/cost-per-tenant?by=fortnight", "", 400, "by is 'fortnight'"),
      ("GET", "/api/reports/cost-per-tenant?day=today&day=today", "", 400, "given twice"),
      ("GET", "/api/reports/cost-per-tenant?top=0", "", 400, "top is '0'"),
      ("GET", "/api/reports/cost-per-tenant?sort=cost:up", "", 400, "sort is 'cost:up'"),
      ("GET", "/api/reports/cost-per-tenant?columns=tenent", "", 422, "tenent"),
      ("GET", "/api/reports/quota", "", 422, "quota needs plans"),
      ("POST", "/api/query", "", 400, "there is no query"),
      ("POST", "/api/query", "stats sum(cots)", 400, "did you mean 'cost'?"),
      ("GET", "/api/query", "", 405, "takes POST only"),
      ("POST", "/nothing", "", 404, "there is nothing at"),
    ] as [(String, String, String, Int, String)])
  func saysWhatIsWrong(
    method: String, path: String, body: String, status: Int, message: String
  ) throws {
    try withServer { _, client, _ in
      let answer = try client.exchange(
        method, path, fields: ["Content-Type: text/plain"], body: Array(body.utf8))
      #expect(answer.status == status)
      #expect(answer.text.contains(message), "\(answer.text)")
      #expect(answer.fields["x-request-id"] != nil)
    }
  }

  @Test func countsWhatItDoes() throws {
    try withServer { _, client, _ in
      try post(client, NumberedCalls(numbers: 0..<50))
      try post(client, NumberedCalls(numbers: 40..<60))
      let text = try client.exchange("GET", "/metrics").text
      for line in [
        "meter_spans_total{fate=\"accepted\"} 60", "meter_spans_total{fate=\"duplicate\"} 10",
        "meter_calls{state=\"billable\"} 60", "meter_ready 1", "meter_waiting_requests 0",
        "meter_http_requests_total{route=\"/v1/traces\",encoding=\"json\",status=\"200\"} 2",
        "meter_commit_requests_count 2",
      ] {
        #expect(text.contains("\n\(line)\n"), "\(line)\nis not in\n\(text)")
      }
    }
  }

  /// Prices and tenants are read anew; a broken file keeps the old ones, and is named.
  @Test func reloadsFilesAndKeepsOldOnesWhenTheyBreak() throws {
    try withTemporaryFolder { folder in
      func book(_ name: String) -> String {
        """
        { name: "\(name)", as_of: "2026-11-01", currency: "USD", lines: [
          { model: "gpt-4o-mini", unit: "per_1m_tokens", prices: { input: "1", output: "2" } } ] }
        """
      }
      let prices = try folder.write("prices.json5", book("first"))
      let tenants = try folder.write("tenants.csv", "tenant,tier\ntenant-1,basic\n")
      try withServer(["--prices", prices, "--tenants", tenants]) { server, client, own in
        func report() throws -> String {
          try client.exchange("GET", "/api/reports/cost-per-tenant?month=2026-11").text
        }
        try post(client, NumberedCalls(numbers: 0..<5))
        #expect(try report().contains("\"first\""))
        try folder.write("prices.json5", book("second"))
        try folder.write("tenants.csv", "tenant,tier\ntenant-1,premium\n")
        server.hangUp()
        #expect(eventually { (try? report().contains("\"second\"")) == true })
        #expect(eventually { (try? report().contains("\"premium\"")) == true })
        func log() throws -> String { String(decoding: try own.read("log"), as: UTF8.self) }
        // What a new book changes is shown before it holds.
        try folder.write("prices.json5", book("third").replacing("\"1\"", with: "\"3\""))
        server.hangUp()
        #expect(eventually { (try? report().contains("\"third\"")) == true })
        let shown =
          #""month":"2026-11","cost_before":"0.000045","cost_after":"0.000075","#
          + #""difference":"+0.00003""#
        let text = try log()
        #expect(text.contains(shown), "\(text)")
        try folder.write("prices.json5", "{ name: ")
        server.hangUp()
        #expect(eventually { (try? log().contains("a file is broken")) == true })
        #expect(try report().contains("\"third\""))
        #expect(try log().contains("prices.json5:1:"))
      }
    }
  }

  /// A stop is clean whatever clients do at that instant: what they get is an answer of before, one
  /// that says so, or an end of the connection.
  @Test func stopsCleanlyUnderRequests() throws {
    for _ in 0..<5 {
      try withServer { server, _, _ in
        let port = server.port
        let clients = DispatchGroup()
        for number in 0..<4 {
          DispatchQueue.global().async(group: clients) {
            let path = ["/healthz", "/metrics", "/api/reports", "/readyz"][number]
            guard let client = try? HTTPExchange(port: port) else { return }
            while let answer = try? client.exchange("GET", path) {
              #expect(answer.status == 200 || answer.fields["retry-after"] == "1")
            }
          }
        }
        usleep(50_000)
        try server.stop()
        clients.wait()
      }
    }
  }

  @Test func namesWhoHoldsTheLedger() throws {
    try withServer { server, _, folder in
      let second = try runMeter(
        ["serve", "--listen", "127.0.0.1:0", "--ledger", folder.path("meter.db")])
      #expect(second.status == 1)
      #expect(second.errors.contains("in use by process \(server.processIdentifier)"))
      #expect(second.errors.contains("127.0.0.1:\(server.port)"))
    }
  }

  /// Nothing that clients send stands in the log: no body, no credential, no unknown path.
  @Test func logsNoSecrets() throws {
    try withServer(["--log-level", "debug"]) { _, client, folder in
      try post(client, NumberedCalls(numbers: 0..<2))
      _ = try client.exchange(
        "POST", "/v1/traces?key=secret-1",
        fields: [
          "Content-Type: application/json", "Authorization: Bearer secret-2",
        ], body: Array("{\"prompt\":\"secret-3\"".utf8))
      _ = try client.exchange("GET", "/secret-4")
      let log = String(decoding: try folder.read("log"), as: UTF8.self)
      #expect(log.contains("\"status\":\"400\""))
      #expect(!log.contains("secret"), "\(log)")
      for line in log.split(separator: "\n") {
        #expect(line.hasPrefix("{\"time\":\"") && line.hasSuffix("\"}"), "\(line)")
      }
    }
  }
}
