/// The two forms of an OTLP body; the answer takes the request's.
public enum OTLPEncoding: Sendable {
  case json
  case protobuf

  /// Reads a Content-Type; its parameters and case do not matter.
  public init?(contentType: String) {
    let end = contentType.firstIndex(of: ";") ?? contentType.endIndex
    let media = contentType[..<end].filter { $0 != " " && $0 != "\t" }.lowercased()
    switch media {
    case "application/json": self = .json
    case "application/x-protobuf", "application/protobuf": self = .protobuf
    default: return nil
    }
  }

  /// The Content-Type of an answer.
  public var contentType: String {
    switch self {
    case .json: "application/json"
    case .protobuf: "application/x-protobuf"
    }
  }
}
