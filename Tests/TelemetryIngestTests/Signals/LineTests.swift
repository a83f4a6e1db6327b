import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// Lines of logs, as the Logs API and files bring them.
@Suite struct LineTests {
  private static let milliseconds: Int64 = 1_795_000_000_000
  private static let source = LogSource(group: "/agent", stream: "1")

  private func line(_ message: String, at milliseconds: Int64 = milliseconds) -> LogEvent {
    LogEvent(timestampMilliseconds: milliseconds, message: Array(message.utf8))
  }

  private func answer(_ calls: [[LogEvent]]) throws -> SignalAnswer {
    try withTemporaryFolder { folder in
      let ledger = try SignalLedger(folder)
      for lines in calls { try ledger.post(lines, of: Self.source) }
      return try ledger.close()
    }
  }

  private static let usage = #"{"event":"inference_usage","clinic_id":"a","model_id":"m","#

  @Test(arguments: [
    (
      usage + #""input_tokens":1842,"output_tokens":231,"total_tokens":2073}"#, "a m", [1842, 231],
      1
    ),
    (
      #"{"timestamp":"2026-11-18T10:00:00.5","tenant_id":"a","user_id":"u","model_id":"m","#
        + #""input_tokens":10,"output_tokens":2,"total_tokens":12,"#
        + #""event_type":"bedrock_token_usage"}"#, "a m", [10, 2], 1
    ),
    // A metric's line: its array, or its name and value; never both, and never the total.
    (
      #"{"timestamp":"2026-11-18T10:00:00","tenant_id":"a","agent_name":"kb","#
        + #""metric_name":"ModelInvocationInputTokens","metric_value":1983,"#
        + #""ModelInvocationInputTokens":[1983]}"#, "a -", [1983, 0], 0
    ),
    (
      #"{"tenant_id":"a","metric_name":"output_tokens","metric_value":7}"#, "a -", [0, 7], 0
    ),
    (
      #"{"_aws":{"Timestamp":1795000000000,"CloudWatchMetrics":[{"Namespace":"N","#
        + #""Dimensions":[["tenant_id"],["tenant_id","service"]],"Metrics":[{"Name":"#
        + #""ModelInvocationInputTokens"},{"Name":"ModelInvocationOutputTokens"}]}]},"#
        + #""tenant_id":"a","service":"s","ModelInvocationInputTokens":[1500.0,10],"#
        + #""ModelInvocationOutputTokens":145.0}"#, "a -", [1510, 145], 0
    ),
    (
      #"{"_aws":{"Timestamp":1795000000000,"CloudWatchMetrics":[]},"TenantId":"a","#
        + #""gen_ai.request.model":"m","gen_ai.token.type":"output","#
        + #""gen_ai.client.token.usage":{"Max":9,"Min":1,"Count":2,"Sum":10}}"#,
      "a m", [0, 10], 0
    ),
    (
      #"{"schemaType":"ModelInvocationLog","timestamp":"2026-11-18T10:00:00Z","requestId":"r","#
        + #""modelId":"m","requestMetadata":{"TenantID":"a"},"input":{"inputTokenCount":37,"#
        + #""cacheReadInputTokenCount":1920,"inputBodyJson":{"text":"\"inputTokenCount\": 999"}},"#
        + #""output":{"outputTokenCount":212,"outputBodyJson":{"usage":{"inputTokens":37,"#
        + #""outputTokens":212,"cacheReadInputTokens":1920}}}}"#, "a m", [1957, 212], 1
    ),
  ])
  func readsShapes(text: String, key: String, tokens: [Int64], requests: Int64) throws {
    let answer = try answer([[line(text)], [line(text)]])
    #expect(answer.tokens == [key: tokens], "\(text)")
    #expect(answer.requests == requests)
    #expect(answer.counters[.usageRecords] == 1)
    #expect(answer.counters[.duplicateRecords] == 1)
  }

  @Test func ignoresWhatReportsNoUsage() throws {
    let texts = [
      "START RequestId: 1", "{", "[]", #"{"message":"hello","tenant_id":"a"}"#, "",
      #"{"tenant_id":"a","metric_name":"ModelInvocationTotalTokens","metric_value":5}"#,
      #"{"tenant_id":"a","metric_name":"Latency","metric_value":5.5}"#,
      #"{"body":{"isError":false},"input_tokens":5}"#,
    ]
    let answer = try answer([texts.map { line($0) }])
    #expect(answer.tokens == [:])
    // An empty list holds nothing.
    #expect(answer.counters[.ignoredRecords] == Int64(texts.count - 1))
  }

  /// Lines without ids are known by stream, time, content, and by which of equal ones they are.
  @Test func countsEqualLinesByTheirNumber() throws {
    let text = Self.usage + #""input_tokens":10}"#
    let one = [line(text)]
    let two = [line(text), line(text)]
    #expect(try answer([one, one]).tokens == ["a m": [10, 0]])
    #expect(try answer([two, two]).tokens == ["a m": [20, 0]])
    #expect(try answer([two, one]).tokens == ["a m": [20, 0]])
    #expect(try answer([one, [line(text, at: 1_795_000_000_001)]]).tokens == ["a m": [20, 0]])
    try withTemporaryFolder { folder in
      let ledger = try SignalLedger(folder)
      for stream in ["1", "2"] {
        try ledger.post(one, of: LogSource(group: "/agent", stream: stream))
      }
      #expect(try ledger.close().tokens == ["a m": [20, 0]])
    }
  }

  @Test func refusesFaultyUsageAlone() throws {
    try withTemporaryFolder { folder in
      var identity = IngestIdentity()
      identity.tenant = "a"
      let ledger = try SignalLedger(folder, identity: identity)
      try ledger.post(
        [
          line(Self.usage + #""input_tokens":-1}"#),
          line(Self.usage.replacing("\"a\"", with: "\"b\"") + #""input_tokens":1}"#),
          line(Self.usage + #""input_tokens":5}"#, at: 0),
          line(Self.usage + #""input_tokens":2}"#),
        ], of: Self.source)
      #expect(ledger.refusals.map(\.reason) == [.negativeCount, .tenantMismatch, .invalidTime])
      #expect(ledger.refusals.map(\.offset) == [0, 1, 2])
      #expect(try ledger.close().tokens == ["a m": [2, 0]])
    }
  }

  /// The provider's log and the span tell of one call, by the request's id.
  @Test(arguments: [false, true]) func mergesTheProvidersLogWithTheSpan(isLogFirst: Bool) throws {
    let log = line(
      #"{"schemaType":"ModelInvocationLog","timestamp":"2026-11-18T10:00:01Z","requestId":"r-1","#
        + #""modelId":"arn:aws:bedrock:us-east-1:1:inference-profile/m","#
        + #""input":{"inputTokenCount":100},"output":{"outputTokenCount":20}}"#)
    let attributes = SignalRequest.json([
      ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m"), ("tenant.id", "a"),
      ("aws.request_id", "r-1"), ("gen_ai.usage.input_tokens", "100"),
      ("gen_ai.usage.output_tokens", "20"),
    ])
    let span = #"""
      {"resourceSpans":[{"scopeSpans":[{"scope":{"name":
      "opentelemetry.instrumentation.botocore.bedrock-runtime"},"spans":[{"traceId":
      "0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"chat m",
      "startTimeUnixNano":"1794996001500000000","endTimeUnixNano":"1794996003000000000",
      "attributes":[\#(attributes)]}]}]}]}
      """#
    let answer = try withTemporaryFolder { folder in
      let ledger = try SignalLedger(folder)
      if isLogFirst { try ledger.post([log], of: Self.source) }
      try ledger.post(span)
      if !isLogFirst { try ledger.post([log], of: Self.source) }
      return try ledger.close()
    }
    #expect(answer.tokens == ["a m": [100, 20]])
    #expect(answer.requests == 1)
  }

  /// So they do where it failed, and nobody reports any tokens.
  @Test(arguments: [false, true]) func mergesTheLogOfAFailedCall(isLogFirst: Bool) throws {
    let log = line(
      #"{"schemaType":"ModelInvocationLog","timestamp":"2026-11-18T10:00:01Z","requestId":"r-1","#
        + #""modelId":"m","errorCode":"ThrottlingException"}"#)
    let attributes = SignalRequest.json([
      ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "m"), ("tenant.id", "a"),
      ("aws.request_id", "r-1"), ("error.type", "ThrottlingException"),
    ])
    let span = #"""
      {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":
      "0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"chat m",
      "startTimeUnixNano":"1794996001500000000","endTimeUnixNano":"1794996001600000000",
      "status":{"code":2},"attributes":[\#(attributes)]}]}]}]}
      """#
    let answer = try withTemporaryFolder { folder in
      let ledger = try SignalLedger(folder)
      if isLogFirst { try ledger.post([log], of: Self.source) }
      try ledger.post(span)
      if !isLogFirst { try ledger.post([log], of: Self.source) }
      return try ledger.close()
    }
    #expect(answer.requests == 1)
  }

  /// A runtime's usage names its session only; the session is of the tenant that a span names.
  @Test func attributesRuntimeHoursByTheirSession() throws {
    let hours = line(
      #"{"event_timestamp":1795000000743,"attributes":{"session.id":"s-1","agent.name":"x"},"#
        + #""metrics":{"agent.runtime.vcpu.hours.used":1.925e-06,"#
        + #""agent.runtime.memory.gb_hours.used":0.000275552058724}}"#)
    let binding = line(
      #"{"timestamp":"2026-11-18T10:00:00Z","tenant_id":"a","session_id":"s-1","model_id":"m","#
        + #""input_tokens":1}"#)
    try withTemporaryFolder { folder in
      let path = folder.path("l.db")
      let writer = try LedgerWriter(path: path)
      let queue = PostingQueue(writer: writer, configuration: IngestConfiguration())
      for lines in [[hours], [binding]] {
        queue.post(lines, of: Self.source, access: .open) { _ in }
        queue.drain()
      }
      try writer.close()
      let reader = try LedgerReader(path: path)
      let rows = try reader.rollups(hours: 498_000..<499_000, grain: .hour)
        .filter { $0.quantities[.runtimeHours] != 0 }
      #expect(rows.map { reader.text($0.dimensions.tenant) } == ["a"])
      #expect(rows.first?.quantities[.runtimeHours] == 1_925_000)
      #expect(rows.first?.quantities[.memoryHours] == 275_552_059)
      #expect(rows.first?.counts.requests == 0)
    }
  }
}
