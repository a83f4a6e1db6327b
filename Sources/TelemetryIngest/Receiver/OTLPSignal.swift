/// The signals of OTLP that the receiver takes, and what is particular to each on the wire.
public enum OTLPSignal: String, CaseIterable, Sendable {
  case traces

  /// Where OTLP/HTTP posts it.
  public var path: String { "/v1/\(rawValue)" }

  /// What a sender must be allowed to do.
  var endpoint: Endpoint {
    switch self {
    case .traces: .traces
    }
  }

  /// The JSON name of the count in a partial success; its protobuf number is 1 in every signal.
  var rejectedField: String {
    switch self {
    case .traces: "rejectedSpans"
    }
  }

  /// What one item is called, for people.
  var itemName: String {
    switch self {
    case .traces: "span"
    }
  }
}
