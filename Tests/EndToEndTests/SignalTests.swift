internal import Foundation
internal import TestSupport
internal import Testing

/// Metrics, logs and lines, as they come to the built program.
@Suite struct SignalTests {
  private static let time = 1_795_000_000_000_000_000

  private static func attributes(_ pairs: [(String, String)]) -> String {
    pairs.map { #"{"key":"\#($0)","value":{"stringValue":"\#($1)"}}"# }.joined(separator: ",")
  }

  /// Cumulative points of one counter, one value a minute.
  private static func metrics(_ values: [Int]) -> String {
    let labels = attributes([
      ("gen_ai.token.type", "input"), ("gen_ai.request.model", "gpt-4o-mini"),
      ("tenant.id", "acme"),
    ])
    let points = values.enumerated().map { minute, value in
      #"{"startTimeUnixNano":"\#(time)","#
        + #""timeUnixNano":"\#(time + (minute + 1) * 60_000_000_000)","#
        + #""asInt":"\#(value)","attributes":[\#(labels)]}"#
    }
    return #"{"resourceMetrics":[{"resource":{"attributes":["#
      + attributes([("service.name", "chat")])
      + #"]},"scopeMetrics":[{"metrics":[{"name":"gen_ai.client.token.usage","unit":"{token}","#
      + #""sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":["#
      + points.joined(separator: ",") + "]}}]}]}]}"
  }

  private static let log =
    #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"\#(time)","#
    + #""body":{"stringValue":"{\"event\":\"inference_usage\",\"clinic_id\":\"north\","#
    + #"\"model_id\":\"gpt-4o-mini\",\"input_tokens\":7}"}}]}]}]}"#

  private func tokens(_ ledger: String) throws -> [String: Int] {
    let printed = try runMeter(
      ["report", "--month", "2026-11", "--format", "json", "--ledger", ledger])
    let object = try JSONSerialization.jsonObject(with: Data(printed.output))
    let rows = (object as? [String: Any])?["rows"] as? [[String: Any]] ?? []
    return rows.reduce(into: [:]) { tokens, row in
      tokens[row["tenant"] as? String ?? "-"] = row["input_tokens"] as? Int
    }
  }

  @Test func theServerTakesAllSignals() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let server = try ServerProcess(ledger: ledger)
      let client = try HTTPExchange(port: server.port)
      for (path, body) in [
        ("/v1/metrics", Self.metrics([100])), ("/v1/metrics", Self.metrics([100, 130])),
        ("/v1/logs", Self.log), ("/v1/logs", Self.log),
      ] {
        let answer = try client.exchange(
          "POST", path, fields: ["Content-Type: application/json"], body: Array(body.utf8))
        #expect(answer.status == 200)
        #expect(answer.text == "{}")
      }
      let faulty = try client.exchange(
        "POST", "/v1/metrics", fields: ["Content-Type: application/json"],
        body: Array(Self.metrics([-1]).utf8))
      #expect(faulty.status == 200)
      #expect(faulty.text.contains(#""rejectedDataPoints":"1""#))
      #expect(faulty.text.contains("data point 1: token count is negative"))
      #expect(try server.stop() == 0)
      #expect(try tokens(ledger) == ["acme": 130, "north": 7])
    }
  }

  @Test func filesOfSignalsAreRecognised() throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let files = try [
        folder.write("metrics.json", Self.metrics([5, 9]) + "\n"),
        folder.write("logs.json", Self.log),
        folder.write(
          "usage.ndjson", #"{"clinic_id":"south","model_id":"gpt-4o-mini","input_tokens":3}"#),
      ]
      let run = try runMeter(["ingest"] + files + ["--at", "2026-11-18", "--ledger", ledger])
      #expect(run.status == 0)
      #expect(try tokens(ledger) == ["acme": 9, "north": 7, "south": 3])
      let undated = try runMeter(
        ["ingest", files[2], "--ledger", folder.path("other.db")])
      #expect(undated.status == 1)
    }
  }

  @Test(arguments: [
    (["--usage-source", "chat=metric"], "SERVICE=SOURCE"), (["--at", "yesterday"], "--at is"),
  ])
  func saysWhatOptionsExpect(options: [String], message: String) throws {
    let run = try runMeter(["ingest"] + options + ["-"])
    #expect(run.status == 2)
    #expect(run.errors.contains(message), "\(run.errors)")
  }
}
