internal import Synchronization

/// What the receiver counts of itself. One change a request or commit, never one a span.
public final class ServerMetrics: Sendable {
  private struct RequestKey: Hashable, Comparable {
    var route: String
    var encoding: String
    var status: UInt32

    static func < (left: Self, right: Self) -> Bool {
      (left.route, left.encoding, left.status) < (right.route, right.encoding, right.status)
    }
  }

  private struct Values {
    var requests: [RequestKey: UInt64] = [:]
    var receivedBytes: [String: UInt64] = [:]
    var ingestTime = MetricsHistogram(MetricsHistogram.durations)
    var commitTime = MetricsHistogram(MetricsHistogram.durations)
    var groupSize = MetricsHistogram([1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
    var totals = PostingTotals()
    var refusedItems: UInt64 = 0
    var failedCommits: UInt64 = 0
  }

  private let values = Mutex(Values())
  /// Paths that may become labels.
  private let routes: Set<String>

  /// - Parameter routes: the paths that requests are told apart by; all others are one.
  public init(routes: [String]) { self.routes = Set(routes) }

  /// Counts a request that is over.
  public func count(_ event: RequestEvent) {
    let route = routes.first { event.path == $0 } ?? (event.isKnownPath ? "other" : "unknown")
    let encoding =
      switch event.encoding {
      case .json: "json"
      case .protobuf: "protobuf"
      case nil: "other"
      }
    values.withLock { values in
      let key = RequestKey(route: route, encoding: encoding, status: event.status)
      values.requests[key, default: 0] += 1
      values.receivedBytes[route, default: 0] += UInt64(event.receivedBytes)
      if route.hasPrefix("/v1/"), event.status == 200 {
        values.ingestTime.add(UInt64(clamping: event.nanoseconds))
      }
    }
  }

  /// Counts a commit.
  public func count(_ event: PostingEvent) {
    values.withLock { values in
      switch event {
      case .committed(let commit):
        values.commitTime.add(commit.nanoseconds)
        values.groupSize.add(UInt64(commit.requests))
        values.totals.add(commit.totals)
        values.refusedItems += UInt64(commit.refused)
      case .failed: values.failedCommits += 1
      case .recovered: break
      }
    }
  }

  /// Adds everything that was counted.
  public func write(to text: inout MetricsText) {
    let values = values.withLock { $0 }
    text.add(
      "meter_http_requests_total", .counter, "Requests by route, encoding and status.",
      values.requests.sorted { $0.key < $1.key }.map { key, count in
        MetricSample(
          Int64(clamping: count),
          [("route", key.route), ("encoding", key.encoding), ("status", String(key.status))])
      })
    text.add(
      "meter_http_received_bytes_total", .counter, "Bytes of request bodies, as sent.",
      values.receivedBytes.sorted { $0.key < $1.key }.map {
        MetricSample(Int64(clamping: $0.value), [("route", $0.key)])
      })
    text.add(
      "meter_ingest_request_seconds", .histogram,
      "From a request's head to its answer, for telemetry that was accepted.",
      values.ingestTime.samples { MetricSample.seconds($0) })
    text.add(
      "meter_commit_seconds", .histogram, "Resolving and committing a group of requests.",
      values.commitTime.samples { MetricSample.seconds($0) })
    text.add(
      "meter_commit_requests", .histogram, "Requests that shared a commit.",
      values.groupSize.samples { String($0) })
    text.add(
      "meter_commits_failed_total", .counter, "Commits that failed; nothing was acknowledged.",
      [MetricSample(Int64(clamping: values.failedCommits))])
    writeSpans(values, to: &text)
  }

  private func writeSpans(_ values: Values, to text: inout MetricsText) {
    let totals = values.totals
    text.add(
      "meter_spans_total", .counter,
      "Spans by what became of them; duplicate and refused ones of the other signals, too.",
      [
        ("accepted", totals.spans), ("duplicate", totals.duplicates),
        ("refused", Int64(clamping: values.refusedItems)),
      ].map { MetricSample($0.1, [("fate", $0.0)]) })
    text.add(
      "meter_metric_points_total", .counter,
      "Points of token metrics that were taken, and other metrics, which were ignored.",
      [("accepted", totals.metricPoints), ("ignored", totals.ignoredMetrics)].map {
        MetricSample($0.1, [("fate", $0.0)])
      })
    text.add(
      "meter_log_records_total", .counter,
      "Log records and lines that were taken, and those without usage, which were ignored.",
      [("accepted", totals.usageRecords), ("ignored", totals.ignoredRecords)].map {
        MetricSample($0.1, [("fate", $0.0)])
      })
    text.add(
      "meter_calls", .gauge, "Calls since the start, reversed ones taken off again.",
      [
        ("billable", totals.entries), ("suppressed", totals.suppressed),
        ("unattributed", totals.unattributed),
      ].map { MetricSample($0.1, [("state", $0.0)]) })
  }
}
