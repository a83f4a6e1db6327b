import CostModel
import Synchronization
import TestSupport
import Testing

@testable import Reports

/// PutLogEvents: its limits, what of a line is kept, and that what comes twice stands once.
@Suite struct PutLogEventsTests {
  private static let noon = LogsFixture.noon
  private static let hour: Int64 = 3_600_000
  private static let day = 24 * hour
  private static let usage = #"{"tenant_id":"a","metric_name":"T","metric_value":1}"#

  private func body(_ times: [Int64], _ message: String = usage) -> String {
    let events = times.map { #"{"timestamp":\#($0),"message":\#(JSONText.quoted(message))}"# }
    return
      #"{"logGroupName":"/g","logStreamName":"s","logEvents":[\#(events.joined(separator: ","))]}"#
  }

  @Test func refusesWhatBreaksADocumentedLimit() throws {
    let noon = Self.noon
    let cases: [(String, String)] = [
      (body([]), "InvalidParameter"), (body([noon, noon - 1]), "InvalidParameter"),
      (body([noon - Self.day - 1, noon]), "InvalidParameter"),
      (body([noon - Self.day, noon]), ""), (body([-1]), "InvalidParameter"),
      (body([noon], ""), "InvalidParameter"),
      (body([noon], String(repeating: "x", count: 1_048_576 - 26)), ""),
      (body([noon], String(repeating: "x", count: 1_048_576 - 25)), "InvalidParameter"),
      (body([Int64](repeating: noon, count: 10_001)), "InvalidParameter"),
      (body([noon]).replacing("/g", with: "/h"), "ResourceNotFound"),
      (body([noon]).replacing("\"s\"", with: "\"t\""), "ResourceNotFound"),
      (body([noon]).replacing("/g", with: "/meter/usage"), "InvalidParameter"),
      (#"{"logGroupName":"/g","logStreamName":"s"}"#, "InvalidParameter"),
      (body([noon]).replacing("\(noon)", with: "1.5"), "Serialization"),
    ]
    try withLogs { logs in
      try logs.make("/g")
      for (body, name) in cases {
        #expect(try logs.refusal(.putLogEvents, body) == name, "\(body.prefix(200))")
      }
    }
  }

  @Test func saysWhichEventsAreTooOldOrTooNew() throws {
    try withLogs { logs in
      try logs.make("/g")
      let noon = Self.noon
      let old = try logs.ask(
        .putLogEvents, body([noon - 14 * Self.day - 1, noon - 14 * Self.day]))
      #expect(old["rejectedLogEventsInfo"]?.members?.map(\.key) == ["tooOldLogEventEndIndex"])
      let new = try logs.ask(
        .putLogEvents, body([noon, noon + 2 * Self.hour, noon + 2 * Self.hour + 1]))
      guard case .number("2")? = new["rejectedLogEventsInfo"]?["tooNewLogEventStartIndex"]?.content
      else {
        Issue.record("\(new)")
        return
      }
      #expect(try logs.rows("stats count(*) as n", "/g") == ["n=2"])
      _ = try logs.ask(.putRetentionPolicy, #"{"logGroupName":"/g","retentionInDays":1}"#)
      let expired = try logs.ask(.putLogEvents, body([noon - Self.day - 1]))
      #expect(
        expired["rejectedLogEventsInfo"]?.members?.map(\.key) == ["expiredLogEventEndIndex"])
    }
  }

  /// A batch that is sent again stands once; equal events of one batch are so many.
  @Test func keepsWhatComesAgainOnce() throws {
    try withLogs { logs in
      try logs.make("/g")
      for _ in 0..<3 { _ = try logs.ask(.putLogEvents, body([Self.noon, Self.noon])) }
      #expect(try logs.rows("stats count(*) as n", "/g") == ["n=2"])
    }
  }

  /// Lines of groups that are not named for it are reduced; what is no usage is not kept at all.
  @Test func keepsOfALineWhatIsUsage() throws {
    let line = """
      {"event":"inference_usage","tier":"basic","clinic_id":"clinic-a","input_tokens":1842,\
      "prompt":"my secret","patient":{"born":1960},"model_id":"m","notes":["secret"]}
      """
    try withLogs(verbatim: ["/raw"]) { logs in
      try logs.make("/g")
      try logs.make("/raw")
      _ = try logs.put("/g", [line, "words of a person", #"{"secret":1}"#])
      let kept = try logs.ask(.filterLogEvents, #"{"logGroupName":"/g"}"#)
      #expect(
        kept.texts("events", "message") == [
          #"{"event": "inference_usage", "tier": "basic", "clinic_id": "clinic-a", "#
            + #""input_tokens": 1842, "model_id": "m"}"#
        ])
      _ = try logs.put("/raw", [line, "words of a person"])
      let raw = try logs.ask(.filterLogEvents, #"{"logGroupName":"/raw"}"#)
      #expect(raw.texts("events", "message") == [line, "words of a person"])
      // Seven days, then they are gone.
      logs.clock.withLock { $0 += 7 * Self.day + 2000 }
      try logs.service.expire()
      let gone = try logs.ask(.filterLogEvents, #"{"logGroupName":"/raw"}"#)
      #expect(gone.texts("events", "message") == [])
      #expect(
        try logs.ask(.filterLogEvents, #"{"logGroupName":"/g"}"#)["events"]?.elements?.count == 1)
    }
  }

  /// Verbatim lines of a group that is no longer named are removed when the service starts.
  @Test func forgetsVerbatimLinesThatNobodyWants() throws {
    try withTemporaryFolder { folder in
      let first = try LogsFixture(folder, verbatim: ["/raw", "/other"])
      try first.make("/raw")
      try first.make("/other")
      _ = try first.put("/raw", ["a private line"])
      try first.service.close()
      let second = try LogsFixture(folder, verbatim: ["/other"])
      #expect(
        try second.refusal(.filterLogEvents, #"{"logGroupName":"/raw"}"#) == "ResourceNotFound")
      #expect(try second.refusal(.filterLogEvents, #"{"logGroupName":"/other"}"#) == "")
      try second.service.close()
      let bytes = try folder.read("m.db.raw-logs")
      #expect(bytes.firstRange(of: Array("a private line".utf8)) == nil)
    }
  }

  /// The shapes of public samples, and what is left of each.
  @Test(
    arguments: [
      (
        #"{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[["ten"#
          + #"ant_id","d"]],"Metrics":[{"Name":"X","Unit":"Count"}]}]},"tenant_id":"t","d":"v""#
          + #","X":[1.0],"y":"z"}"#,
        ["_aws", "tenant_id", "d", "X"], "t"
      ),
      (
        #"{"schemaType":"ModelInvocationLog","requestId":"r","modelId":"m","input":{"input"#
          + #"BodyJson":{"messages":["secret"]},"inputTokenCount":3},"output":{"outputBodyJson"#
          + #"":{"output":{"message":"secret"},"usage":{"inputTokens":3}},"outputTokenCount":9"#
          + #"},"requestMetadata":{"tenant_id":"t","note":"secret"}}"#,
        ["schemaType", "requestId", "modelId", "input", "output", "requestMetadata"], "t"
      ),
      (
        #"{"type":"Application","workload":"P","context":"C","tenant":{"id":"t","name":"n""#
          + #","tier":"standard"},"metric":{"name":"D","unit":"MB","value":810},"timestamp":"1"#
          + #"","metadata":{"user":"u","card":"secret"}}"#,
        ["type", "workload", "context", "tenant", "metric", "timestamp", "metadata"], "t"
      ),
      (
        #"{"traceId":"1","spanId":"2","name":"chat","attributes":{"gen_ai.usage.input_toke"#
          + #"ns":5,"gen_ai.prompt":"secret","tenant.id":"t"},"events":[{"name":"secret"}]}"#,
        ["traceId", "spanId", "name", "attributes"], "t"
      ),
      (
        #"{"tenant_id":"t","clinic_id":"u","metric_name":"a","metric_value":1}"#,
        ["tenant_id", "clinic_id", "metric_name", "metric_value"], nil
      ),
    ] as [(String, [String], String?)])
  func reduces(line: String, members: [String], tenant: String?) throws {
    let reduction = UsageLineReduction(
      tenantKeys: ["tenant_id", "tenant.id", "clinic_id"], tierKeys: ["tier"])
    let reduced = try #require(reduction.reduce(Array(line.utf8)))
    let text = String(decoding: reduced.text, as: UTF8.self)
    #expect(!text.contains("secret"), "\(text)")
    let value = try JSON5Reader.read(SourceText(reduced.text, fileName: "line"))
    #expect(value.members?.map(\.key) == members)
    #expect(reduced.tenant == tenant)
    // Reducing again changes nothing.
    #expect(reduction.reduce(reduced.text) == reduced)
  }
}
