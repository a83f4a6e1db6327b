/// Why a signature is not believed. Nothing of it is secret: the sender is told.
enum SigV4Error: Error, Hashable, Sendable {
  /// Parts of the Authorization field that are missing.
  case incomplete(missing: [String])
  /// What the Authorization field is or has.
  case malformed(String)
  /// A field that must be signed is not among the signed ones.
  case unsigned(field: String)
  /// There is no X-Amz-Date, or it is no time of the form `20261121T083000Z`.
  case undated
  /// The scope's day is not that of the request.
  case otherDay
  /// The key was derived for another service.
  case otherService(String)
  /// The request was signed too long ago, or too far ahead of this machine's clock.
  case expired(signed: String, limit: String)
  case notYetCurrent(signed: String, limit: String)
  /// The body is not the one that X-Amz-Content-Sha256 states.
  case otherBody
  case mismatch

  /// The exception of AWS, by which SDKs know it.
  var exception: String {
    switch self {
    case .incomplete, .malformed, .unsigned, .undated: "IncompleteSignatureException"
    case .otherDay, .otherService, .expired, .notYetCurrent, .otherBody, .mismatch:
      "InvalidSignatureException"
    }
  }

  /// What the sender is told.
  var message: String {
    switch self {
    case .incomplete(let missing):
      missing.map { "Authorization header requires '\($0)' parameter." }.joined(separator: " ")
    case .malformed(let what): "The Authorization header \(what)."
    case .unsigned(let field): "'\(field)' must be a signed header."
    case .undated:
      "Authorization header requires existence of a 'X-Amz-Date' header of the form "
        + "20261121T083000Z."
    case .otherDay: "The date in the Credential scope is not that of X-Amz-Date."
    case .otherService(let service):
      "The Credential is scoped to the service '\(service.prefix(40))'; it should be 'logs'."
    case .expired(let signed, let limit):
      "Signature expired: \(signed) is now earlier than \(limit)."
    case .notYetCurrent(let signed, let limit):
      "Signature not yet current: \(signed) is still later than \(limit)."
    case .otherBody: "The body does not have the digest that X-Amz-Content-Sha256 states."
    case .mismatch:
      "The request signature we calculated does not match the signature you provided. Check your "
        + "secret access key and signing method."
    }
  }
}
