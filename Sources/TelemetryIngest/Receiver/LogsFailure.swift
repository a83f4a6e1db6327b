internal import CostModel

/// How the CloudWatch Logs API says that something failed: a name by which SDKs raise a typed
/// exception, and a sentence.
///
/// For example `{"__type":"AccessDeniedException","message":"the role ingest may not do this"}`.
enum LogsFailure {
  static let contentType = "application/x-amz-json-1.1"

  static func answer(status: UInt32, _ exception: String, _ message: String) -> HTTPResponse {
    var body = Array("{\"__type\":".utf8)
    appendJSONString(exception, to: &body)
    body += Array(",\"message\":".utf8)
    appendJSONString(message, to: &body)
    body.append(UInt8(ascii: "}"))
    return HTTPResponse(
      status: status, contentType: contentType,
      fields: [HTTPField("x-amzn-ErrorType", exception)], body: body)
  }

  /// The exception for a failure that any request can meet.
  static func exception(of status: UInt32) -> String {
    switch status {
    case 401: "UnrecognizedClientException"
    case 403: "AccessDeniedException"
    case 404, 405: "UnknownOperationException"
    case 413: "RequestEntityTooLargeException"
    case 429: "ThrottlingException"
    case 500: "InternalFailure"
    case 503: "ServiceUnavailableException"
    default: "InvalidParameterException"
    }
  }
}

extension HTTPRequest {
  /// Whether the request is one of the CloudWatch Logs API, whose failures have their own form.
  var isForLogsAPI: Bool {
    path == "/" && method == "POST"
      && (field("x-amz-target") != nil
        || SigV4Authorization.claims(field("authorization") ?? ""))
  }
}
