internal import Glibc
internal import TestSupport
internal import Testing

/// Faulty input is refused alone, with its place; everything beside it counts.
@Suite struct RefusedInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// The second of three lines.
    var line: String
    var place: String
  }

  private static func span(replacing text: String, by other: String) -> String {
    SampleSpan.request([
      SampleSpan(trace: 9, span: 9).json.replacing(text, with: other)
    ])
  }

  static let cases = [
    Case(
      testDescription: "garbage", line: "~~~~",
      place: "spans.ndjson:2: is not JSON: expected '{' or '[' at byte "),
    Case(
      testDescription: "truncated",
      line: String(SampleSpan.json([SampleSpan(trace: 9, span: 9)]).dropLast(9)),
      place: "spans.ndjson:2"),
    Case(
      testDescription: "negative count", line: span(replacing: "\"1842\"", by: "\"-1842\""),
      place: "spans.ndjson:2: span 1: token count is negative"),
    Case(
      testDescription: "fraction",
      line: span(replacing: "{\"intValue\":\"1842\"}", by: "{\"doubleValue\":1842.5}"),
      place: "spans.ndjson:2: span 1: token count is not a whole number"),
    Case(
      testDescription: "40 digits",
      line: span(replacing: "\"1842\"", by: "\"" + String(repeating: "7", count: 40) + "\""),
      place: "spans.ndjson:2: span 1"),
    Case(
      testDescription: "short id",
      line: span(replacing: "0909090909090909\",\"name", by: "09\",\"name"),
      place: "spans.ndjson:2: span 1: span id is not 16 hexadecimal digits"),
    Case(
      testDescription: "10,000 levels",
      line: span(
        replacing: "{\"stringValue\":\"hospital-a\"}",
        by: String(repeating: "{\"arrayValue\":{\"values\":[", count: 5_000)
          + String(repeating: "]}}", count: 5_000)),
      place: "spans.ndjson:2"),
    Case(
      testDescription: "10,000 levels outside of spans",
      line: String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000),
      place: "spans.ndjson:2: is nested deeper than 64 levels"),
    Case(
      testDescription: "10,000 open brackets", line: String(repeating: "[", count: 10_000),
      place: "spans.ndjson:2: ends before it is complete"),
    Case(
      testDescription: "10,000 levels in a log record",
      line: "{\"body\":\"x\",\"attributes\":" + String(repeating: "{\"a\":", count: 10_000) + "1"
        + String(repeating: "}", count: 10_001),
      place: "spans.ndjson:2: is nested deeper than 64 levels"),
    Case(
      testDescription: "hardly a fraction",
      line: span(replacing: "\"1842\"", by: "\"1842.\(zeros)1\""),
      place: "spans.ndjson:2: span 1: token count is not a whole number"),
    Case(
      testDescription: "no number",
      line: span(replacing: "{\"intValue\":\"1842\"}", by: "{\"doubleValue\":\"NaN\"}"),
      place: "spans.ndjson:2: span 1: a field has a value of the wrong type"),
    Case(
      testDescription: "start of 2262",
      line: span(
        replacing: "\"1793696400000000000\"", by: "\"9223372036854775807\""),
      place: "spans.ndjson:2: span 1: start or end time is missing or out of range"),
  ]

  private static let zeros = String(repeating: "0", count: 40)

  private static let report = [
    "report", "--month", "2026-11", "--format", "json",
  ]

  @Test(arguments: cases) func isRefusedAlone(example: Case) throws {
    try withTemporaryFolder { folder in
      let lines = [
        SampleSpan.json([SampleSpan(trace: 1, span: 1)]), example.line,
        SampleSpan.json([SampleSpan(trace: 2, span: 1)]),
      ]
      try folder.write("spans.ndjson", lines.joined(separator: "\n") + "\n")
      let run = try runMeter(["ingest", "spans.ndjson"], folder: folder.path)
      #expect(run.status == 0)
      #expect(run.errors.contains(example.place), "\(run.errors)")
      let report = try runMeter(Self.report, folder: folder.path)
      #expect(report.text.contains("\"metered_requests\": 2"), "\(report.text)")
      #expect(
        try runMeter(["ingest", "spans.ndjson", "--strict"], folder: folder.path).status == 1)
    }
  }

  /// A file that a crash left as zeros must not pass as protobuf requests that are empty.
  @Test func zerosAreNoTelemetry() throws {
    try withTemporaryFolder { folder in
      try folder.write("zeros", [UInt8](repeating: 0, count: 5_000))
      let run = try runMeter(["ingest", "zeros"], folder: folder.path)
      #expect(run.status == 1)
      #expect(run.errors.contains("zeros:1: is not JSON"), "\(run.errors)")
    }
  }

  @Test func whatIsNestedTooDeepAroundSpansIsRefusedWithoutThem() throws {
    let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    let request = SampleSpan.json([SampleSpan(trace: 1, span: 1)])
    try withTemporaryFolder { folder in
      try folder.write(
        "spans.json", request.replacing("\"scopeSpans\"", with: "\"x\":\(deep),\"scopeSpans\""))
      let run = try runMeter(["ingest", "spans.json"], folder: folder.path)
      #expect(run.counts("billable", 1), "\(run.text)")
      #expect(run.errors.contains("spans.json:1: is nested deeper"), "\(run.errors)")
    }
  }

  /// Neither a pipe that nobody writes nor an endless device holds up the reading of a folder.
  @Test func pipesAndDevicesInFoldersAreLeftOut() throws {
    try withTemporaryFolder { folder in
      try folder.write("spans.json", SampleSpan.json([SampleSpan(trace: 1, span: 1)]))
      let made = unsafe mkfifo(folder.path("pipe"), 0o600)
      let linked = unsafe symlink("/dev/zero", folder.path("zero"))
      let round = unsafe symlink(folder.path, folder.path("round"))
      #expect([made, linked, round] == [0, 0, 0])
      let run = try runMeter(["ingest", folder.path, "--ledger", folder.path("a.db")])
      #expect(run.counts("billable", 1), "\(run.text)")
    }
  }

  @Test func invalidUTF8IsRefusedAlone() throws {
    try withTemporaryFolder { folder in
      var bytes = Array(
        SampleSpan.json([SampleSpan(trace: 1, span: 1, tenant: "hospital-?")]).utf8)
      for index in bytes.indices where bytes[index] == UInt8(ascii: "?") { bytes[index] = 0xFF }
      bytes += Array(("\n" + SampleSpan.json([SampleSpan(trace: 2, span: 1)])).utf8)
      try folder.write("spans.ndjson", bytes)
      let run = try runMeter(["ingest", "spans.ndjson"], folder: folder.path)
      #expect(run.errors.contains("spans.ndjson:1"))
      #expect(run.errors.contains("UTF-8"))
      #expect(run.counts("billable", 1))
    }
  }

  @Test func spansBeforeABreakCount() throws {
    try withTemporaryFolder { folder in
      let spans = (1...3).map { SampleSpan(trace: UInt8($0), span: 1) }
      let whole = SampleSpan.json(spans)
      try folder.write("document.json", String(whole.dropLast(200)))
      let run = try runMeter(["ingest", "document.json"], folder: folder.path)
      #expect(run.counts("billable", 2), "\(run.text)")
      #expect(run.errors.contains("document.json"))
    }
  }

  @Test func nothingReadableEndsWithOne() throws {
    try withTemporaryFolder { folder in
      try folder.write("garbage.json", "not telemetry at all\n")
      let run = try runMeter(["ingest", "garbage.json"], folder: folder.path)
      #expect(run.status == 1)
      #expect(
        run.errors
          == "meter: refused: garbage.json:1: is not JSON: expected '{' or '[' at byte 0\n")
      #expect(run.counts("spans read", 0), "\(run.text)")
    }
  }

  @Test func garbageBesideASpanIsNoSpan() throws {
    try withTemporaryFolder { folder in
      let span = SampleSpan.json([SampleSpan(trace: 1, span: 1)])
      try folder.write("spans.ndjson", "~~~~\n\(span)\n")
      let run = try runMeter(["ingest", "spans.ndjson"], folder: folder.path)
      #expect(run.status == 0, "what was read beside it counts")
      #expect(run.counts("spans read", 1), "\(run.text)")
      #expect(run.counts("refused", 1), "\(run.text)")
    }
  }
}
