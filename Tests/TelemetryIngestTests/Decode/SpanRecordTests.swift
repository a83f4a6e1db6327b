import Testing

@testable import TelemetryIngest

@Suite struct SpanRecordTests {
  static let flat = """
    {"resource":{"attributes":{"service.name":"s"}},"scope":{"name":"lib","version":"1"},\
    "traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","flags":256,"name":\
    "chat","kind":"CLIENT","startTimeUnixNano":1782508077849971279,"durationNano":721,"attributes":\
    {"tenant.id":"acme","gen_ai.usage.input_tokens":1252,"ratio":0.5,"flag":true,"list":["x"],\
    "outer":{"inner":3}},"status":{"code":"ERROR"}}
    """
  static let flatRead = """
    service.name="s" | scope=lib | trace=0af7651916cd43dd8448eb211c80319c span=b7ad6b7169203331 \
    name=chat tenant.id="acme" gen_ai.usage.input_tokens=1252 ratio=0.5d flag=true outer.inner=3 \
    failed start=1782508077849971279 end=1782508077849972000
    """
  static let console = """
    {
        "name": "chat",
        "context": {"trace_id": "0x0AF7651916CD43DD8448EB211C80319C", 
          "span_id": "0xb7ad6b7169203331", "trace_state": "[]"},
        "kind": "SpanKind.INTERNAL",
        "parent_id": null,
        "start_time": "2026-06-26T21:07:57.849971Z",
        "end_time": "2026-06-26T23:07:58.5+02:00",
        "status": {"status_code": "OK"},
        "attributes": {"tenant.id": "acme"},
        "events": [], "links": [],
        "resource": {"attributes": {"service.name": "s"}, "schema_url": ""}
    }
    """
  static let consoleRead = """
    service.name="s" | scope= | name=chat trace=0af7651916cd43dd8448eb211c80319c \
    span=b7ad6b7169203331 tenant.id="acme" start=1782508077849971000 end=1782508078500000000
    """
  static let log = #"{"body":"hello","traceId":"00","attributes":{"tenant.id":"x"}}"#

  @Test(arguments: [1 << 20, 200])
  func readsBothFormsInAnyContainer(chunkBytes: Int) throws {
    let flatLine = Self.flat.replacing("\n", with: "")
    let message = flatLine.replacing("\"", with: "\\\"")
    let cases: [(String, [String], Int)] = [
      ("\(flatLine)\n\(Self.log)\n\n\(flatLine)\n", [Self.flatRead, Self.flatRead], 1),
      ("[\(flatLine),\n \(Self.log),\n\(Self.console)]", [Self.flatRead, Self.consoleRead], 1),
      ("\(Self.console)\n\(Self.console)", [Self.consoleRead, Self.consoleRead], 0),
      ("2026-06-26T21:07:57.849Z \(flatLine)\n", [Self.flatRead], 0),
      (
        #"{"events":[{"timestamp":1,"message":"\#(message)"},{"message":"START RequestId"}]}"#,
        [Self.flatRead], 1
      ),
      (#"{"resourceMetrics":[]}"# + "\n" + #"{"_aws":{},"tenant":"x"}"#, [], 1),
    ]
    for (text, spans, ignored) in cases {
      let read = try decodedChunks(Array(text.utf8), chunkBytes: chunkBytes)
      #expect(read.sink.spans == spans, "\(text)")
      #expect(read.sink.refusals == [], "\(text)")
      #expect(read.ignored == ignored, "\(text)")
    }
  }

  @Test func refusesGarbageLinesAloneWithTheirPlace() throws {
    let flatLine = Self.flat.replacing("\n", with: "")
    let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
    let text =
      "\(flatLine)\ngarbage\n\(flatLine) x\n"
      + "{\"name\":\"n\",\"kind\":\"C\",\"x\":\(deep)}\n\(flatLine)"
    let read = try decodedChunks(Array(text.utf8))
    let width = flatLine.utf8.count
    #expect(read.sink.spans.count == 3)
    #expect(read.lines == [2, 3, 4])
    #expect(
      read.sink.refusals.prefix(2) == [
        "input not_json at \(width + 1)", "input not_json at \(2 * width + 10)",
      ])
    #expect(read.sink.refusals.last?.hasPrefix("span nested_too_deep") == true)
  }

  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2000-02-29T00:00:00Z", 951_782_400_000_000_000),
      ("2026-11-21T01:28:00.1234567891Z", 1_795_224_480_123_456_789),
      ("2026-11-21 01:28:00+01:00", 1_795_220_880_000_000_000), ("2026-02-29T00:00:00Z", nil),
      ("2026-11-21T01:28:00.Z", nil), ("2026-11-21T24:00:00Z", nil), ("2026-11-21", nil), ("", nil),
      ("1970-01-01T00:00:00+01:00", nil),
    ] as [(String, UInt64?)])
  func readsInstants(text: String, nanoseconds: UInt64?) {
    let bytes = Array(text.utf8)
    #expect(parseInstant(bytes.span, from: 0, to: bytes.count) == nanoseconds)
  }
}
