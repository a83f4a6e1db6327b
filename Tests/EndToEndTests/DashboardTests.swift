internal import Foundation
internal import TestSupport
internal import Testing

/// What dashboards of others ask for is there: every query is understood, every column and every
/// metric exists.
@Suite struct DashboardTests {
  private struct CloudWatch: Decodable {
    struct Properties: Decodable {
      var title: String?
      var query: String?
    }
    struct Widget: Decodable { var properties: Properties }
    var widgets: [Widget]
  }

  private struct Grafana: Decodable {
    struct Column: Decodable { var selector: String }
    struct Target: Decodable {
      var url: String?
      var root_selector: String?
      var columns: [Column]?
      var expr: String?
    }
    struct Panel: Decodable {
      var title: String
      var targets: [Target]
    }
    var panels: [Panel]
  }

  @Test func everyQueryOfCloudWatchIsUnderstood() throws {
    let dashboard = try read(CloudWatch.self, "dashboards/cloudwatch/cost.json")
    let queries = dashboard.widgets.compactMap(\.properties.query)
    #expect(queries.count > 3)
    try withSampleLedger { ledger, _ in
      for query in queries {
        #expect(query.hasPrefix("SOURCE '/meter/usage' | "))
        let run = try runMeter(
          ["query", query, "--day", "2026-11-02", "--ledger", ledger])
        #expect(run.status == 0 && !run.text.hasPrefix("0 rows"), "\(query)\n\(run.errors)")
      }
    }
  }

  /// Every dashboard shows the two views that people come for.
  @Test func allHoldTheTwoFirstViews() throws {
    let titles =
      try ["cost", "live"].map {
        try read(Grafana.self, "dashboards/grafana/\($0).json").panels.map(\.title)
      } + [
        read(CloudWatch.self, "dashboards/cloudwatch/cost.json")
          .widgets.compactMap(\.properties.title)
      ]
    for titles in titles {
      #expect(titles.contains { $0.hasPrefix("Cost per tenant") }, "\(titles)")
      #expect(titles.contains { $0.hasPrefix("Feature cost per tier") }, "\(titles)")
    }
  }

  @Test func everyColumnOfGrafanaIsAnswered() throws {
    let dashboard = try read(Grafana.self, "dashboards/grafana/cost.json")
    #expect(dashboard.panels.count > 3)
    try withSampleLedger { ledger, _ in
      let server = try ServerProcess(ledger: ledger)
      for panel in dashboard.panels {
        for target in panel.targets {
          let path = (target.url ?? "").replacing("${base}", with: "")
            .replacing("${__from:date:iso}", with: "2026-11-02T00:00:00.000Z")
            .replacing("${__to:date:iso}", with: "2026-11-03T00:00:00.000Z")
          let answer = try HTTPExchange(port: server.port).exchange("GET", path)
          #expect(answer.status == 200, "\(path): \(answer.text)")
          let report = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
          let root = report?[target.root_selector ?? ""]
          let object = root as? [String: Any] ?? (root as? [[String: Any]])?.first
          for column in target.columns ?? [] {
            #expect(object?[column.selector] != nil, "\(panel.title): \(column.selector)")
          }
        }
      }
      #expect(try server.stop() == 0)
    }
  }

  /// Every metric that an expression names, with the labels that it groups and selects by.
  @Test func everyMetricOfGrafanaIsThere() throws {
    let dashboard = try read(Grafana.self, "dashboards/grafana/live.json")
    let expressions = dashboard.panels.flatMap { $0.targets.compactMap(\.expr) }
    #expect(expressions.count > 8)
    try withTemporaryFolder { folder in
      let server = try ServerProcess(ledger: folder.path("meter.db"))
      let client = try HTTPExchange(port: server.port)
      // Of the current month, so that there are tenants and features to name.
      let now = Int64(time(nil))
      let span = SampleSpan.json([SampleSpan(trace: 1, span: 1)])
        .replacing(/"(start|end)TimeUnixNano":"\d+"/) { match in
          "\"\(match.output.1)TimeUnixNano\":\"\(now)000000000\""
        }
      let answer = try client.exchange(
        "POST", "/v1/traces", fields: ["Content-Type: application/json"], body: Array(span.utf8))
      #expect(answer.status == 200, "\(answer.text)")
      let lines = try client.exchange("GET", "/metrics").text.split(separator: "\n")
        .filter { !$0.hasPrefix("#") }
      for expression in expressions {
        let metrics = expression.matches(of: /meter_[a-z_]+/).map { String($0.output) }
        #expect(!metrics.isEmpty, "\(expression)")
        let labels =
          expression.matches(of: /by \(([a-z, ]+)\)/).flatMap { $0.output.1.split(separator: ", ") }
          + expression.matches(of: /[{,]([a-z_]+)=/).map { $0.output.1 }
        for metric in metrics {
          let samples = lines.filter { $0.hasPrefix("\(metric){") || $0.hasPrefix("\(metric) ") }
          #expect(!samples.isEmpty, "/metrics has no \(metric)")
          for label in labels {
            #expect(samples.contains { $0.contains("\(label)=\"") }, "\(metric) has no \(label)")
          }
        }
      }
      #expect(try server.stop() == 0)
    }
  }

  private func read<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
    let url = URL(fileURLWithPath: "\(Locations.repository)/\(path)")
    return try JSONDecoder().decode(type, from: Data(contentsOf: url))
  }

  private func withSampleLedger(_ body: (String, TemporaryFolder) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let ledger = folder.path("meter.db")
      let sample = "\(Locations.repository)/samples/hospital-and-clinics.otlp.jsonl"
      let run = try runMeter(["ingest", sample, "--ledger", ledger])
      #expect(run.status == 0, "\(run.errors)")
      try body(ledger, folder)
    }
  }
}
