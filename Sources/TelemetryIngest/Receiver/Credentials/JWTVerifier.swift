internal import CostModel
internal import Synchronization

/// What JWTs must say to be believed.
public struct JWTSettings: Sendable {
  /// `iss` must be exactly this.
  public var issuer: String
  /// `aud` must contain one of these; where it is absent, `client_id` must be one.
  public var audiences: [String]
  public var keys: KeySource
  public var claims = ClaimMap()
  /// How far the clocks of issuer and server may differ.
  public var leewaySeconds: Int64 = 60

  public init(issuer: String, audiences: [String], keys: KeySource) {
    self.issuer = issuer
    self.audiences = audiences
    self.keys = keys
  }
}

/// Verifies JWTs, and remembers which it has verified until they expire.
final class JWTVerifier: Sendable {
  enum Outcome: Sendable {
    case verified(Credential)
    case refused(JWTError)
    /// The keys are being fetched: it cannot be said yet.
    case pending
  }

  private struct Known: Sendable {
    var credential: Credential
    var expires: Int64
  }

  private struct Memory: Sendable {
    var known: [[UInt8]: Known] = [:]
    var generation = 0
  }

  private let settings: JWTSettings
  private let keys: KeyStore
  private let nowNanoseconds: @Sendable () -> Int64
  private let memory = Mutex(Memory())
  /// Clients send the same token for minutes; a signature takes 50 to 200 µs, a digest 1.
  private static let knownMax = 4096

  init(
    _ settings: JWTSettings, keys: KeyStore, nowNanoseconds: @escaping @Sendable () -> Int64
  ) {
    self.settings = settings
    self.keys = keys
    self.nowNanoseconds = nowNanoseconds
  }

  /// Whose a token is.
  ///
  /// - Parameter knownOnly: whether only tokens verified before are looked at: for addresses that
  ///   have failed too often.
  func verify(_ text: String, knownOnly: Bool = false) -> Outcome {
    guard text.utf8.count <= JWT.bytesMax else { return .refused(.malformed) }
    let digest = sha256(Array(text.utf8))
    let now = nowNanoseconds() / 1_000_000_000
    let generation = keys.generation
    let known = memory.withLock { memory -> Known? in
      if memory.generation != generation { memory = Memory(generation: generation) }
      return memory.known[digest]
    }
    if let known {
      return now < known.expires &+ settings.leewaySeconds
        ? .verified(known.credential) : .refused(.expired)
    }
    if knownOnly { return .refused(.wrongSignature) }
    do throws(JWTError) {
      let token = try JWT(parsing: text)
      guard try isSigned(token) else { return .pending }
      let expires = try checkTimes(token.claims, now: now)
      try checkAudience(token.claims)
      let credential = try settings.claims.credential(token.claims)
      memory.withLock { memory in
        guard memory.generation == generation else { return }
        if memory.known.count >= Self.knownMax { memory.known = [:] }
        memory.known[digest] = Known(credential: credential, expires: expires)
      }
      return .verified(credential)
    } catch {
      return .refused(error)
    }
  }

  /// Checks the signature; false where the key may be among those being fetched.
  private func isSigned(_ token: JWT) throws(JWTError) -> Bool {
    guard let algorithm = JWTAlgorithm(rawValue: token.algorithm) else {
      throw .algorithmNotAccepted
    }
    let candidates: [VerificationKey]
    switch keys.keys(id: token.keyID) {
    case .found(let keys): candidates = keys
    case .pending: return false
    case .unknown: throw .unknownKey
    }
    let fitting = candidates.filter { $0.algorithm == algorithm }
    if fitting.isEmpty { throw .wrongAlgorithm }
    guard fitting.contains(where: { $0.verifies(token.signed, signature: token.signature) }) else {
      throw .wrongSignature
    }
    return true
  }

  /// Checks the times, and returns when the token expires.
  private func checkTimes(_ claims: JSON5Value, now: Int64) throws(JWTError) -> Int64 {
    guard let expires = claims["exp"]?.numericDate, abs(expires / 2) < Int64.max / 4 else {
      throw .noExpiry
    }
    if now >= expires &+ settings.leewaySeconds { throw .expired }
    for name in ["nbf", "iat"] {
      guard let value = claims[name] else { continue }
      guard let time = value.numericDate else { throw .malformed }
      if time > now + settings.leewaySeconds { throw .notYetValid }
    }
    return expires
  }

  private func checkAudience(_ claims: JSON5Value) throws(JWTError) {
    guard claims["iss"]?.string == settings.issuer else { throw .wrongIssuer }
    // Access tokens of Cognito have no audience, but name the client that they were issued to.
    let audience = claims["aud"] ?? claims["client_id"]
    guard let audience, audience.texts.contains(where: settings.audiences.contains) else {
      throw .wrongAudience
    }
  }
}
