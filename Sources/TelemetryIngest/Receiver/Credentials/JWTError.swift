/// Why a JWT was refused. Raw values are written to the log; answers say less.
public enum JWTError: String, Error, Hashable, Sendable {
  /// Not three parts of base64url with JSON objects in the first two, or too long.
  case malformed
  /// `alg` is `none` or another that is not accepted.
  case algorithmNotAccepted = "algorithm_not_accepted"
  /// The header demands extensions (`crit`).
  case criticalExtension = "critical_extension"
  /// No key of that id.
  case unknownKey = "unknown_key"
  /// The key is for another algorithm than the header says.
  case wrongAlgorithm = "wrong_algorithm"
  case wrongSignature = "wrong_signature"
  case wrongIssuer = "wrong_issuer"
  case wrongAudience = "wrong_audience"
  /// There is no `exp`, or a time that is no number.
  case noExpiry = "no_expiry"
  case expired
  /// `nbf` or `iat` lies in the future.
  case notYetValid = "not_yet_valid"
  /// The status claim says that the tenant or user is not active.
  case inactive
}
