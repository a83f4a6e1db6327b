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
    case .noClientCertificate: "no_client_certificate"
    case .keysPending: "keys_pending"
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
