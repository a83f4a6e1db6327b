import CostModel
import Foundation
import TestSupport
import Testing

@testable import TelemetryIngest

/// Log records by OTLP: those that carry usage count, each once.
@Suite struct LogRecordTests {
  private static let time: Int64 = 1_795_000_000_000_000_000

  private func record(
    _ body: String, _ attributes: SignalRequest.Attributes, at seconds: Int64 = 0
  ) -> SignalRequest {
    SignalRequest.record(
      time: Self.time + seconds * 1_000_000_000, body: body,
      resource: [("service.name", "cli"), ("tenant.id", "a")], attributes)
  }

  private func answer(_ requests: [SignalRequest]) throws -> SignalAnswer {
    try withTemporaryFolder { folder in
      let ledger = try SignalLedger(folder)
      for request in requests {
        try ledger.post(request.json)
        // The same by protobuf is the same record.
        try ledger.post(request.protobuf, of: .records)
      }
      #expect(ledger.refusals == [])
      let answer = try ledger.close()
      let taken = answer.counters[.usageRecords] ?? 0
      #expect(answer.counters[.duplicateRecords] ?? 0 == taken)
      return answer
    }
  }

  @Test func readsTheEventsOfAgentCLIs() throws {
    let cases: [(String, SignalRequest.Attributes, String, [Int64])] = [
      (
        "claude_code.api_request",
        [
          ("event.name", "api_request"), ("model", "claude-sonnet-4-5"), ("input_tokens", "100"),
          ("cache_read_tokens", "900"), ("cache_creation_tokens", "50"), ("output_tokens", "20"),
        ], "a claude-sonnet-4-5", [1050, 20]
      ),
      (
        "GenAI: done",
        [
          ("event.name", "gemini_cli.api_response"), ("model", "gemini-2.5-pro"),
          ("input_token_count", "100"), ("cached_content_token_count", "40"),
          ("output_token_count", "20"), ("thoughts_token_count", "5"),
        ], "a gemini-2.5-pro", [100, 25]
      ),
      (
        "",
        [
          ("event.name", "codex.sse_event"), ("event.kind", "response.completed"),
          ("model", "gpt-5"), ("input_token_count", "100"), ("cached_token_count", "60"),
          ("output_token_count", "20"), ("reasoning_token_count", "8"),
          ("tool_token_count", "120"),
        ], "a gpt-5", [100, 20]
      ),
    ]
    for (body, attributes, key, tokens) in cases {
      let answer = try answer([record(body, attributes)])
      #expect(answer.tokens == [key: tokens], "\(body)")
      #expect(answer.requests == 1)
    }
  }

  /// Lines in bodies: usage lines are calls, lines of metrics and EMF are sums.
  @Test(arguments: [
    (
      #"{"event":"inference_usage","model_id":"m","input_tokens":5,"output_tokens":2}"#, "a m",
      [5, 2], 1
    ),
    (
      #"{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"ModelInvocationInputTokens":[7.0]}"#,
      "a -", [7, 0], 0
    ),
  ])
  func readsLinesInBodies(body: String, key: String, tokens: [Int64], requests: Int64) throws {
    // What attributes say that no known event explains is no usage.
    let answer = try answer([record(body, [("input_tokens", "99")])])
    #expect(answer.tokens == [key: tokens])
    #expect(answer.requests == requests)
  }

  @Test func recordsOfOtherTimesAreOthers() throws {
    let attributes = [("input_tokens", "10"), ("model", "m")]
    let requests = (0..<2).map { record("claude_code.api_request", attributes, at: $0) }
    #expect(try answer(requests).tokens == ["a m": [20, 0]])
  }

  /// Records have no ids: equal ones of one request are several, and come again in the next.
  @Test func equalRecordsOfOneRequestAreSeveral() throws {
    let one = record("claude_code.api_request", [("input_tokens", "10"), ("model", "m")]).json
    let start = one.range(of: #"{"timeUnixNano""#)
    let end = one.range(of: "]}]}]}", options: .backwards)
    guard let start, let end else { throw Unexpected() }
    let item = one[start.lowerBound..<end.lowerBound]
    let twice = one.replacingCharacters(in: end.lowerBound..<end.lowerBound, with: "," + item)
    let answer = try withTemporaryFolder { folder in
      let ledger = try SignalLedger(folder)
      for _ in 0..<2 { try ledger.post(twice) }
      return try ledger.close()
    }
    #expect(answer.tokens == ["a m": [20, 0]])
    #expect(answer.requests == 2)
  }

  private struct Unexpected: Error {}

  @Test func ignoresOthersAndCountsThem() throws {
    let answer = try answer([
      record("user asked something", [("session.id", "s")]),
      record("claude_code.tool_result", [("event.name", "tool_result"), ("input_tokens", "7")]),
      record("gen_ai.client.inference.operation.details", [("gen_ai.usage.input_tokens", "7")]),
    ])
    #expect(answer.tokens == [:])
    #expect(answer.counters[.ignoredRecords] == 6)
  }

  @Test func refusesFaultyUsageAndOtherTenants() throws {
    try withTemporaryFolder { folder in
      var identity = IngestIdentity()
      identity.tenant = "b"
      let ledger = try SignalLedger(folder)
      let faulty = record("claude_code.api_request", [("input_tokens", "-1")])
      try ledger.post(faulty.json)
      ledger.verify(identity)
      try ledger.post(record("claude_code.api_request", [("input_tokens", "5")]).json)
      #expect(ledger.refusals.map(\.reason) == [.negativeCount, .tenantMismatch])
      #expect(ledger.refusals.allSatisfy { $0.signal == .records })
      let answer = try ledger.close()
      #expect(answer.tokens == [:])
      #expect(answer.counters[.refusedRecords] == 2)
    }
  }
}
