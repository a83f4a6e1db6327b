import Testing

@testable import TelemetryIngest

@Suite struct TraceJSONDecoderTests {
  static let ids = #""traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331""#
  static let idsRead = "trace=0af7651916cd43dd8448eb211c80319c span=b7ad6b7169203331"

  private func request(_ spans: String) -> String {
    #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(spans)]}]}]}"#
  }

  /// Each text is the attributes of one span; what is noted of them.
  @Test(arguments: [
    (#"[{"key":"tenant.id","value":{"stringValue":"acme"}}]"#, #"tenant.id="acme""#),
    (#"[{"value":{"stringValue":"acme"},"key":"tenant.id"}]"#, #"tenant.id="acme""#),
    (#"[ { "key" : "tenant.id" , "value" : { "stringValue" : "acme" } } ]"#, #"tenant.id="acme""#),
    (#"[{"key":"tenant.id","value":{"string_value":"acme"}}]"#, #"tenant.id="acme""#),
    (
      #"[{"key":"tenant\u002eid","value":{"stringValue":"a\n\"\u00e9\ud83d\ude00"}}]"#,
      "tenant.id=\"a\n\"é😀\""
    ),
    (#"[{"key":"tenant.id","value":{"stringValue":"Ärzte"}}]"#, #"tenant.id="Ärzte""#),
    (
      #"[{"key":"gen_ai.usage.input_tokens","value":{"intValue":"465"}}]"#,
      "gen_ai.usage.input_tokens=465"
    ),
    (
      #"[{"key":"gen_ai.usage.input_tokens","value":{"intValue":-465}}]"#,
      "gen_ai.usage.input_tokens=-465"
    ),
    (
      #"[{"key":"gen_ai.usage.input_tokens","value":{"intValue":"9007199254740993"}}]"#,
      "gen_ai.usage.input_tokens=9007199254740993"
    ),
    (
      #"[{"key":"gen_ai.usage.input_tokens","value":{"intValue":"9223372036854775807"}}]"#,
      "gen_ai.usage.input_tokens=9223372036854775807"
    ),
    (
      #"[{"key":"gen_ai.usage.input_tokens","value":{"intValue":"9223372036854775808"}}]"#,
      "gen_ai.usage.input_tokens=unreadable"
    ),
    (
      #"[{"key":"gen_ai.usage.input_tokens","value":{"intValue":1.0}}]"#,
      "gen_ai.usage.input_tokens=1"
    ),
    (
      #"[{"key":"gen_ai.usage.input_tokens","value":{"intValue":"1e3"}}]"#,
      "gen_ai.usage.input_tokens=1000"
    ),
    (
      #"[{"key":"gen_ai.usage.input_tokens","value":{"intValue":1.5}}]"#,
      "gen_ai.usage.input_tokens=1.5d"
    ),
    (
      #"[{"key":"gen_ai.usage.input_tokens","value":{"intValue":"#
        + String(repeating: "1234567890", count: 4) + "}}]",
      "gen_ai.usage.input_tokens=unreadable"
    ),
    (#"[{"key":"ratio","value":{"doubleValue":0.25}}]"#, "ratio=0.25d"),
    (#"[{"key":"ratio","value":{"doubleValue":"NaN"}}]"#, "ratio=nand"),
    (#"[{"key":"ratio","value":{"doubleValue":"-Infinity"}}]"#, "ratio=-infd"),
    (#"[{"key":"flag","value":{"boolValue":true}}]"#, "flag=true"),
    (#"[{"key":"flag","value":{}},{"key":"flag"},{"key":"flag","value":null},{}]"#, ""),
    (#"[{"key":"flag","value":{"arrayValue":{"values":[{"stringValue":"x"}]}}}]"#, ""),
    (#"[{"key":"flag","value":{"bytesValue":"AAEC"}}]"#, ""),
    (
      #"[{"key":"outer","value":{"kvlistValue":{"values":[{"key":"inner","value":"#
        + #"{"intValue":"7"}},{"key":"x","value":{"intValue":"8"}}]}}},{"key":"flag","value":"#
        + #"{"boolValue":false}}]"#,
      "outer.inner=7 flag=false"
    ),
    (
      #"[{"value":{"kvlistValue":{"values":[{"value":{"kvlistValue":{"values":[{"key":"c","#
        + #""value":{"intValue":"7"}}]}},"key":"b"}]}},"key":"a"}]"#,
      "a.b.c=7"
    ),
    (
      #"{"tenant.id":"acme","gen_ai.usage.input_tokens":5,"outer":{"inner":true},"flag":[1,{}]}"#,
      #"tenant.id="acme" gen_ai.usage.input_tokens=5 outer.inner=true"#
    ),
    ("null", ""),
    ("[]", ""),
  ])
  func readsAttributes(attributes: String, noted: String) {
    let sink = decodedJSON(request(#"{\#(Self.ids),"attributes":\#(attributes)}"#))
    #expect(sink.refusals == [])
    let expected = [Self.idsRead, noted].filter { !$0.isEmpty }.joined(separator: " ")
    #expect(sink.spans == [" | scope= | \(expected)"])
  }

  @Test(arguments: [
    (#""name":"caf\u00e9""#, "name=café"),
    (
      #""startTimeUnixNano":"1544712660000000000","endTimeUnixNano":1544712661000000001"#,
      "start=1544712660000000000 end=1544712661000000001"
    ),
    (#""start_time_unix_nano":"18446744073709551615""#, "start=18446744073709551615"),
    (
      #""parentSpanId":"","kind":"SPAN_KIND_SERVER","unknown":{"a":[1,2.5e-3,null,true,"x"]}"#,
      "parent="
    ),
    (#""status":{"message":"no","code":2}"#, "failed"),
    (#""status":{"code":"STATUS_CODE_ERROR"}"#, "failed"),
    (#""status":{"code":1}"#, ""),
    (#""status":{},"events":null,"name":null"#, ""),
  ])
  func readsSpanMembers(members: String, noted: String) {
    let sink = decodedJSON(request("{\(Self.ids),\(members)}"))
    #expect(sink.refusals == [])
    let expected = [Self.idsRead, noted].filter { !$0.isEmpty }.joined(separator: " ")
    #expect(sink.spans == [" | scope= | \(expected)"])
  }

  @Test func readsHeadersThatStandAfterTheirSpans() {
    let span = #"{\#(Self.ids)}"#
    let sink = decodedJSON(
      """
      {"x":1,"resourceSpans":[{"scopeSpans":[{"spans":[\(span)],"scope":{"attributes":[{"key":\
      "flag","value":{"boolValue":true}}],"name":"lib"}}],"resource":{"attributes":[{"key":\
      "service.name","value":{"stringValue":"s"}}]}},{"instrumentationLibrarySpans":[{\
      "instrumentationLibrary":{"name":"old"},"spans":[\(span)]}]}]}
      """)
    #expect(sink.refusals == [])
    #expect(
      sink.spans == [
        "service.name=\"s\" | scope=lib flag=true | \(Self.idsRead)",
        " | scope=old | \(Self.idsRead)",
      ])
  }

  @Test(arguments: [
    "{}", #"{"resourceSpans":[]}"#, #"{"resourceSpans":[{}]}"#,
    #"{"resourceSpans":null}"#, #"{"resourceSpans":[{"scopeSpans":[{"spans":null}]}]} "#,
  ])
  func acceptsRequestsWithoutSpans(body: String) {
    #expect(decodedJSON(body).refusals == [])
  }

  /// The bad span stands between two good ones, which are not affected.
  @Test(arguments: [
    (#"{"traceId":5}"#, "wrong_type"), ("7", "wrong_type"), ("null", "wrong_type"),
    (#"{"startTimeUnixNano":"x"}"#, "invalid_time"), (#"{"startTimeUnixNano":-1}"#, "invalid_time"),
    (#"{"startTimeUnixNano":"99999999999999999999"}"#, "invalid_time"),
    (#"{"startTimeUnixNano":"-100000000000000000"}"#, "invalid_time"),
    (#"{"startTimeUnixNano":"100000000000000000x"}"#, "invalid_time"),
    (#"{"attributes":7}"#, "wrong_type"),
    (#"{"attributes":[{"key":"flag","value":{"intValue":"abc"}}]}"#, "wrong_type"),
    (#"{"attributes":[{"key":"tenant.id","value":{"stringValue":"\ud83d"}}]}"#, "invalid_utf8"),
    (
      #"{"deep":"# + String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        + "}", "nested_too_deep"
    ),
    (
      #"{"attributes":[{"key":"k","value":"#
        + String(repeating: #"{"kvlistValue":{"values":[{"key":"k","value":"#, count: 2_500) + "{}"
        + String(repeating: "}]}}", count: 2_500) + "}]}", "nested_too_deep"
    ),
  ])
  func refusesAMalformedSpanAlone(bad: String, reason: String) {
    let good = "{\(Self.ids)}"
    let sink = decodedJSON(request("\(good),\(bad),\(good)"))
    #expect(sink.spans.count == 2)
    #expect(sink.refusals.count == 1)
    #expect(sink.refusals.first?.hasPrefix("span \(reason) at ") == true)
  }

  /// In files a span whose text is broken is left out too, as long as its brackets match.
  @Test(arguments: [
    #"{"a":tru}"#, #"{"a" 1}"#, #"{"a":01}"#, #"{"a":"\x"}"#, #"{"a":1,}"#, "{\"a\":\"\n\"}",
  ])
  func salvagesNeighboursInFiles(bad: String) throws {
    let good = "{\(Self.ids)}"
    let body = request("\(good),\(bad),\(good)")
    let broken = decodedJSON(body)
    #expect(broken.refusals.first?.hasPrefix("input malformed") == true)
    let values = InputChunk(
      bytes: Array(body.utf8), source: 0, sourceName: "t", firstLine: 1, firstOffset: 0,
      format: .otlpJSON, framing: .values, sequence: 0)
    var sink = RecordingSink()
    _ = decodeChunk(values, into: &sink)
    #expect(sink.spans.count == 2)
    #expect(sink.refusals.count == 1)
  }

  /// Whatever is cut off, what is complete counts and the cut is named.
  @Test func keepsWhatIsCompleteBeforeACut() {
    let body = Array(request("{\(Self.ids)},{\(Self.ids)}").utf8)
    for count in 1..<body.count {
      var sink = RecordingSink()
      let cut = Array(body[..<count])
      #expect(throws: NotWellFormed(.truncated, at: count)) {
        try decodeRequest(json: cut.span, into: &sink)
      }
      let complete = String(decoding: cut, as: UTF8.self).split(separator: "3331\"}").count - 1
      #expect(sink.spans.count >= complete, "cut at \(count)")
    }
  }

  @Test(arguments: ["", "nul", #"{"resourceSpans":[]}x"#, "[]", #"{"a":"\#u{1}"}"#, "{'a':1}"])
  func refusesABodyThatIsNotWellFormed(body: String) {
    #expect(decodedJSON(body).refusals.first?.hasPrefix("input") == true)
  }

  @Test func refusesInvalidUTF8InOneSpan() {
    let good = "{\(Self.ids)}"
    var body = Array(request(#"\#(good),{\#(Self.ids),"x":"?abc"},\#(good)"#).utf8)
    guard let mark = body.firstIndex(of: UInt8(ascii: "?")) else { return }
    body[mark] = 0xC3
    var sink = RecordingSink()
    #expect(throws: Never.self) { try decodeRequest(json: body.span, into: &sink) }
    #expect(sink.spans.count == 2)
    #expect(sink.refusals == ["span invalid_utf8 at \(mark)"])
  }
}
