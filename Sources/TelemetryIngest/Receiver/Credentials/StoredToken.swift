/// A bearer token as the token file keeps it: its digest, never itself.
public struct StoredToken: Hashable, Sendable {
  /// What the token is called in listings and logs; not secret.
  public var id: String
  /// SHA-256 of the token's text, in lower-case hexadecimal. Tokens are 256 random bits, so a plain
  /// digest cannot be reversed by guessing.
  public var sha256: String
  public var role: Role
  public var tenant: String?
  public var tier: String?
  /// What the token is for, in the words of whoever made it.
  public var note: String?
  /// Nanoseconds since 1970 UTC.
  public var created: Int64
  /// Nil for a token that holds until it is revoked.
  public var expires: Int64?
  /// When the token was revoked; nil while it holds.
  public var revoked: Int64?

  public init(id: String, sha256: String, role: Role, created: Int64) {
    self.id = id
    self.sha256 = sha256
    self.role = role
    self.created = created
  }

  /// Whether the token opens anything at an instant.
  public func isValid(at nanoseconds: Int64) -> Bool {
    revoked == nil && expires.map { nanoseconds < $0 } ?? true
  }

  /// Who presents the token.
  public var credential: Credential {
    Credential(name: "token \(id)", role: role, tenant: tenant, tier: tier)
  }

  /// Makes a token: what is kept, and the text that its owner is shown once.
  public static func make(role: Role, createdAt nanoseconds: Int64) -> (
    token: StoredToken, secret: String
  ) {
    let secret = secretPrefix + Base64URL.encode(SecretBytes.random(32))
    let id = hexadecimal(SecretBytes.random(4))
    return (
      StoredToken(id: id, sha256: digest(of: secret), role: role, created: nanoseconds), secret
    )
  }

  /// So that scanners for leaked secrets recognise a token.
  static let secretPrefix = "meter_"

  static func digest(of secret: String) -> String {
    hexadecimal(SecretBytes.sha256(Array(secret.utf8)))
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
  }
}
