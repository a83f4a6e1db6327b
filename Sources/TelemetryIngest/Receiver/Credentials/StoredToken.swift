internal import CostModel

/// A token as the token file keeps it: a bearer token's digest, or an access key with its secret.
public struct StoredToken: Hashable, Sendable {
  /// By what its owner is recognised.
  public enum Proof: Hashable, Sendable {
    /// SHA-256 of a bearer token's text, in lower-case hexadecimal. Tokens are 256 random bits, so
    /// a plain digest cannot be reversed by guessing.
    case digest(String)
    /// The secret of an access key, as it is: whoever checks a signature must be able to make it.
    case secret(String)
  }

  /// What the token is called in listings and logs; not secret. Requests name access keys by it.
  public var id: String
  public var proof: Proof
  public var role: Role
  public var tenant: String?
  public var tier: String?
  /// How many requests it opens the door to in a minute; nil for any number.
  public var requestsPerMinute: Int64?
  /// What the token is for, in the words of whoever made it.
  public var note: String?
  /// Nanoseconds since 1970 UTC.
  public var created: Int64
  /// Nil for a token that holds until it is revoked.
  public var expires: Int64?
  /// When the token was revoked; nil while it holds.
  public var revoked: Int64?

  public init(id: String, proof: Proof, role: Role, created: Int64) {
    self.id = id
    self.proof = proof
    self.role = role
    self.created = created
  }

  /// Whether the token opens anything at an instant.
  public func isValid(at nanoseconds: Int64) -> Bool {
    revoked == nil && expires.map { nanoseconds < $0 } ?? true
  }

  /// Who presents the token.
  public var credential: Credential {
    var credential = Credential(
      name: "\(kindName) \(id)", role: role, tenant: tenant, tier: tier)
    credential.requestsPerMinute = requestsPerMinute
    return credential
  }

  /// Whether requests are signed with it, instead of holding it.
  public var isAccessKey: Bool { if case .secret = proof { true } else { false } }

  /// What it is, for people.
  public var kindName: String { isAccessKey ? "access key" : "token" }

  /// Makes a token: what is kept, and the text that its owner is shown once.
  public static func make(role: Role, createdAt nanoseconds: Int64) -> (
    token: StoredToken, secret: String
  ) {
    let secret = secretPrefix + Base64URL.encode(SecretBytes.random(32))
    let id = hexadecimal(SecretBytes.random(4))
    return (
      StoredToken(id: id, proof: .digest(digest(of: secret)), role: role, created: nanoseconds),
      secret
    )
  }

  /// Makes an access key in the form that tools for AWS expect: an id of 20 letters and digits, and
  /// a secret of 40 characters.
  public static func makeAccessKey(role: Role, createdAt nanoseconds: Int64) -> (
    token: StoredToken, secret: String
  ) {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    let random = SecretBytes.random(20 - accessKeyPrefix.utf8.count)
    let id =
      accessKeyPrefix
      + String(decoding: random.map { letters[Int($0 & 31)] }, as: UTF8.self)
    let secret = Base64URL.encode(SecretBytes.random(30))
    return (
      StoredToken(id: id, proof: .secret(secret), role: role, created: nanoseconds), secret
    )
  }

  /// Tells access keys of this program from those of AWS, for people and for scanners.
  static let accessKeyPrefix = "AKIAMETER"

  /// So that scanners for leaked secrets recognise a token.
  static let secretPrefix = "meter_"

  static func digest(of secret: String) -> String {
    sha256Hex(Array(secret.utf8))
  }
}
