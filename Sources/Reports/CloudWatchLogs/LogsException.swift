internal import CostModel

/// Why a request to the CloudWatch Logs API is refused, in the words of that API: SDKs raise a
/// typed exception by the name.
public struct LogsException: Error, Hashable, Sendable {
  /// The names that the API documents.
  public enum Name: String, Sendable {
    case resourceNotFound = "ResourceNotFoundException"
    case resourceAlreadyExists = "ResourceAlreadyExistsException"
    case invalidParameter = "InvalidParameterException"
    case malformedQuery = "MalformedQueryException"
    case limitExceeded = "LimitExceededException"
    case serialization = "SerializationException"
    case serviceUnavailable = "ServiceUnavailableException"
    case accessDenied = "AccessDeniedException"
    case unknownOperation = "UnknownOperationException"
  }

  /// Where a query is wrong, in characters from its begin.
  public struct Location: Hashable, Sendable {
    public var start: Int
    public var end: Int
  }

  public var name: Name
  public var message: String
  /// For malformed queries only.
  public var location: Location?

  public init(_ name: Name, _ message: String) {
    self.name = name
    self.message = message
  }

  /// What is wrong with a query: the message with line, caret and hint, and the place.
  init(_ error: QueryError) {
    name = .malformedQuery
    message = error.description
    let text = Array(error.source.utf8)
    func characters(before offset: Int) -> Int {
      String(decoding: text.prefix(max(0, offset)), as: UTF8.self).unicodeScalars.count
    }
    location = Location(
      start: characters(before: error.range.lowerBound),
      end: characters(before: error.range.upperBound))
  }

  static func invalid(_ message: String) -> LogsException {
    LogsException(.invalidParameter, message)
  }

  static let noGroup = LogsException(
    .resourceNotFound, "The specified log group does not exist.")
  static let noStream = LogsException(
    .resourceNotFound, "The specified log stream does not exist.")

  /// The status over HTTP.
  public var status: UInt32 { name == .serviceUnavailable ? 503 : 400 }

  /// The body of the answer.
  public var json: [UInt8] {
    var json = JSONText()
    json.beginObject()
    json.field("__type", name.rawValue)
    json.field("message", message)
    if let location {
      json.key("queryCompileError")
      json.beginObject()
      json.key("location")
      json.beginObject()
      json.field("startCharOffset", Int64(location.start))
      json.field("endCharOffset", Int64(location.end))
      json.endObject()
      json.field("message", message)
      json.endObject()
    }
    json.endObject()
    return json.bytes
  }
}
