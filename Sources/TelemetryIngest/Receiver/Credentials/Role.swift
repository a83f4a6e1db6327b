/// What a credential is for: the rows of the table role × endpoint.
public enum Role: String, CaseIterable, Sendable {
  /// Sends telemetry.
  case ingest
  /// Runs the receiver: sends telemetry, reads the server's own metrics. No money.
  case platform
  /// Looks after tenants' health: reports and queries without money.
  case sre
  /// Sees all figures.
  case finance
  /// Sees the figures of one tier.
  case tier
  /// Sees the figures of one tenant.
  case tenant
  case admin

  /// The table role × endpoint: what is not listed is refused.
  ///
  /// Public endpoints are open to everybody and stand in no row.
  public var endpoints: Set<Endpoint> {
    switch self {
    case .ingest: [.traces, .metrics, .logs, .putLogEvents, .describeLogs]
    case .platform:
      [.traces, .metrics, .logs, .putLogEvents, .describeLogs, .manageLogs, .statistics]
    case .sre: [.reports, .query, .describeLogs]
    case .finance: [.reports, .query, .describeLogs, .statistics]
    case .tier, .tenant: [.reports, .query, .describeLogs]
    case .admin: Set(Endpoint.allCases)
    }
  }

  /// Whether figures in money are shown.
  public var showsMoney: Bool {
    switch self {
    case .finance, .tier, .tenant, .admin: true
    case .ingest, .platform, .sre: false
    }
  }
}
