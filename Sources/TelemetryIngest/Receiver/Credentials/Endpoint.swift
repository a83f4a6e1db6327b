/// What is asked of the server, as far as permission goes: the columns of role × endpoint.
public enum Endpoint: String, CaseIterable, Sendable {
  /// `POST /v1/traces`.
  case traces
  /// `POST /v1/metrics`.
  case metrics
  /// `POST /v1/logs`.
  case logs
  /// The writing operations of the CloudWatch Logs API, such as PutLogEvents.
  case putLogEvents = "put_log_events"
  /// Its operations that list log groups and streams, which writers need as well as readers.
  case describeLogs = "describe_logs"
  /// Its operations that throw lines away: DeleteLogGroup and PutRetentionPolicy.
  case manageLogs = "manage_logs"
  /// `GET /api/reports/NAME`.
  case reports
  /// `POST /api/query`, and the reading operations of the CloudWatch Logs API.
  case query
  /// `GET /metrics`.
  case statistics
  /// `GET /healthz` and `/readyz`.
  case health
  /// `GET /`, the page without data that asks the others.
  case page

  /// Whether nobody has to say who they are: for probes and for the empty page only, which tell
  /// nothing about anybody.
  public var isPublic: Bool { self == .health || self == .page }

  /// Whether telemetry is written.
  public var isIngest: Bool {
    switch self {
    case .traces, .metrics, .logs, .putLogEvents: true
    case .describeLogs, .manageLogs, .reports, .query, .statistics, .health, .page: false
    }
  }
}
