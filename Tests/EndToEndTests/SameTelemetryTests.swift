internal import TestSupport
internal import Testing

/// The way on which telemetry comes must not show in any report.
@Suite struct SameTelemetryTests {
  private static let reports = [
    ["report", "cost-per-tenant"], ["report", "feature-cost-per-tier", "--by", "day"],
  ]

  private func reports(_ ledger: String) throws -> [ProgramRun] {
    try Self.reports.flatMap { words in
      try ["json", "csv", "html"].map { format in
        try runMeter(words + ["--month", "2026-11", "--format", format, "--ledger", ledger])
      }
    }
  }

  @Test func isTheSameByFileAndHTTPAsJSONAndProtobuf() throws {
    try withTemporaryFolder { folder in
      let spans = (1...40).map { number in
        SampleSpan(
          trace: UInt8(number), span: 1, tenant: number % 7 == 0 ? nil : "tenant-\(number % 3)",
          input: number * 13, output: number)
      }
      let json = Array(SampleSpan.json(spans).utf8)
      let protobuf = SampleSpan.protobuf(spans)
      try folder.write("spans.json", json)
      try folder.write("spans.pb", protobuf)
      for name in ["json", "pb"] {
        let run = try runMeter(
          ["ingest", folder.path("spans.\(name)"), "--ledger", folder.path("file-\(name).db")])
        #expect(run.status == 0, "\(run.errors)")
      }
      let bodies = [("application/json", json), ("application/x-protobuf", protobuf)]
      for (index, (type, body)) in bodies.enumerated() {
        let server = try ServerProcess(ledger: folder.path("http-\(index).db"))
        let answer = try HTTPExchange(port: server.port).exchange(
          "POST", "/v1/traces", fields: ["Content-Type: \(type)"], body: body)
        #expect(answer.status == 200)
        #expect(try server.stop() == 0)
      }
      let expected = try reports(folder.path("file-json.db"))
      #expect(expected[0].text.contains("\"tenant-1\""))
      for name in ["file-pb", "http-0", "http-1"] {
        let found = try reports(folder.path("\(name).db"))
        for (left, right) in zip(found, expected) { #expect(left.output == right.output) }
      }
    }
  }

  @Test func aBrokenBodyIsRefusedWhole() throws {
    try withTemporaryFolder { folder in
      let server = try ServerProcess(ledger: folder.path("meter.db"))
      let client = try HTTPExchange(port: server.port)
      let whole = Array(SampleSpan.json([SampleSpan(trace: 1, span: 1)]).utf8)
      let broken = try client.exchange(
        "POST", "/v1/traces", fields: ["Content-Type: application/json"],
        body: Array(whole.dropLast(4)))
      #expect(broken.status == 400)
      #expect(broken.text.hasPrefix("{\"code\":3,\"message\":\"the body "))
      let partial = try client.exchange(
        "POST", "/v1/traces", fields: ["Content-Type: application/json"],
        body: Array(
          SampleSpan.json([
            SampleSpan(trace: 1, span: 1), SampleSpan(trace: 1, span: 2, input: -1),
          ]).utf8))
      #expect(partial.status == 200)
      #expect(partial.text.hasPrefix("{\"partialSuccess\":{\"rejectedSpans\":\"1\""))
      #expect(try server.stop() == 0)
      let stats = try runMeter(["ledger", "stats", "--ledger", folder.path("meter.db")])
      #expect(stats.counts("refused", 1), "\(stats.text)")
    }
  }

  @Test func readsStandardInput() throws {
    try withTemporaryFolder { folder in
      let input = Array(SampleSpan.json([SampleSpan(trace: 1, span: 1)]).utf8)
      let run = try runMeter(["ingest", "-"], input: input, folder: folder.path)
      #expect(run.counts("billable", 1), "\(run.text) \(run.errors)")
    }
  }
}
