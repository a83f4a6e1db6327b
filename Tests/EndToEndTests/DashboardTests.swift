internal import Foundation
internal import TestSupport
internal import Testing

/// What the dashboards ask for is there: every query is understood, every column exists.
@Suite struct DashboardTests {
  private struct CloudWatch: Decodable {
    struct Properties: Decodable { var query: String? }
    struct Widget: Decodable { var properties: Properties }
    var widgets: [Widget]
  }

  private struct Grafana: Decodable {
    struct Column: Decodable { var selector: String }
    struct Target: Decodable {
      var url: String
      var root_selector: String
      var columns: [Column]
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

  @Test func everyColumnOfGrafanaIsExported() throws {
    let dashboard = try read(Grafana.self, "dashboards/grafana/cost.json")
    #expect(dashboard.panels.count > 3)
    try withSampleLedger { ledger, folder in
      let run = try runMeter(
        ["export", "--to", folder.path, "--day", "2026-11-02", "--ledger", ledger]
          + ["--prices", "\(Locations.repository)/samples/prices.json5"])
      #expect(run.status == 0, "\(run.errors)")
      for panel in dashboard.panels {
        for target in panel.targets {
          let name = target.url.split(separator: "/").last.map(String.init) ?? ""
          let bytes = try folder.read("2026-11-02/\(name)")
          let report = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
          let root = report?[target.root_selector]
          let object = root as? [String: Any] ?? (root as? [[String: Any]])?.first
          for column in target.columns {
            #expect(object?[column.selector] != nil, "\(panel.title): \(column.selector)")
          }
        }
      }
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
