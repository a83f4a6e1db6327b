internal import Testing

@testable internal import TelemetryIngest

@Suite struct ServerMetricsTests {
  static func event(_ path: String, status: UInt32, isKnown: Bool = true) -> RequestEvent {
    RequestEvent(
      id: RequestID.next(), method: "POST", path: path, isKnownPath: isKnown, encoding: .json,
      status: status, receivedBytes: 10, nanoseconds: 2_000_000)
  }

  func text(_ metrics: ServerMetrics) -> String {
    var text = MetricsText()
    metrics.write(to: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  @Test func countsRequestsByRouteEncodingAndStatus() {
    let metrics = ServerMetrics(routes: ["/v1/traces"])
    metrics.count(Self.event("/v1/traces", status: 200))
    metrics.count(Self.event("/v1/traces", status: 200))
    metrics.count(Self.event("/v1/traces", status: 503))
    // Paths come from clients: they must not become labels.
    metrics.count(Self.event("/x\"y", status: 404, isKnown: false))
    let text = text(metrics)
    let name = "meter_http_requests_total"
    #expect(
      text.contains("\(name){route=\"/v1/traces\",encoding=\"json\",status=\"200\"} 2\n"))
    #expect(
      text.contains("\(name){route=\"/v1/traces\",encoding=\"json\",status=\"503\"} 1\n"))
    #expect(text.contains("\(name){route=\"unknown\",encoding=\"json\",status=\"404\"} 1\n"))
    #expect(text.contains("meter_http_received_bytes_total{route=\"/v1/traces\"} 30\n"))
    #expect(text.contains("meter_ingest_request_seconds_bucket{le=\"0.001000000\"} 0\n"))
    #expect(text.contains("meter_ingest_request_seconds_bucket{le=\"0.002500000\"} 2\n"))
    #expect(text.contains("meter_ingest_request_seconds_sum 0.004000000\n"))
    #expect(text.contains("meter_ingest_request_seconds_count 2\n"))
  }

  /// Every line is a comment or NAME{LABELS} VALUE, and a family's comments stand before it.
  @Test func isTheTextFormatOfPrometheus() {
    let metrics = ServerMetrics(routes: [])
    metrics.count(Self.event("/v1/traces", status: 200))
    metrics.count(.failed(PostingFault(Overload()), isFirst: true))
    var families: Set<String> = []
    for line in text(metrics).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 3)
      if words[0] == "#" {
        if words[1] == "TYPE" { families.insert(String(words[2])) }
        continue
      }
      #expect(words.count == 2, "\(line)")
      #expect(Double(words[1]) != nil, "\(line)")
      var name = String(words[0].prefix { $0 != "{" })
      for suffix in ["_bucket", "_sum", "_count"] where name.hasSuffix(suffix) {
        if !families.contains(name) { name.removeLast(suffix.count) }
      }
      #expect(families.contains(name), "\(line)")
    }
  }

  @Test func escapesLabels() {
    var text = MetricsText()
    text.add("a", .gauge, "A.", [MetricSample(1, [("b", "c\"d\\e\nf")])])
    #expect(
      String(decoding: text.bytes, as: UTF8.self)
        == "# HELP a A.\n# TYPE a gauge\na{b=\"c\\\"d\\\\e\\nf\"} 1\n")
  }
}
