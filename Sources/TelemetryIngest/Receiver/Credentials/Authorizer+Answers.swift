extension Authorizer {
  /// The answer to who could not be authenticated. Failures are counted by address and logged;
  /// a request without any credential is no attempt.
  func answer(
    to failure: AuthenticationFailure, _ request: HTTPRequest, _ endpoint: Endpoint
  ) -> HTTPResponse {
    switch failure {
    case .missing, .noClientCertificate:
      return unauthenticated(request, failure, detail: "")
    case .keysPending:
      return refusal(
        of: request, status: 503, failure.message, fields: [HTTPField("Retry-After", "1")])
    case .malformed, .unknownToken, .expiredToken, .revokedToken, .jwt, .signature: break
    }
    switch note(failure, request, endpoint) {
    case .counted:
      return unauthenticated(request, failure, detail: ", error=\"invalid_token\"")
    case .limited(let seconds, _):
      return refusal(
        of: request, status: 429, "too many failed attempts from this address",
        fields: [HTTPField("Retry-After", "\(seconds)")])
    }
  }

  private func unauthenticated(
    _ request: HTTPRequest, _ failure: AuthenticationFailure, detail: String
  ) -> HTTPResponse {
    if request.isForLogsAPI {
      return LogsFailure.answer(status: 400, failure.exception, failure.message)
    }
    return refusal(
      of: request, status: 401, failure.message,
      fields: [HTTPField("WWW-Authenticate", "Bearer realm=\"meter\"\(detail)")])
  }
}
