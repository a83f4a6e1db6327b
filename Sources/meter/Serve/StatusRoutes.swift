internal import CostModel
internal import Foundation
internal import TelemetryIngest

/// `GET /metrics`, `/healthz` and `/readyz`: how the server does, seen from outside.
struct StatusRoutes: Sendable {
  let ledger: String
  let queue: PostingQueue
  let budget: ByteBudget
  let metrics: ServerMetrics
  let costs: CostMetrics

  func add(to routes: inout RouteTable, desk: ReportDesk) {
    let (metrics, ready) = (self.metricsText, self.ready)
    routes.add("GET", "/healthz", .health, answer: { _ in .text(status: 200, "ok") })
    routes.add("GET", "/readyz", .health, answer: { _ in ready() })
    routes.add("GET", "/metrics", .statistics, desk.handler { metrics($0) })
  }

  /// Ready means: what is sent now would be taken.
  @Sendable private func ready() -> HTTPResponse {
    switch queue.health {
    case .working: .text(status: 200, "ready")
    case .failing(let fault): .text(status: 503, "not ready: \(fault)")
    case .stuck(let seconds):
      .text(status: 503, "not ready: a commit has been under way for \(seconds) s")
    }
  }

  @Sendable private func metricsText(_ request: HTTPRequest) -> HTTPResponse {
    var text = MetricsText()
    metrics.write(to: &text)
    writeState(to: &text)
    costs.write(to: &text, showsMoney: request.access?.scope.showsMoney ?? false)
    return HTTPResponse(
      status: 200, contentType: MetricsText.contentType, body: text.bytes)
  }

  private func writeState(to text: inout MetricsText) {
    text.add(
      "meter_waiting_requests", .gauge, "Requests that wait for a commit.",
      [MetricSample(Int64(queue.waitingCount))])
    text.add(
      "meter_in_flight_bytes", .gauge, "Bytes of bodies and batches that requests hold.",
      [MetricSample(Int64(budget.usedBytes))])
    text.add(
      "meter_in_flight_bytes_max", .gauge, "The most that requests held at one time.",
      [MetricSample(Int64(budget.largestUsedBytes))])
    text.add(
      "meter_in_flight_bytes_limit", .gauge, "Beyond this, requests are answered 503.",
      [MetricSample(Int64(budget.limitBytes))])
    let openSeconds = queue.oldestOpenTrace.map { (Clock.nowNanoseconds() - $0) / 1_000_000_000 }
    text.add(
      "meter_oldest_open_trace_seconds", .gauge,
      "Since the start of the oldest recent trace of which a span's parent has not come; 0: none.",
      [MetricSample(max(0, openSeconds ?? 0))])
    text.add(
      "meter_ready", .gauge, "1 if telemetry is taken, else 0.",
      [MetricSample(ready().status == 200 ? 1 : 0)])
    text.add(
      "meter_ledger_bytes", .gauge, "Size of the ledger's files.",
      [("ledger", ""), ("log", "-wal")].map { name, suffix in
        MetricSample(fileBytes(ledger + suffix), [("file", name)])
      })
  }
}

/// Size of a file; 0 if there is none.
func fileBytes(_ path: String) -> Int64 {
  let attributes = try? FileManager.default.attributesOfItem(atPath: path)
  return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
}
