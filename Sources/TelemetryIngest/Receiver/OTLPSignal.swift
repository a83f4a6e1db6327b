/// The signals of OTLP that the receiver takes, and what is particular to each on the wire.
public enum OTLPSignal: String, CaseIterable, Sendable {
  case traces, metrics, logs

  /// Where OTLP/HTTP posts it.
  public var path: String { "/v1/\(rawValue)" }

  /// What a sender must be allowed to do.
  var endpoint: Endpoint {
    switch self {
    case .traces: .traces
    case .metrics: .metrics
    case .logs: .logs
    }
  }

  /// The JSON name of the count in a partial success; its protobuf number is 1 in every signal.
  var rejectedField: String {
    switch self {
    case .traces: "rejectedSpans"
    case .metrics: "rejectedDataPoints"
    case .logs: "rejectedLogRecords"
    }
  }

  /// What it consists of.
  var items: TelemetrySignal {
    switch self {
    case .traces: .spans
    case .metrics: .points
    case .logs: .records
    }
  }
}
