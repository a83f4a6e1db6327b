internal import CostModel

/// The bodies with which OTLP requests are answered, in either encoding.
///
/// Success is `ExportTraceServiceResponse`, which has the same form in every signal:
///
///     message ExportTraceServiceResponse { ExportTracePartialSuccess partial_success = 1; }
///     message ExportTracePartialSuccess { int64 rejected_spans = 1; string error_message = 2; }
///
/// and every failure is `google.rpc.Status`, with a `BadRequest` where the request is at fault:
///
///     message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
///     message Any { string type_url = 1; bytes value = 2; }
///     message BadRequest { repeated FieldViolation field_violations = 1; }
///     message FieldViolation { string field = 1; string description = 2; }
struct OTLPAnswer {
  var encoding: OTLPEncoding
  var signal = OTLPSignal.traces

  /// Everything was accepted.
  func success() -> HTTPResponse {
    switch encoding {
    case .json: response(status: 200, Array("{}".utf8))
    case .protobuf: response(status: 200, [])
    }
  }

  /// Some items were refused for good; the rest was accepted. Clients do not retry these.
  func partialSuccess(rejected: Int, message: String) -> HTTPResponse {
    switch encoding {
    case .json:
      var body = Array("{\"partialSuccess\":{\"\(signal.rejectedField)\":\"\(rejected)\"".utf8)
      body += Array(",\"errorMessage\":".utf8)
      appendJSONString(message, to: &body)
      body += Array("}}".utf8)
      return response(status: 200, body)
    case .protobuf:
      var partial: [UInt8] = [0x08]
      appendVarint(UInt64(max(rejected, 0)), to: &partial)
      appendField(2, Array(message.utf8), to: &partial)
      var body: [UInt8] = []
      appendField(1, partial, to: &body)
      return response(status: 200, body)
    }
  }

  /// The request as a whole failed.
  func failure(status: UInt32, message: String, fields: [HTTPField] = []) -> HTTPResponse {
    let code = Self.statusCode(httpStatus: status)
    var body: [UInt8]
    switch encoding {
    case .json:
      body = Array("{\"code\":\(code),\"message\":".utf8)
      appendJSONString(message, to: &body)
      if status == 400 {
        body += Array(",\"details\":[{\"@type\":\"\(Self.badRequest)\",".utf8)
        body += Array("\"fieldViolations\":[{\"description\":".utf8)
        appendJSONString(message, to: &body)
        body += Array("}]}]".utf8)
      }
      body.append(UInt8(ascii: "}"))
    case .protobuf:
      body = [0x08, code]
      appendField(2, Array(message.utf8), to: &body)
      if status == 400 { appendField(3, Self.violation(message), to: &body) }
    }
    var answer = response(status: status, body)
    answer.fields = fields
    return answer
  }

  private static let badRequest = "type.googleapis.com/google.rpc.BadRequest"

  /// A `BadRequest` in an `Any`, in protobuf.
  private static func violation(_ message: String) -> [UInt8] {
    var (violation, violations, any): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
    appendField(2, Array(message.utf8), to: &violation)
    appendField(1, violation, to: &violations)
    appendField(1, Array(badRequest.utf8), to: &any)
    appendField(2, violations, to: &any)
    return any
  }

  private func response(status: UInt32, _ body: [UInt8]) -> HTTPResponse {
    HTTPResponse(status: status, contentType: encoding.contentType, body: body)
  }

  /// The gRPC code that goes with an HTTP status, as the reference Collector maps them.
  static func statusCode(httpStatus: UInt32) -> UInt8 {
    switch httpStatus {
    case 400, 413, 415: 3  // INVALID_ARGUMENT
    case 401: 16  // UNAUTHENTICATED
    case 403: 7  // PERMISSION_DENIED
    case 404, 405: 12  // UNIMPLEMENTED
    case 429: 8  // RESOURCE_EXHAUSTED
    case 502, 503, 504: 14  // UNAVAILABLE
    case 500: 13  // INTERNAL
    default: 2  // UNKNOWN
    }
  }
}

/// Appends a length-delimited protobuf field.
private func appendField(_ number: UInt8, _ bytes: [UInt8], to body: inout [UInt8]) {
  body.append(number << 3 | 2)
  appendVarint(UInt64(bytes.count), to: &body)
  body += bytes
}

private func appendVarint(_ value: UInt64, to body: inout [UInt8]) {
  var rest = value
  while rest > 0x7F {
    body.append(UInt8(truncatingIfNeeded: rest) | 0x80)
    rest >>= 7
  }
  body.append(UInt8(rest))
}

/// An answer that refuses a request: as `google.rpc.Status` to clients of OTLP, else as text.
func refusal(
  of request: HTTPRequest, status: UInt32, _ message: String, fields: [HTTPField] = []
) -> HTTPResponse {
  if request.isForLogsAPI {
    var answer = LogsFailure.answer(status: status, LogsFailure.exception(of: status), message)
    answer.fields = fields
    return answer
  }
  if let type = request.field("content-type"), let encoding = OTLPEncoding(contentType: type) {
    return OTLPAnswer(encoding: encoding).failure(
      status: status, message: message, fields: fields)
  }
  var answer = HTTPResponse.text(status: status, message)
  answer.fields = fields
  return answer
}
