/// Whom the telemetry of a request belongs to, as far as something better than the telemetry says.
public struct IngestIdentity: Hashable, Sendable {
  /// Whose word the names are.
  public enum Source: Hashable, Sendable {
    /// The credential names its tenant: spans that name another are refused.
    case credential
    /// Headers that are configured as trusted: they win, and a difference is a finding.
    case trustedHeaders
  }

  public var source = Source.credential
  public var tenant: String?
  public var tier: String?
  public var user: String?

  /// Nothing is known beyond the telemetry.
  public init() {}

  /// Whether the telemetry alone decides.
  public var isEmpty: Bool { tenant == nil && tier == nil && user == nil }
}
