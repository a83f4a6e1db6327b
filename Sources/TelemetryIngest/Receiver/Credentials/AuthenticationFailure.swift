/// Why a request's sender is not known. Raw texts are for logs.
enum AuthenticationFailure: Error, Hashable, Sendable {
  /// There is no Authorization field.
  case missing
  /// It is there twice, or is not `Bearer TOKEN`.
  case malformed
  case unknownToken
  case expiredToken(id: String)
  case revokedToken(id: String)
  case jwt(JWTError)
  /// A signature is not believed; the id names the access key where it is known.
  case signature(SigV4Error, id: String?)
  /// No certificate that the configured authority has signed.
  case noClientCertificate
  /// The issuer's keys are being fetched.
  case keysPending

  /// The reason in the log; never a secret.
  var reason: String {
    switch self {
    case .missing: "missing"
    case .malformed: "malformed"
    case .unknownToken: "unknown_token"
    case .expiredToken: "expired_token"
    case .revokedToken: "revoked_token"
    case .jwt(let error): "jwt_\(error.rawValue)"
    case .signature(.mismatch, _): "wrong_signature"
    case .signature(.expired, _), .signature(.notYetCurrent, _): "skewed_signature"
    case .signature: "unfit_signature"
    case .noClientCertificate: "no_client_certificate"
    case .keysPending: "keys_pending"
    }
  }

  /// The exception of AWS, by which SDKs know it.
  var exception: String {
    switch self {
    case .missing, .noClientCertificate: "MissingAuthenticationTokenException"
    case .malformed: "IncompleteSignatureException"
    case .unknownToken, .revokedToken, .jwt: "UnrecognizedClientException"
    case .expiredToken: "ExpiredTokenException"
    case .signature(let error, _): error.exception
    case .keysPending: "ServiceUnavailableException"
    }
  }

  /// What the sender is told.
  var message: String {
    switch self {
    case .missing: "a credential is needed: send 'Authorization: Bearer TOKEN'"
    case .malformed: "the Authorization field is not 'Bearer TOKEN'"
    case .unknownToken: "the credential is not valid"
    case .expiredToken, .jwt(.expired): "the credential has expired"
    case .revokedToken: "the credential has been revoked"
    case .jwt(.notYetValid): "the credential is not valid yet"
    case .jwt(.inactive): "the credential's tenant is not active"
    case .jwt: "the credential is not valid"
    case .signature(let error, _): error.message
    case .noClientCertificate: "a client certificate is needed"
    case .keysPending: "the keys for this credential are being fetched; try again"
    }
  }
}

/// A failed attempt to get in, for the log.
public struct RefusedAttempt: Hashable, Sendable {
  public var address: String
  public var endpoint: Endpoint
  /// A word, such as `expired_token`.
  public var reason: String
  /// The credential's name where it is known; never a secret.
  public var credential: String?
  /// Whether this address' further attempts will not be logged for a while.
  public var isLimit = false
}
