import CostModel
import Foundation
import TestSupport
import Testing

@testable import TelemetryIngest

/// Lines in files: containers, declared times and sources, and the recorded shapes.
@Suite struct LineFileTests {
  private struct Answer {
    var summary = IngestSummary()
    /// Tokens by tenant.
    var tokens: [String: Int64] = [:]
    /// Calls of services by name.
    var calls: [String: Int64] = [:]
    var requests: Int64 = 0
  }

  private func ingest(
    _ files: [[UInt8]], configure: (inout IngestConfiguration) -> Void = { _ in }
  ) throws -> Answer {
    try withTemporaryFolder { folder in
      let path = folder.path("l.db")
      let writer = try LedgerWriter(path: path)
      var configuration = IngestConfiguration()
      configure(&configuration)
      let pipeline = IngestPipeline(writer: writer, configuration: configuration)
      var answer = Answer()
      let sources = files.enumerated().map { InputSource.bytes($1, name: "\($0)") }
      answer.summary = try pipeline.ingest(sources) { _ in }
      try writer.close()
      let reader = try LedgerReader(path: path)
      guard let hours = try reader.heldHours() else { return answer }
      for row in try reader.rollups(hours: hours, grain: .hour) {
        answer.requests += row.counts.requests
        if row.quantities.totalTokens > 0 {
          answer.tokens[reader.text(row.dimensions.tenant) ?? "-", default: 0] +=
            row.quantities.totalTokens
        }
        guard row.quantities[.toolCalls] > 0 else { continue }
        answer.calls[reader.text(row.dimensions.model) ?? "-", default: 0] +=
          row.quantities[.toolCalls]
      }
      return answer
    }
  }

  private static let line = #"{"clinic_id":"a","model_id":"m","input_tokens":5}"#

  @Test func linesWithoutTimeNeedOneDeclared() throws {
    let bytes = Array((Self.line + "\n" + Self.line).utf8)
    let refused = try ingest([bytes])
    #expect(refused.summary.refusals.map(\.refusal.reason) == [.invalidTime, .invalidTime])
    let counted = try ingest([bytes, bytes]) { $0.lineTimeNanoseconds = 1_795_000_000_000_000_000 }
    #expect(counted.tokens == ["a": 10])
    #expect(counted.summary.totals.duplicates == 2)
    #expect(counted.summary.spansRead == 0)
  }

  @Test func containersDateTheirLines() throws {
    let message = Self.line.replacing("\"", with: "\\\"")
    let containers = [
      #"{"events":[{"message":"\#(message)","timestamp":1795000000000},{"message":"text"}]}"#,
      #"{"messageType":"DATA_MESSAGE","logGroup":"g","logStream":"s","logEvents":[{"id":"1","#
        + #""timestamp":1795000000000,"message":"\#(message)"}]}"#,
      "2026-11-18T10:00:00.000Z \(Self.line)\n2026-11-18T10:00:01.000Z START RequestId",
    ]
    for container in containers {
      let answer = try ingest([Array(container.utf8)])
      #expect(answer.tokens == ["a": 5], "\(container)")
      #expect(answer.summary.refused == 0, "\(container)")
    }
  }

  /// Equal lines are told apart over the whole of a file, however it is cut.
  @Test func equalLinesOfALargeFileAllCount() throws {
    let dated = #"{"clinic_id":"a","input_tokens":1,"timestamp":"2026-11-18T10:00:00Z"}"#
    let count = 40_000
    let file = Array(String(repeating: dated + "\n", count: count).utf8)
    let answer = try ingest([file, file])
    #expect(answer.tokens == ["a": Int64(count)])
    #expect(answer.summary.totals.duplicates == Int64(count))
  }

  @Test func textBetweenLinesIsIgnoredWhereLogsAreDeclared() throws {
    let bytes = Array("START\n\(Self.line)\nREPORT Duration: 5 ms\n".utf8)
    let answer = try ingest([bytes]) {
      $0.format = .logLines
      $0.lineTimeNanoseconds = 1_795_000_000_000_000_000
    }
    #expect(answer.tokens == ["a": 5])
    #expect(answer.summary.refused == 0)
    #expect(answer.summary.ignored == 2)
  }

  // MARK: - Recorded shapes

  private static let recordings = "\(Locations.repository)/../shared/samples/logs"
  private static let hasRecordings = FileManager.default.fileExists(atPath: recordings)

  private func recording(_ name: String) throws -> Answer {
    let data = try Data(contentsOf: URL(filePath: "\(Self.recordings)/\(name)"))
    return try ingest([[UInt8](data)]) { $0.lineTimeNanoseconds = 1_795_000_000_000_000_000 }
  }

  @Test(.enabled(if: hasRecordings, "no recordings here")) func readsRecordedLogs() throws {
    let workshop = try recording("workshop_metric_log.ndjson")
    #expect(workshop.tokens == ["clearpay": 7703, "mediops": 9568, "-": 77])
    #expect(workshop.requests == 0)
    #expect(try recording("emf_records.ndjson").tokens == ["mediops": 1655])
    let blog = try recording("blog_inference_usage.ndjson")
    #expect(blog.tokens == ["clinic-a": 2073, "hospital-a": 7024, "demo-clinic": 354])
    let invocations = try recording("bedrock_model_invocation_log.ndjson")
    #expect(invocations.tokens == ["clinic-a": 2169, "clearpay": 512, "-": 9])
    #expect(invocations.requests == 4)
  }

  /// One call allowed, one denied, one tool hidden when tools were listed, one tool called.
  @Test(.enabled(if: hasRecordings, "no recordings here")) func countsDecisions() throws {
    let answer = try recording("agentcore_gateway_policy_spans.json")
    #expect(
      answer.calls == [
        "agentcore.policy.allow": 1, "agentcore.policy.deny": 1,
        "agentcore.policy.hidden_tool": 1, "agentcore.gateway.invoke_tool": 1,
      ])
    #expect(answer.requests == 0)
  }
}
