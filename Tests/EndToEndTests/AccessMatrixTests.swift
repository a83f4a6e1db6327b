import TestSupport
import Testing

/// Role × path × tenant, over HTTP: who is let in where, and that nobody learns of a stranger.
@Suite struct AccessMatrixTests {
  private typealias Path = (method: String, path: String, operation: String?)

  private static let telemetry: [Path] =
    ["traces", "metrics", "logs"].map { ("POST", "/v1/\($0)", nil) }
    + operations("CreateLogGroup", "CreateLogStream", "PutLogEvents")
  private static let listings = operations("DescribeLogGroups", "DescribeLogStreams")
  private static let readings: [Path] =
    [
      ("GET", "/api/reports", nil), ("GET", "/api/reports/cost-per-tenant", nil),
      ("GET", "/api/words", nil), ("POST", "/api/query", nil),
    ]
    + operations(
      "GetLogEvents", "FilterLogEvents", "StartQuery", "GetQueryResults", "StopQuery",
      "DescribeQueries", "PutQueryDefinition", "DescribeQueryDefinitions", "DeleteQueryDefinition")
  private static let managing = operations("DeleteLogGroup", "PutRetentionPolicy")
  private static let statistics: [Path] = [("GET", "/metrics", nil)]
  private static let everybody: [Path] = ["/", "/healthz", "/readyz"].map { ("GET", $0, nil) }

  private static func operations(_ names: String...) -> [Path] {
    names.map { ("POST", "/", "Logs_20140328.\($0)") }
  }

  /// A row a role: where it is let in, besides what everybody may.
  private static let rows: [(role: [String], allowed: [Path])] = [
    (["ingest"], telemetry + listings), (["ingest", "--tenant", "t-mine"], telemetry + listings),
    (["platform"], telemetry + listings + managing + statistics),
    (["platform", "--tenant", "t-mine"], telemetry + listings),
    (["sre"], readings + listings), (["sre", "--tenant", "t-mine"], readings + listings),
    (["finance"], readings + listings + statistics),
    (["finance", "--tier", "premium"], readings + listings),
    (["tier", "--tier", "premium"], readings + listings),
    (["tenant", "--tenant", "t-mine"], readings + listings),
    (["admin"], telemetry + listings + readings + managing + statistics),
    (["admin", "--tenant", "t-mine"], telemetry + listings + readings),
  ]

  private func token(_ folder: TemporaryFolder, _ arguments: [String]) throws -> String {
    let run = try runMeter(
      ["token", "create", "--tokens", folder.path("tokens.json5"), "--role"] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return run.text.split(separator: "\n").first.map(String.init) ?? ""
  }

  private func ask(
    _ client: HTTPExchange, _ token: String?, _ path: Path, body: String = "{}"
  ) throws -> HTTPAnswer {
    let type = path.operation == nil ? "application/json" : "application/x-amz-json-1.1"
    var fields = ["Content-Type: \(type)"]
    if let operation = path.operation { fields.append("X-Amz-Target: \(operation)") }
    if let token { fields.append("Authorization: Bearer \(token)") }
    return try client.exchange(
      path.method, path.path, fields: fields, body: path.method == "POST" ? Array(body.utf8) : [])
  }

  @Test func everyRoleIsLetInWhereTheTableSaysAndNowhereElse() throws {
    try withTemporaryFolder { folder in
      let tokens = try Self.rows.map { try token(folder, $0.role) }
      let server = try ServerProcess(
        ledger: folder.path("l.db"), arguments: ["--tokens", folder.path("tokens.json5")])
      let client = try HTTPExchange(port: server.port)
      let paths = Self.telemetry + Self.listings + Self.readings + Self.managing + Self.statistics
      for (row, token) in zip(Self.rows, tokens) {
        for path in paths + Self.everybody {
          let answer = try ask(client, token, path)
          let isAllowed = (row.allowed + Self.everybody).contains { $0 == path }
          #expect(
            (answer.status == 403) == !isAllowed,
            "\(row.role) at \(path): \(answer.status) \(answer.text)")
        }
      }
      for path in paths {
        let status = try ask(client, nil, path).status
        // The Logs API says it with a status of its own.
        #expect(status == 401 || path.operation != nil && status == 400, "\(path): \(status)")
      }
      for path in Self.everybody { #expect(try ask(client, nil, path).status == 200, "\(path)") }
      try server.stop()
    }
  }

  // MARK: - What is learned

  private static func span(_ trace: UInt8, _ mine: Bool) -> SampleSpan {
    SampleSpan(
      trace: trace, span: 1, tenant: mine ? "t-mine" : "t-stranger", input: mine ? 11 : 77_777,
      output: mine ? 3 : 5_555)
  }

  /// One call of ours on premium, and three of a stranger: other tier, feature, model and sums.
  private static let mine = SampleSpan.json([span(1, true)])
  private static let stranger = SampleSpan.json((2...4).map { span($0, false) })
    .replacing(
      "\"feature\",\"value\":{\"stringValue\":\"chat\"",
      with: "\"feature\",\"value\":{\"stringValue\":\"f-strange\""
    )
    .replacing("premium", with: "strange-tier")
    .replacing("gpt-4o-mini", with: "claude-sonnet-4-5")

  private static let words = [
    "t-stranger", "f-strange", "strange-tier", "claude", "77777", "77,777", "233331", "233,331",
    "83332", "16665", "5555",
  ]

  /// Every report in every form, and ways of asking for what is not one's own.
  private static func questions(_ reports: [String]) -> [(Path, body: String)] {
    let filters = [
      "", "&by=day", "&tenant=t-stranger", "&tenant=t-strange", "&tier=strange-tier",
      "&tier=strange-tie", "&feature=f-strange", "&feature=f-strang", "&model=claude-sonnet-4",
      "&tiers=observed", "&top=1&sort=cost:asc", "&against=2026-10-01/2026-11-01",
    ]
    let forms = ["json", "csv", "html", "markdown", "table", "get-query-results", "focus"]
    var questions: [(Path, body: String)] = []
    for report in reports {
      let path = "/api/reports/\(report)?month=2026-11"
      for filter in filters { questions.append((("GET", path + filter, nil), "")) }
      for form in forms { questions.append((("GET", path + "&format=\(form)", nil), "")) }
    }
    for query in [
      "stats count(*), sum(input_tokens) by tenant", "stats count(*) by model, feature, tier",
      "fields tenant, trace_id, span_id", "filter tenant = 't-stranger' | stats count(*)",
      "stats count_distinct(tenant), max(input_tokens)", "filter tenant = 't-strange'",
      "fields @timestamp | lookup tenants tenant OUTPUT tier",
    ] {
      questions.append((("POST", "/api/query?month=2026-11&format=csv", nil), query))
    }
    for path in listings + everybody + [("GET", "/api/reports", nil), ("GET", "/metrics", nil)] {
      questions.append((path, "{}"))
    }
    let group = #"{"logGroupName":"/meter/usage""#
    for (operation, body) in [
      ("StartQuery", group + #","startTime":1,"endTime":2,"queryString":"stats count(*)"}"#),
      ("FilterLogEvents", group + "}"), ("DescribeLogStreams", group + "}"),
      ("GetLogEvents", group + #","logStreamName":"t-stranger"}"#),
    ] {
      questions.append((("POST", "/", "Logs_20140328.\(operation)"), body))
    }
    return questions
  }

  @Test(
    arguments: [
      ["tenant", "--tenant", "t-mine"], ["tier", "--tier", "premium"],
      ["sre", "--tenant", "t-mine"], ["finance", "--tier", "premium"],
      ["admin", "--tenant", "t-mine"],
    ])
  func nobodyLearnsOfAStranger(role: [String]) throws {
    try withTemporaryFolder { folder in
      let (reader, admin) = (try token(folder, role), try token(folder, ["admin"]))
      let server = try ServerProcess(
        ledger: folder.path("l.db"), arguments: ["--tokens", folder.path("tokens.json5")])
      let client = try HTTPExchange(port: server.port)
      for body in [Self.mine, Self.stranger] {
        let answer = try ask(client, admin, ("POST", "/v1/traces", nil), body: body)
        #expect(answer.status == 200 && answer.text == "{}", "\(answer.text)")
      }
      let list = try ask(client, admin, ("GET", "/api/reports", nil)).text
      let reports = list.matches(of: /"name": "([a-z-]+)", "title"/).map { String($0.1) }
      #expect(reports.count > 15)
      for (path, body) in Self.questions(reports) {
        let answer = try ask(client, reader, path, body: body)
        let asked = path.path + body
        for word in Self.words where !asked.contains(word) {
          #expect(!answer.text.contains(word), "\(path) \(body) says \(word): \(answer.text)")
        }
      }
      // The same questions do find the stranger, where one may.
      let all = try ask(
        client, admin, ("GET", "/api/reports/cost-per-tenant?month=2026-11&format=csv", nil))
      #expect(all.text.contains("t-stranger") && all.text.contains("233331"), "\(all.text)")
      let own = try ask(
        client, reader, ("GET", "/api/reports/cost-per-tenant?month=2026-11&format=csv", nil))
      #expect(own.text.contains("t-mine"), "\(own.text)")
      try server.stop()
    }
  }
}
