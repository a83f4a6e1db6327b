/// The signature algorithms that are accepted; `none` and all others are refused.
public enum JWTAlgorithm: String, CaseIterable, Sendable {
  /// RSA with PKCS #1 v1.5 padding and SHA-256.
  case rs256 = "RS256"
  /// RSA with PSS padding and SHA-256.
  case ps256 = "PS256"
  /// ECDSA on P-256 with SHA-256.
  case es256 = "ES256"
  /// Ed25519.
  case edDSA = "EdDSA"
  /// HMAC with SHA-256: whoever verifies could also sign, so its keys come from files only.
  case hs256 = "HS256"
}
