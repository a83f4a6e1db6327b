import CostModel
import TestSupport
import Testing

@testable import Reports

/// Within a scope, everything answers as over files that hold only the scope's lines.
@Suite struct LogsScopeTests {
  private static let tenants = ["a", "b", "c"]

  /// Random lines of three tenants and of none, some of them by credentials of a tenant.
  private func lines(seed: UInt64) -> [(tenant: String?, text: String)] {
    var random = SplitMix64(seed: seed)
    return (0..<60).map { number in
      let tenant = Int.random(in: 0..<4, using: &random)
      let name = Self.tenants.indices.contains(tenant) ? Self.tenants[tenant] : nil
      let member = name.map { "\"tenant_id\":\"\($0)\"," } ?? ""
      let value = Int.random(in: 0..<1000, using: &random)
      return (name, "{\(member)\"metric_name\":\"m\(number % 3)\",\"metric_value\":\(value)}")
    }
  }

  static let questions: [(LogsOperation, String)] = [
    (.describeLogGroups, "{}"), (.describeLogStreams, #"{"logGroupName":"/g"}"#),
    (.filterLogEvents, #"{"logGroupName":"/g"}"#),
    (.filterLogEvents, #"{"logGroupName":"/g","filterPattern":"{ $.metric_value > 500 }"}"#),
    (.getLogEvents, #"{"logGroupName":"/g","logStreamName":"s","startFromHead":true}"#),
    (.getLogEvents, #"{"logGroupName":"/g","logStreamName":"s","limit":5}"#),
  ]
  static let queries = [
    "stats count(*), sum(metric_value), max(@timestamp) by tenant_id",
    "stats count_distinct(tenant_id), pct(metric_value, 50), avg(metric_value)",
    "filter @message like /tenant_id/ | stats count() by tenant_id",
    "fields tenant_id, metric_value | sort metric_value desc | limit 5",
    "filter tenant_id != 'a' | fields @message",
    "fields metric_name, tenant_id | dedup metric_name",
    "stats sum(metric_value) as n by metric_name | sort n desc | limit 1",
    "pattern @message", "fields @logStream, @log, @message",
  ]

  @Test(arguments: UInt64(1)...4) func isASmallerFile(seed: UInt64) throws {
    let lines = lines(seed: seed)
    for tenant in Self.tenants {
      let caller = LogsCaller(scope: Scope(.tenant(tenant)), name: "t")
      try withTemporaryFolder { folder in
        let all = try LogsFixture(folder, name: "all.db")
        let less = try LogsFixture(folder, name: "less.db")
        for logs in [all, less] { try logs.make("/g") }
        try all.make("/of-others")
        try all.make("/g", "stream of others")
        // The same times and order, the others' lines left out: so it is put one by one.
        for (number, line) in lines.enumerated() {
          let body =
            #"{"logGroupName":"/g","logStreamName":"s","logEvents":[{"timestamp":"#
            + "\(LogsFixture.noon + Int64(number) * 1000),"
            + #""message":\#(JSONText.quoted(line.text))}]}"#
          #expect(try all.refusal(.putLogEvents, body) == "")
          if line.tenant == tenant { #expect(try less.refusal(.putLogEvents, body) == "") }
        }
        for (operation, body) in Self.questions {
          let (left, right) = (
            try all.ask(operation, body, caller), try less.ask(operation, body, caller)
          )
          #expect(plain(left) == plain(right), "seed \(seed), \(tenant): \(operation) \(body)")
        }
        for query in Self.queries {
          let left = try all.query(query, "/g", caller)
          let right = try less.query(query, "/g", caller)
          #expect(
            plain(left) == plain(right) && left["status"]?.string == "Complete",
            "seed \(seed), \(tenant): \(query)")
        }
        #expect(
          try all.refusal(.describeLogStreams, #"{"logGroupName":"/of-others"}"#, caller)
            == "ResourceNotFound")
      }
    }
  }

  /// An answer as text, without what names a line within its file.
  private func plain(_ value: JSON5Value) -> String {
    switch value.content {
    case .null: return "null"
    case .bool(let flag): return "\(flag)"
    case .number(let text), .string(let text): return text
    case .array(let elements):
      return "["
        + elements.filter { $0["field"]?.string != "@ptr" }.map(plain).joined(separator: ",")
        + "]"
    case .object(let members):
      return "{"
        + members.filter { !["nextForwardToken", "nextBackwardToken", "eventId"].contains($0.key) }
        .map { "\($0.key):\(plain($0.value))" }.joined(separator: ",") + "}"
    }
  }

  /// Nothing of an erased tenant is left in the file; what others have stays.
  @Test func erasesATenant() throws {
    try withTemporaryFolder { folder in
      let logs = try LogsFixture(folder)
      try logs.make("/g")
      let caller = LogsCaller(scope: Scope(.tenant("hospital-a")), tenant: "hospital-a")
      let create = #"{"logGroupName":"/g","logStreamName":"of hospital-a"}"#
      #expect(try logs.refusal(.createLogStream, create, caller) == "")
      let line = #"{"tenant_id":"hospital-a","metric_name":"m","metric_value":1}"#
      _ = try logs.put("/g", [line], stream: "of hospital-a", caller)
      _ = try logs.put("/g", [line.replacing("hospital-a", with: "clinic-b")])
      try logs.service.close()
      #expect(try LogStore.erase(tenant: "hospital-a", beside: folder.path("m.db")) == 1)
      for suffix in ["", "-wal"] {
        let bytes = (try? folder.read("m.db.logs" + suffix)) ?? []
        #expect(bytes.firstRange(of: Array("hospital-a".utf8)) == nil)
      }
      let again = try LogsFixture(folder)
      #expect(
        try again.rows("stats count(*) as n by tenant_id", "/g") == ["tenant_id=clinic-b n=1"])
      try again.service.close()
    }
  }

  /// A credential of a tenant brings that tenant's lines, and no others.
  @Test func bringsLinesOfOneTenant() throws {
    try withLogs { logs in
      try logs.make("/g")
      let writer = LogsCaller(scope: Scope(.tenant("a")), tenant: "a", tier: "gold")
      _ = try logs.put(
        "/g",
        [
          #"{"metric_name":"m","metric_value":1}"#,
          #"{"tenant_id":"b","metric_name":"m","metric_value":2}"#,
          #"{"tenant_id":"a","metric_name":"m","metric_value":4}"#,
        ], writer)
      let query = "stats sum(metric_value) as n"
      #expect(try logs.rows(query, "/g", LogsCaller(scope: Scope(.tenant("a")))) == ["n=5"])
      #expect(try logs.refusal(.startQuery, "{}", LogsCaller(scope: Scope(.tenant("b")))) != "")
      #expect(try logs.rows(query, "/g", LogsCaller(scope: Scope(.tier("gold")))) == ["n=5"])
      #expect(try logs.rows(query, "/g") == ["n=5"])
      #expect(
        try logs.rows("stats count(*) as n", "/g", LogsCaller(scope: Scope(.tier("x")))) == ["n=0"]
          || logs.rows("stats count(*) as n", "/g", LogsCaller(scope: Scope(.tier("x")))) == [])
    }
  }
}
