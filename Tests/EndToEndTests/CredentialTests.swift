import TestSupport
import Testing

/// A server with tokens: two tenants write and read, and neither learns of the other.
@Suite struct CredentialTests {
  private func token(_ folder: TemporaryFolder, _ arguments: String...) throws -> String {
    let run = try runMeter(
      ["token", "create", "--tokens", folder.path("tokens.json5"), "--role"] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return run.text.split(separator: "\n").first.map(String.init) ?? ""
  }

  private func ask(
    _ port: UInt16, _ token: String?, _ method: String, _ path: String, type: String = "text/plain",
    _ body: String = ""
  ) throws -> HTTPAnswer {
    var fields = ["Content-Type: \(type)"]
    if let token { fields.append("Authorization: Bearer \(token)") }
    return try HTTPExchange(port: port).exchange(
      method, path, fields: fields, body: Array(body.utf8))
  }

  /// Every way of asking that the server has, with other tenants' names where names can stand.
  private static let questions: [(method: String, path: String, body: String)] =
    ["cost-per-tenant", "feature-cost-per-tier", "no-such-report"].flatMap { report in
      ["table", "csv", "json", "markdown", "html", "get-query-results"].flatMap { format in
        [
          "month=2026-11", "month=2026-11&by=day", "month=2027-01",
          "month=2026-11&tier=basicc", "month=2026-11&feature=billinh",
        ].map { ("GET", "/api/reports/\(report)?\($0)&format=\(format)", "") }
      }
    }
    + [
      "stats count(*), sum(cost), sum(input_tokens) by tenant", "fields tenant, feature, model",
      "stats count_distinct(tenant)", "filter tenant like /clinic/ | stats count(*)",
      "fields tenent", "stats sum(cots) by tenant", "filter cost > ",
      "stats max(input_tokens), pct(input_tokens, 99)",
    ].map { ("POST", "/api/query?month=2026-11", $0) }
    + [("GET", "/metrics", ""), ("GET", "/readyz", ""), ("GET", "/nowhere", "")]

  @Test func tenantsLearnNothingOfEachOther() throws {
    try withTemporaryFolder { folder in
      let writers = ["hospital-a", "clinic-b"]
      let write = try writers.map { try token(folder, "ingest", "--tenant", $0) }
      let read = try writers.map { try token(folder, "tenant", "--tenant", $0) }
      let server = try ServerProcess(
        ledger: folder.path("l.db"), arguments: ["--tokens", folder.path("tokens.json5")])
      // One call of one, 3 of the other, whose numbers no honest sum of the first contains.
      let mine = SampleSpan.json([SampleSpan(trace: 1, span: 1, tenant: nil)])
      let theirs = SampleSpan.json(
        (2...4).map { SampleSpan(trace: $0, span: 1, tenant: nil, input: 77_777, output: 5_555) }
      )
      .replacing("\"chat\"}}", with: "\"billing\"}}").replacing("premium", with: "basic")
      for (token, body) in zip(write, [mine, theirs]) {
        let answer = try ask(
          server.port, token, "POST", "/v1/traces", type: "application/json", body)
        #expect(answer.status == 200 && answer.text == "{}", "\(answer.text)")
      }
      for question in Self.questions {
        let answer = try ask(
          server.port, read[0], question.method, question.path, question.body)
        for word in ["clinic-b", "billing", "basic ", "77777", "77,777", "233331", "hospital-b"] {
          #expect(
            !answer.text.contains(word), "\(question.path) \(question.body): \(answer.text)")
        }
        let anonymous = try ask(
          server.port, nil, question.method, question.path, question.body)
        #expect([401, 404].contains(anonymous.status) || question.path == "/readyz")
      }
      let report = try ask(
        server.port, read[0], "GET", "/api/reports/cost-per-tenant?month=2026-11")
      #expect(report.text.contains("hospital-a") && report.text.contains("0.0004149"))
      #expect(report.text.contains("\"share\": \"1\"") || report.text.contains("\"share\":\"1\""))
      #expect(try ask(server.port, write[0], "GET", "/metrics").status == 403)
      #expect(try server.stop() == 0)
    }
  }

  /// A foreign tenant's spans are counted in the partial success, in the request's encoding.
  @Test func refusesSpansOfAnotherTenant() throws {
    try withTemporaryFolder { folder in
      let write = try token(folder, "ingest", "--tenant", "hospital-a")
      let server = try ServerProcess(
        ledger: folder.path("l.db"), arguments: ["--tokens", folder.path("tokens.json5")])
      let body = SampleSpan.json([
        SampleSpan(trace: 1, span: 1), SampleSpan(trace: 2, span: 1, tenant: "clinic-b"),
      ])
      let answer = try ask(
        server.port, write, "POST", "/v1/traces", type: "application/json", body)
      #expect(answer.status == 200)
      #expect(
        answer.text == """
          {"partialSuccess":{"rejectedSpans":"1","errorMessage":"1 span refused; span 2: names \
          another tenant than the credential (tenant_mismatch)"}}
          """)
      #expect(try server.stop() == 0)
    }
  }

  /// A running server notices that a token was revoked, and that one was added.
  @Test func noticesChangesOfTheTokenFile() throws {
    try withTemporaryFolder { folder in
      let first = try token(folder, "finance")
      let server = try ServerProcess(
        ledger: folder.path("l.db"), arguments: ["--tokens", folder.path("tokens.json5")])
      let path = "/api/reports/cost-per-tenant"
      #expect(try ask(server.port, first, "GET", path).status == 200)
      let list = try runMeter(["token", "list", "--tokens", folder.path("tokens.json5")]).text
      let id = String(list.prefix(8))
      let revoked = try runMeter(
        ["token", "revoke", id, "--tokens", folder.path("tokens.json5")])
      #expect(revoked.status == 0, "\(revoked.errors)")
      let second = try token(folder, "finance")
      let isKnown = try eventually {
        let status = try ask(server.port, second, "GET", path).status
        // Not known yet: too many attempts would be answered 429.
        if status == 401 { sleepMilliseconds(900) }
        return status == 200
      }
      #expect(isKnown)
      #expect(try ask(server.port, first, "GET", path).status == 401)
      #expect(try server.stop() == 0)
    }
  }

  @Test(
    arguments: [
      (["--listen", "0.0.0.0:0"], "refusing to listen on 0.0.0.0:0"),
      (["--tokens", "/nowhere/tokens.json5"], "there is no token file /nowhere/tokens.json5"),
      (["--issuer", "https://i.example"], "JWTs need --issuer and --audience"),
      (["--tls-certificate", "x.pem"], "TLS needs a certificate and its key"),
      (["--cors-origin", "*"], "'*' is no origin"),
      (["--trusted-header", "tenant=X-Clinic-ID"], "need credentials besides"),
      (
        [
          "--issuer", "https://i", "--audience", "m", "--jwks", "/nowhere", "--claim-map",
          "tenent=org",
        ],
        "a claim map knows no 'tenent': did you mean 'tenant'?"
      ),
      (
        ["--issuer", "https://i", "--audience", "m", "--jwks", "/nowhere"],
        "the key set /nowhere cannot be read"
      ),
    ] as [([String], String)])
  func doesNotStartWithoutProtection(arguments: [String], message: String) throws {
    try withTemporaryFolder { folder in
      let run = try runMeter(["serve", "--ledger", folder.path("l.db")] + arguments)
      #expect(run.status != 0)
      #expect(run.errors.contains(message), "\(run.errors)")
    }
  }
}
