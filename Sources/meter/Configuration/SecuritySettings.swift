internal import CostModel
internal import TelemetryIngest

/// Who may talk to the server, and how: everything of it can stand in the configuration file, and
/// every part is a flag as well.
///
/// For example, in `meter.json5`:
///
///     { tokens: "/etc/meter/tokens.json5",
///       issuer: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12",
///       audience: ["4f6o…"], claim_map: ["tenant=custom:clinic_id", "role:billing=finance"],
///       trusted_headers: ["tenant=X-Clinic-ID", "tier=X-Tier"],
///       tls_certificate: "/etc/meter/tls.pem", tls_key: "/etc/meter/tls.key",
///       cors_origins: ["https://dash.example.com"] }
struct SecuritySettings: Sendable {
  var tokens: String?
  /// A file or an address; nil with an issuer means that the issuer says where its keys are.
  var keys: String?
  var issuer: String?
  var audiences: [String] = []
  var claimMap: [String] = []
  var trustedHeaders: [String] = []
  var certificate: String?
  var key: String?
  var clientAuthority: String?
  var origins: [String] = []

  static let options: [OptionDeclaration] = [
    .option("tokens", "FILE", "bearer tokens, as 'meter token create' makes them"),
    .option("jwks", "FILE|URL", "keys that verify JWTs (else those that --issuer names)"),
    .option("issuer", "URL", "who issues JWTs: their 'iss' must be this"),
    .option("audience", "NAME", "whom JWTs are for: their 'aud' must hold it", repeats: true),
    .option(
      "claim-map", "SETTING", "tenant=CLAIM, tier=CLAIM, status=CLAIM … or role:VALUE=ROLE",
      repeats: true),
    .option(
      "trusted-header", "SETTING", "tenant=HEADER or tier=HEADER, believed of ingest credentials",
      repeats: true),
    .option("tls-certificate", "FILE", "serve HTTPS with this certificate and chain (PEM)"),
    .option("tls-key", "FILE", "the certificate's key (PEM)"),
    .option("client-ca", "FILE", "demand client certificates that these authorities have signed"),
    .option("cors-origin", "ORIGIN", "let web pages of this origin ask", repeats: true),
  ]

  /// Takes over what the configuration file says.
  mutating func read(_ fields: inout JSON5Fields, list: inout DiagnosticList) {
    tokens = fields.string("tokens", list: &list)
    keys = fields.string("jwks", list: &list)
    issuer = fields.string("issuer", list: &list)
    audiences = fields.strings("audience", list: &list)
    claimMap = fields.strings("claim_map", list: &list)
    trustedHeaders = fields.strings("trusted_headers", list: &list)
    certificate = fields.string("tls_certificate", list: &list)
    key = fields.string("tls_key", list: &list)
    clientAuthority = fields.string("client_ca", list: &list)
    origins = fields.strings("cors_origins", list: &list)
  }

  /// Takes over what flags say; lists are added to, all else is replaced.
  mutating func read(_ arguments: ParsedArguments) {
    tokens = arguments.value("tokens") ?? tokens
    keys = arguments.value("jwks") ?? keys
    issuer = arguments.value("issuer") ?? issuer
    audiences += arguments.values("audience")
    claimMap += arguments.values("claim-map")
    trustedHeaders += arguments.values("trusted-header")
    certificate = arguments.value("tls-certificate") ?? certificate
    key = arguments.value("tls-key") ?? key
    clientAuthority = arguments.value("client-ca") ?? clientAuthority
    origins += arguments.values("cors-origin")
  }

  /// Whether anybody has to say who they are.
  var asksWho: Bool { tokens != nil || keys != nil || issuer != nil }

  /// The authorizer of these settings; one that lets everybody in where none are given.
  func authorizer(log: ServerLog, path: String) throws -> Authorizer {
    var settings = AuthorizerSettings()
    settings.tokensPath = tokens
    settings.needsClientCertificate = clientAuthority != nil
    do {
      settings.jwt = try jwt()
      for setting in trustedHeaders { try settings.trustedHeaders.add(setting) }
    } catch let error as CredentialError {
      throw UsageError(error.description, path: path)
    }
    guard asksWho else {
      if !trustedHeaders.isEmpty || clientAuthority != nil {
        throw UsageError(
          "trusted headers and client certificates need credentials besides",
          hint: "give --tokens FILE or --issuer URL", path: path)
      }
      return Authorizer()
    }
    return try Authorizer(
      settings, nowNanoseconds: { Clock.nowNanoseconds() },
      report: { log.write($0) },
      warn: { log.write("credentials", [("warning", $0)], level: .warn) })
  }

  private func jwt() throws -> JWTSettings? {
    if keys == nil && issuer == nil { return nil }
    guard let issuer, !audiences.isEmpty else {
      throw CredentialError(
        "JWTs need --issuer and --audience: otherwise tokens made for others would open this "
          + "server")
    }
    var settings = JWTSettings(
      issuer: issuer, audiences: audiences,
      keys: keys.map { KeySource($0) } ?? .issuer(issuer))
    for setting in claimMap { try settings.claims.add(setting) }
    return settings
  }

  /// The origins of web pages that may ask.
  func crossOrigin(path: String) throws -> CrossOrigin {
    CrossOrigin(
      origins: Set(
        try origins.map { text in
          guard let origin = CrossOrigin.origin(text) else {
            throw UsageError(
              "'\(text)' is no origin", hint: "expected https://HOST, without a path; never *",
              path: path)
          }
          return origin
        }))
  }

  /// Certificate and key; nil for plain HTTP.
  func tls(path: String) throws -> TLSIdentity? {
    if certificate == nil && key == nil && clientAuthority == nil { return nil }
    guard let certificate, let key else {
      throw UsageError(
        "TLS needs a certificate and its key", hint: "give --tls-certificate and --tls-key",
        path: path)
    }
    return try TLSIdentity(
      certificatePath: certificate, keyPath: key, clientAuthorityPath: clientAuthority)
  }
}

extension ServerLog {
  /// Writes a line about somebody who was not let in: never what they presented.
  func write(_ attempt: RefusedAttempt) {
    var fields = [
      ("address", attempt.address), ("endpoint", attempt.endpoint.rawValue),
      ("reason", attempt.reason),
    ]
    if let credential = attempt.credential { fields.append(("credential", credential)) }
    if attempt.isLimit { fields.append(("note", "further failures are not logged for a while")) }
    write("authentication failed", fields, level: .warn)
  }
}
