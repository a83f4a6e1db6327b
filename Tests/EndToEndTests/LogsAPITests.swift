import CostModel
import Foundation
import Glibc
import TestSupport
import Testing

/// The CloudWatch Logs API over HTTP, without SDKs: who may do what, and what outlives the server.
@Suite struct LogsAPITests {
  private func ask(
    _ port: UInt16, _ operation: String, _ body: String, token: String? = nil,
    fields: [String] = []
  ) throws -> HTTPAnswer {
    var fields = fields + ["Content-Type: application/x-amz-json-1.1"]
    if !operation.isEmpty { fields.append("X-Amz-Target: Logs_20140328.\(operation)") }
    if let token { fields.append("Authorization: Bearer \(token)") }
    return try HTTPExchange(port: port).exchange(
      "POST", "/", fields: fields, body: Array(body.utf8))
  }

  private func token(_ folder: TemporaryFolder, _ arguments: String...) throws -> String {
    let run = try runMeter(
      ["token", "create", "--tokens", folder.path("tokens.json5"), "--role"] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return run.text.split(separator: "\n").first.map(String.init) ?? ""
  }

  private static let group = #""logGroupName":"/app/usage""#
  private static let place = #"{"logGroupName":"/app/usage","logStreamName":"s"}"#
  private static var now: Int64 { Int64(time(nil)) * 1000 }

  private func event(_ tenant: String, _ value: Int) -> String {
    #"{\"tenant_id\":\"\#(tenant)\",\"metric_name\":\"m\",\"metric_value\":\#(value)}"#
  }

  private func put(_ port: UInt16, _ messages: [String], token: String? = nil) throws -> HTTPAnswer
  {
    let events = messages.map { #"{"timestamp":\#(Self.now),"message":"\#($0)"}"# }
    return try ask(
      port, "PutLogEvents",
      #"{\#(Self.group),"logStreamName":"s","logEvents":[\#(events.joined(separator: ","))]}"#,
      token: token)
  }

  /// What was answered 200 is there after the server was killed.
  @Test func linesOutliveTheServer() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("m.db")
      var server = try ServerProcess(ledger: ledger)
      // Without credentials any signature is taken, also one that nobody could verify.
      let signed = "Authorization: AWS4-HMAC-SHA256 Credential=x, SignedHeaders=y, Signature=z"
      let made = try ask(server.port, "CreateLogGroup", "{\(Self.group)}", fields: [signed])
      #expect(made.status == 200 && made.body.isEmpty, "\(made.text)")
      #expect(made.fields["content-type"] == "application/x-amz-json-1.1")
      #expect(made.fields["x-amzn-requestid"]?.isEmpty == false)
      _ = try ask(server.port, "CreateLogStream", Self.place)
      for number in 0..<5 {
        #expect(try put(server.port, [event("a", number)]).status == 200)
      }
      try server.kill()
      server = try ServerProcess(ledger: ledger)
      let found = try ask(server.port, "FilterLogEvents", "{\(Self.group)}")
      #expect(found.text.ranges(of: "metric_value").count == 5, "\(found.text)")
      let mode = try FileManager.default.attributesOfItem(atPath: ledger + ".logs")[
        .posixPermissions]
      #expect((mode as? NSNumber)?.intValue == 0o600)
      #expect(!FileManager.default.fileExists(atPath: ledger + ".raw-logs"))
      #expect(try server.stop() == 0)
    }
  }

  @Test func saysWhatItDoesNotAnswer() throws {
    try withTemporaryFolder { folder in
      let server = try ServerProcess(ledger: folder.path("m.db"))
      let unknown = try ask(server.port, "StartQueri", "{}")
      #expect(unknown.status == 400)
      #expect(unknown.text.contains("\"UnknownOperationException\""), "\(unknown.text)")
      #expect(unknown.text.contains("StartQuery"), "\(unknown.text)")
      #expect(try ask(server.port, "", "{}").text.contains("X-Amz-Target"))
      #expect(try ask(server.port, "DescribeLogGroups", "{").text.contains("Serialization"))
      let large = String(repeating: " ", count: 9 << 20)
      let refused = try ask(server.port, "DescribeLogGroups", large)
      #expect(refused.status == 413 && refused.text.contains("__type"), "\(refused.text)")
      #expect(try server.stop() == 0)
    }
  }

  /// Each role at each operation: refused, or answered with anything else.
  @Test func rolesAreHeldAtEveryOperation() throws {
    let writing = ["CreateLogGroup", "CreateLogStream", "PutLogEvents"]
    let describing = ["DescribeLogGroups", "DescribeLogStreams"]
    let reading = [
      "GetLogEvents", "FilterLogEvents", "StartQuery", "GetQueryResults", "StopQuery",
      "DescribeQueries", "PutQueryDefinition", "DescribeQueryDefinitions", "DeleteQueryDefinition",
    ]
    let managing = ["DeleteLogGroup", "PutRetentionPolicy"]
    let table: [(role: [String], allowed: [String])] = [
      (["ingest"], writing + describing), (["platform"], writing + describing + managing),
      (["sre"], describing + reading), (["finance"], describing + reading),
      (["tier", "--tier", "premium"], describing + reading),
      (["tenant", "--tenant", "a"], describing + reading),
      (["admin"], writing + describing + reading + managing),
      (["admin", "--tenant", "a"], writing + describing + reading),
    ]
    try withTemporaryFolder { folder in
      let tokens = try table.map { row in
        let run = try runMeter(
          ["token", "create", "--tokens", folder.path("tokens.json5"), "--role"] + row.role)
        return run.text.split(separator: "\n").first.map(String.init) ?? ""
      }
      let server = try ServerProcess(
        ledger: folder.path("m.db"), arguments: ["--tokens", folder.path("tokens.json5")])
      for (row, token) in zip(table, tokens) {
        for operation in writing + describing + reading + managing {
          let answer = try ask(server.port, operation, "{}", token: token)
          let isRefused = answer.text.contains("AccessDeniedException")
          #expect(
            isRefused != row.allowed.contains(operation),
            "\(row.role) at \(operation): \(answer.text)")
        }
      }
      for operation in writing + describing + reading + managing {
        let anonymous = try ask(server.port, operation, "{}")
        #expect(anonymous.text.contains("MissingAuthenticationTokenException"))
      }
      #expect(try ask(server.port, "DescribeLogGroups", "{}", token: "meter_no").status == 400)
      #expect(try server.stop() == 0)
    }
  }

  /// Two tenants put lines into one group; each reads its own.
  @Test func tenantsShareAGroupAndLearnNothing() throws {
    try withTemporaryFolder { folder in
      let admin = try token(folder, "admin")
      let write = try ["a", "b"].map { try token(folder, "ingest", "--tenant", $0) }
      let read = try ["a", "b"].map { try token(folder, "tenant", "--tenant", $0) }
      let server = try ServerProcess(
        ledger: folder.path("m.db"), arguments: ["--tokens", folder.path("tokens.json5")])
      _ = try ask(server.port, "CreateLogGroup", "{\(Self.group)}", token: admin)
      _ = try ask(server.port, "CreateLogStream", Self.place, token: admin)
      for (token, tenant) in zip(write, ["a", "b"]) {
        let lines = [event(tenant, 77_777), event("victim", 55_555)]
        #expect(try put(server.port, lines, token: token).status == 200)
      }
      for (index, token) in read.enumerated() {
        let found = try ask(server.port, "FilterLogEvents", "{\(Self.group)}", token: token)
        #expect(found.text.ranges(of: "77777").count == 1, "\(found.text)")
        #expect(!found.text.contains(index == 0 ? "\\\"b\\\"" : "\\\"a\\\""), "\(found.text)")
      }
      let all = try ask(server.port, "FilterLogEvents", "{\(Self.group)}", token: admin)
      #expect(!all.text.contains("victim"), "\(all.text)")
      #expect(try server.stop() == 0)
    }
  }
}
