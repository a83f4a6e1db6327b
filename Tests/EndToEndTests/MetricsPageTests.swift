import CostModel
import Foundation
import TestSupport
import Testing

/// `GET /metrics` as Prometheus reads it: its grammar, its names, and who sees money.
@Suite struct MetricsPageTests {
  private struct Sample {
    var name: String
    var labels: String
    var value: Double
  }

  /// A page taken apart by the rules of the text format 0.0.4; every fault is recorded.
  private struct Page {
    var kinds: [String: String] = [:]
    var samples: [Sample] = []

    init(_ text: String) {
      #expect(text.hasSuffix("\n"))
      let line = /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[^}]*\})? (\S+)/
      let labels = /\{[a-z_]+="(?:[^"\\]|\\.)*"(?:,[a-z_]+="(?:[^"\\]|\\.)*")*\}/
      var family = ""
      for row in text.split(separator: "\n") {
        if let match = row.wholeMatch(of: /# HELP (\S+) .+/) {
          #expect(kinds[String(match.1)] == nil, "\(row) stands twice")
          family = String(match.1)
        } else if let match = row.wholeMatch(of: /# TYPE (\S+) (counter|gauge|histogram)/) {
          #expect(match.1 == family, "\(row)")
          kinds[family] = String(match.2)
          #expect(family.hasSuffix("_total") == (match.2 == "counter"), "\(row)")
        } else if let match = row.wholeMatch(of: line), let value = Double(match.3) {
          #expect(match.1.hasPrefix(family), "\(row) is not beneath its family")
          if let text = match.2 { #expect(text.wholeMatch(of: labels) != nil, "\(row)") }
          samples.append(Sample(name: String(match.1), labels: "\(match.2 ?? "")", value: value))
        } else {
          Issue.record("not a line of the text format: \(row)")
        }
      }
      let series = samples.map { $0.name + $0.labels }
      #expect(Set(series).count == series.count, "a series stands twice")
      for (name, kind) in kinds where kind == "histogram" { checkHistogram(name) }
    }

    private func checkHistogram(_ name: String) {
      let buckets = samples.filter { $0.name == name + "_bucket" }.map(\.value)
      #expect(buckets == buckets.sorted(), "\(name)")
      #expect(buckets.last == value(name + "_count"), "\(name)")
      #expect(value(name + "_sum") != nil, "\(name)")
    }

    func value(_ name: String, _ labels: String = "") -> Double? {
      samples.first { $0.name == name && $0.labels == labels }?.value
    }
  }

  private static let json = "Content-Type: application/json"

  /// This hour, so that the calls are of the current month.
  private static let start = UInt64(time(nil)) * 1_000_000_000

  private func post(_ client: HTTPExchange, _ path: String, _ body: String) throws {
    let answer = try client.exchange("POST", path, fields: [Self.json], body: Array(body.utf8))
    #expect(answer.status == 200 && answer.text == "{}", "\(answer.text)")
  }

  /// A priced call, one without tenant, one without price, and one whose parent has not come.
  private static var spans: String {
    var spans = (1...4).map { SampleSpan(trace: $0, span: 1, start: start) }
    spans[1].tenant = nil
    var texts = spans.map(\.json)
    texts[2] = texts[2].replacing("gpt-4o-mini", with: "no-such-model")
    texts[3] = texts[3].replacing(
      "\"name\"", with: "\"parentSpanId\":\"0909090909090909\",\"name\"")
    return SampleSpan.request(texts)
  }

  @Test func saysWhatTheManualSays() throws {
    try withTemporaryFolder { folder in
      let server = try ServerProcess(ledger: folder.path("meter.db"))
      let client = try HTTPExchange(port: server.port)
      try post(client, "/v1/traces", Self.spans)
      try post(client, "/v1/traces", Self.spans)
      try post(client, "/v1/logs", #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{}]}]}]}"#)
      let answer = try client.exchange("GET", "/metrics")
      #expect(answer.fields["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      let page = Page(answer.text)
      #expect(page.value("meter_spans_total", "{fate=\"accepted\"}") == 4)
      #expect(page.value("meter_spans_total", "{fate=\"duplicate\"}") == 4)
      #expect(page.value("meter_log_records_total", "{fate=\"ignored\"}") == 1)
      #expect(page.value("meter_calls", "{state=\"billable\"}") == 4)
      #expect(page.value("meter_calls", "{state=\"unattributed\"}") == 1)
      #expect(page.value("meter_unattributed_tokens") == 2073)
      #expect(page.value("meter_unpriced_tokens") == 2073)
      #expect(
        page.value("meter_tenant_tokens", "{tenant=\"hospital-a\",tier=\"premium\"}") == 6219)
      #expect(
        page.value("meter_feature_tokens", "{tier=\"premium\",feature=\"chat\"}") == 8292)
      #expect((page.value("meter_price_book_age_seconds") ?? 0) > 0)
      #expect((page.value("meter_ledger_bytes", "{file=\"ledger\"}") ?? 0) > 0)
      #expect(page.value("meter_commit_seconds_count") == 3)
      // The look at traces is taken when the server is idle; bytes are given back after answers.
      #expect(
        eventually {
          let text = (try? client.exchange("GET", "/metrics").text) ?? ""
          let page = Page(text)
          return (page.value("meter_oldest_open_trace_seconds") ?? 0) > 0
            && page.value("meter_in_flight_bytes") == 0
        })
      let manual = try String(
        contentsOfFile: Locations.repository + "/docs/operating.md", encoding: .utf8)
      for name in page.kinds.keys { #expect(manual.contains("`\(name)"), "\(name)") }
      try server.stop()
    }
  }

  @Test func showsMoneyAndTenantsOnlyToWhoMaySeeThem() throws {
    try withTemporaryFolder { folder in
      let tokens = folder.path("tokens.json5")
      func token(_ role: String) throws -> String {
        let run = try runMeter(["token", "create", "--tokens", tokens, "--role", role])
        #expect(run.status == 0, "\(run.errors)")
        return run.text.split(separator: "\n").first.map(String.init) ?? ""
      }
      let all = try ["ingest", "platform", "finance", "admin"].map(token)
      let server = try ServerProcess(
        ledger: folder.path("meter.db"), arguments: ["--tokens", tokens])
      let client = try HTTPExchange(port: server.port)
      let sent = try client.exchange(
        "POST", "/v1/traces", fields: [Self.json, "Authorization: Bearer \(all[0])"],
        body: Array(Self.spans.utf8))
      #expect(sent.status == 200)
      func page(_ token: String) throws -> HTTPAnswer {
        try client.exchange("GET", "/metrics", fields: ["Authorization: Bearer \(token)"])
      }
      #expect(try page(all[0]).status == 403)
      let platform = try page(all[1])
      #expect(platform.status == 200)
      #expect(Page(platform.text).value("meter_unpriced_tokens") == 2073)
      for word in ["hospital-a", "_cost", "premium"] { #expect(!platform.text.contains(word)) }
      for token in all[2...] {
        let text = try page(token).text
        #expect(text.contains("meter_tenant_cost{tenant=\"hospital-a\""), "\(text)")
      }
      try server.stop()
    }
  }
}
