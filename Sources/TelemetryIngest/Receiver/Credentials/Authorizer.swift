internal import CostModel
internal import Synchronization

/// How senders prove who they are.
public struct AuthorizerSettings: Sendable {
  /// The token file; nil if there is none.
  public var tokensPath: String?
  public var jwt: JWTSettings?
  public var trustedHeaders = TrustedHeaders()
  /// Whether every connection must also bring a certificate of the configured authority.
  public var needsClientCertificate = false

  public init() {}
}

/// Decides who may do what: the one place where requests are let in.
///
/// For example, the server does this for every route before it reads the body:
///
///     switch authorizer.authorize(request, for: route.endpoint) {
///     case .allow(let access): request.access = access
///     case .refuse(let response): return response
///     }
public final class Authorizer: Sendable {
  /// Whether anybody has to say who they are.
  public let isEnabled: Bool
  private let settings: AuthorizerSettings
  private let tokens = Mutex<[HeldToken]>([])
  private let accessKeys = Mutex<[String: StoredToken]>([:])
  private let keys: KeyStore?
  private let verifier: JWTVerifier?
  private let failures = RateLimiter()
  private let requests = RateLimiter()
  private let nowNanoseconds: @Sendable () -> Int64
  private let report: @Sendable (RefusedAttempt) -> Void

  /// A token with its digest as bytes.
  private struct HeldToken: Sendable {
    var digest: [UInt8]
    var token: StoredToken
  }

  /// Who asks, and the signature that has yet to show it.
  private struct Sender {
    var credential: Credential
    var signature: (authorization: SigV4Authorization, time: String, secret: String)?
  }

  /// Lets everybody do everything: for a server that only this machine can reach.
  public init() {
    isEnabled = false
    settings = AuthorizerSettings()
    keys = nil
    verifier = nil
    nowNanoseconds = { 0 }
    report = { _ in }
  }

  /// Lets in only who is known.
  ///
  /// - Parameters:
  ///   - nowNanoseconds: nanoseconds since 1970 UTC.
  ///   - report: takes failed attempts, for the log.
  ///   - warn: takes sentences about keys that could not be fetched.
  /// - Throws: `CredentialError` or diagnostics if a file cannot be used.
  public convenience init(
    _ settings: AuthorizerSettings, nowNanoseconds: @escaping @Sendable () -> Int64,
    report: @escaping @Sendable (RefusedAttempt) -> Void,
    warn: @escaping @Sendable (String) -> Void
  ) throws {
    try self.init(
      settings, nowNanoseconds: nowNanoseconds, report: report, warn: warn,
      fetch: { try KeyFetch.get($0) })
  }

  init(
    _ settings: AuthorizerSettings, nowNanoseconds: @escaping @Sendable () -> Int64,
    report: @escaping @Sendable (RefusedAttempt) -> Void = { _ in },
    warn: @escaping @Sendable (String) -> Void = { _ in }, fetch: @escaping KeyStore.Fetch
  ) throws {
    isEnabled = true
    self.settings = settings
    self.nowNanoseconds = nowNanoseconds
    self.report = report
    let keys = settings.jwt.map {
      KeyStore($0.keys, fetch: fetch, nowNanoseconds: nowNanoseconds, report: warn)
    }
    self.keys = keys
    verifier = settings.jwt.flatMap { jwt in
      keys.map { JWTVerifier(jwt, keys: $0, nowNanoseconds: nowNanoseconds) }
    }
    if let path = settings.tokensPath { hold(try TokenFile(path: path)) }
    do {
      try keys?.load()
    } catch {
      // A file that cannot be used is a mistake to correct now; an issuer may come back.
      if settings.jwt?.keys.path != nil { throw error }
      warn("no keys for JWTs yet: \(error)")
    }
  }

  /// Decides from a request's head; its body need not have arrived.
  public func authorize(_ request: HTTPRequest, for endpoint: Endpoint) -> Decision {
    if !isEnabled { return .allow(.open) }
    if endpoint.isPublic {
      return .allow(Access(credential: nil, scope: Scope(.tenant(""), showsMoney: false)))
    }
    let sender: Sender
    do throws(AuthenticationFailure) {
      sender = try authenticate(request)
    } catch {
      return .refuse(answer(to: error, request, endpoint))
    }
    let credential = sender.credential
    guard credential.allows(endpoint) else {
      let role = credential.role.map { "the role \($0.rawValue)" } ?? "a credential without a role"
      return .refuse(
        refusal(
          of: request, status: 403, "\(role) may not do this",
          fields: [
            HTTPField("WWW-Authenticate", "Bearer realm=\"meter\", error=\"insufficient_scope\"")
          ]))
    }
    var access = Access(credential: credential, scope: credential.scope)
    if endpoint.isIngest {
      guard let identity = identity(credential, request) else {
        return .refuse(
          refusal(of: request, status: 400, "a trusted tenant header is no name, or stands twice"))
      }
      access.identity = identity
    }
    guard let signature = sender.signature else { return admit(access, request) }
    return .allowSigned(
      SigV4Claim(
        authorization: signature.authorization, time: signature.time, secret: signature.secret,
        access: access))
  }

  /// Decides about a signed request whose body has arrived.
  public func verify(
    _ claim: SigV4Claim, of request: HTTPRequest, for endpoint: Endpoint
  ) -> Decision {
    do throws(SigV4Error) {
      try claim.verify(request)
      return admit(claim.access, request)
    } catch {
      let failure = AuthenticationFailure.signature(error, id: claim.authorization.accessKey)
      return .refuse(answer(to: failure, request, endpoint))
    }
  }

  /// Reads tokens and keys anew; what is broken keeps its old state, and is named in the result.
  public func reload() -> [String] {
    var faults: [String] = []
    do {
      if let path = settings.tokensPath { hold(try TokenFile(path: path)) }
    } catch {
      faults.append("the tokens stay as they were: \(error)")
    }
    do {
      try keys?.load()
    } catch {
      faults.append("the keys for JWTs stay as they were: \(error)")
    }
    return faults
  }

  /// Whether every connection must bring a certificate.
  var needsClientCertificate: Bool { settings.needsClientCertificate }

  /// The files to watch for changes.
  public var paths: [String] {
    [settings.tokensPath, settings.jwt?.keys.path].compactMap { $0 }
  }

  /// Counts a failed attempt, and logs it unless its address has failed too often already.
  func note(
    _ failure: AuthenticationFailure, _ request: HTTPRequest, _ endpoint: Endpoint
  ) -> RateLimiter.Verdict {
    let verdict = failures.note(
      RateLimiter.key(request.peer), .failures, now: nowNanoseconds())
    var attempt = RefusedAttempt(
      address: request.peer, endpoint: endpoint, reason: failure.reason)
    if case .expiredToken(let id) = failure { attempt.credential = "token \(id)" }
    if case .revokedToken(let id) = failure { attempt.credential = "token \(id)" }
    if case .signature(_, let id?) = failure { attempt.credential = "access key \(id)" }
    switch verdict {
    case .counted: report(attempt)
    case .limited(_, let isFirst):
      attempt.isLimit = true
      if isFirst { report(attempt) }
    }
    return verdict
  }

  private func hold(_ file: TokenFile) {
    let held = file.tokens.compactMap { token -> HeldToken? in
      guard case .digest(let digest) = token.proof else { return nil }
      return HeldToken(digest: Array(digest.utf8), token: token)
    }
    tokens.withLock { $0 = held }
    let keys = file.tokens.filter(\.isAccessKey).map { ($0.id, $0) }
    accessKeys.withLock { $0 = Dictionary(keys, uniquingKeysWith: { first, _ in first }) }
  }

  // MARK: - Who asks

  private func authenticate(_ request: HTTPRequest) throws(AuthenticationFailure) -> Sender {
    if settings.needsClientCertificate && !request.hasClientCertificate {
      throw .noClientCertificate
    }
    let lines = request.fields.filter { $0.name == "authorization" }
    guard let line = lines.first else { throw .missing }
    if request.isForLogsAPI && lines.count == 1 && SigV4Authorization.claims(line.value) {
      return try signer(of: request, line.value)
    }
    let words = line.value.split(separator: " ", omittingEmptySubsequences: true)
    guard lines.count == 1, words.count == 2, words[0].lowercased() == "bearer" else {
      throw .malformed
    }
    let secret = String(words[1])
    if secret.hasPrefix(StoredToken.secretPrefix) {
      return Sender(credential: try credential(ofToken: secret))
    }
    guard let verifier else { throw .unknownToken }
    let isLimited = failures.isLimited(
      RateLimiter.key(request.peer), .failures, now: nowNanoseconds())
    switch verifier.verify(secret, knownOnly: isLimited) {
    case .verified(let credential): return Sender(credential: credential)
    case .refused(let error): throw .jwt(error)
    case .pending: throw .keysPending
    }
  }

  /// Who has signed a request, if its signature turns out to be right.
  private func signer(
    of request: HTTPRequest, _ line: String
  ) throws(AuthenticationFailure) -> Sender {
    let now = nowNanoseconds()
    let authorization: SigV4Authorization
    let time: String
    do throws(SigV4Error) {
      authorization = try SigV4Authorization(parsing: line)
      time = try SigV4Claim.check(authorization, of: request, nowNanoseconds: now)
    } catch {
      throw .signature(error, id: nil)
    }
    let key = accessKeys.withLock { $0[authorization.accessKey] }
    guard let key, case .secret(let secret) = key.proof else { throw .unknownToken }
    if key.revoked != nil { throw .revokedToken(id: key.id) }
    guard key.isValid(at: now) else { throw .expiredToken(id: key.id) }
    return Sender(credential: key.credential, signature: (authorization, time, secret))
  }

  /// Compares with every token, so that the time says nothing about which one was near.
  private func credential(ofToken secret: String) throws(AuthenticationFailure) -> Credential {
    if secret.utf8.count > 256 { throw .unknownToken }
    let digest = Array(StoredToken.digest(of: secret).utf8)
    let held = tokens.withLock { $0 }
    var found: StoredToken?
    for candidate in held where SecretBytes.areEqual(candidate.digest, digest) {
      found = candidate.token
    }
    guard let found else { throw .unknownToken }
    if found.revoked != nil { throw .revokedToken(id: found.id) }
    guard found.isValid(at: nowNanoseconds()) else { throw .expiredToken(id: found.id) }
    return found.credential
  }

  /// Lets in who has shown who they are, unless that credential's own limit is reached.
  private func admit(_ access: Access, _ request: HTTPRequest) -> Decision {
    guard let credential = access.credential, let count = credential.requestsPerMinute,
      case .limited(let seconds, _) = requests.note(
        credential.name, .perMinute(count), now: nowNanoseconds())
    else { return .allow(access) }
    return .refuse(
      refusal(
        of: request, status: 429, "this credential may send \(count) requests a minute",
        fields: [HTTPField("Retry-After", "\(seconds)")]))
  }

  private func identity(_ credential: Credential, _ request: HTTPRequest) -> IngestIdentity? {
    if credential.tenant == nil {
      guard let trusted = settings.trustedHeaders.identity(request) else { return nil }
      if trusted.tenant != nil { return trusted }
      if !trusted.isEmpty && credential.tier == nil { return trusted }
    }
    var identity = IngestIdentity()
    (identity.tenant, identity.tier) = (credential.tenant, credential.tier)
    identity.user = credential.user
    return identity
  }
}
