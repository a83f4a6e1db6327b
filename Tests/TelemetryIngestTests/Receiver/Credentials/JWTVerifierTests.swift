import CostModel
import Testing

@testable import TelemetryIngest

/// What a JWT must say and be signed with, one row a rule.
@Suite struct JWTVerifierTests {
  static let issuer = "https://issuer.example"
  static let now: Int64 = 1_750_000_000
  static let secret = Array("0123456789abcdef0123456789abcdef".utf8)

  private func verifier(
    keys: String = JWTFixtures.keys, now: Int64 = Self.now
  ) throws -> JWTVerifier {
    let store = KeyStore(
      .address("https://keys.example"), fetch: { _ in [] },
      nowNanoseconds: { now * 1_000_000_000 }, report: { _ in })
    let set = try JSONWebKeySet(json: Array(keys.utf8), name: "keys", allowsSecrets: true)
    store.hold(set.keys)
    let settings = JWTSettings(
      issuer: Self.issuer, audiences: ["meter"], keys: .address("https://keys.example"))
    return JWTVerifier(settings, keys: store, nowNanoseconds: { now * 1_000_000_000 })
  }

  /// A token signed with a secret.
  private func token(
    header: String = #"{"alg":"HS256","kid":"secret"}"#, _ claims: String,
    secret: [UInt8] = Self.secret
  ) -> String {
    let signed = Base64URL.encode(header.utf8) + "." + Base64URL.encode(claims.utf8)
    let code = SecretBytes.hmacSHA256(key: secret, Array(signed.utf8))
    return signed + "." + Base64URL.encode(code)
  }

  private func error(_ outcome: JWTVerifier.Outcome) -> JWTError? {
    if case .refused(let error) = outcome { error } else { nil }
  }

  @Test(
    arguments: [
      JWTFixtures.rs256, JWTFixtures.ps256, JWTFixtures.es256, JWTFixtures.edDSA,
    ])
  func acceptsEveryAlgorithm(token: String) throws {
    let verifier = try verifier()
    // The second time from memory.
    for _ in 0..<2 {
      guard case .verified(let credential) = verifier.verify(token) else {
        Issue.record("\(verifier.verify(token))")
        return
      }
      #expect(credential.tenant == "hospital-a")
      #expect(credential.tier == "premium")
      #expect(credential.role == .tenant)
      #expect(credential.name == "jwt https://issuer.example u-1")
    }
    for index in [token.utf8.count - 3, token.utf8.count / 2, 40] {
      var bytes = Array(token.utf8)
      bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      #expect(error(verifier.verify(String(decoding: bytes, as: UTF8.self))) != nil)
    }
  }

  static let base = #""iss":"https://issuer.example","aud":"meter","exp":1750000100"#
  static let rows: [(claims: String, error: JWTError?)] = [
    ("{\(base)}", nil),
    (#"{"iss":"https://issuer.example","aud":["x","meter"],"exp":1750000100}"#, nil),
    (#"{"iss":"https://issuer.example","client_id":"meter","exp":1750000100}"#, nil),
    (#"{"iss":"https://issuer.example","aud":"x","client_id":"meter","exp":1750000100}"#,
      .wrongAudience),
    (#"{"iss":"https://issuer.example","exp":1750000100}"#, .wrongAudience),
    (#"{"iss":"https://issuer.example","aud":"meter2","exp":1750000100}"#, .wrongAudience),
    (#"{"iss":"https://issuer.example/","aud":"meter","exp":1750000100}"#, .wrongIssuer),
    (#"{"aud":"meter","exp":1750000100}"#, .wrongIssuer),
    (#"{"iss":"https://issuer.example","aud":"meter"}"#, .noExpiry),
    (#"{"iss":"https://issuer.example","aud":"meter","exp":"1750000100"}"#, .noExpiry),
    (#"{"iss":"https://issuer.example","aud":"meter","exp":1e400}"#, .noExpiry),
    (#"{"iss":"https://issuer.example","aud":"meter","exp":9223372036854775807}"#, .noExpiry),
    // A minute of leeway, and not a second more.
    (#"{"iss":"https://issuer.example","aud":"meter","exp":1749999941}"#, nil),
    (#"{"iss":"https://issuer.example","aud":"meter","exp":1749999940}"#, .expired),
    (#"{"iss":"https://issuer.example","aud":"meter","exp":-5}"#, .expired),
    ("{\(base),\"nbf\":1750000060}", nil),
    ("{\(base),\"nbf\":1750000061}", .notYetValid),
    ("{\(base),\"iat\":1750000061}", .notYetValid),
    ("{\(base),\"nbf\":\"soon\"}", .malformed),
    ("{\(base),\"custom:status\":\"active\"}", nil),
    ("{\(base),\"custom:status\":\"deleted\"}", .inactive),
    ("{\(base),\"custom:status\":false}", .inactive),
    // A broken claim must not widen what the token may see.
    ("{\(base),\"custom:tenant_id\":\"\"}", .malformed),
    ("{\(base),\"custom:tenant_id\":[\"a\"]}", .malformed),
    ("{\(base),\"custom:tenant_id\":null}", .malformed),
    ("{\(base),\"custom:tenant_id\":\" a\"}", .malformed),
    // The same key twice.
    ("{\(base),\"aud\":\"other\"}", .malformed),
    ("[1]", .malformed),
  ]

  @Test(arguments: rows.indices) func checksClaims(index: Int) throws {
    let row = Self.rows[index]
    let outcome = try verifier().verify(token(row.claims))
    #expect(error(outcome) == row.error, "\(row.claims): \(outcome)")
  }

  @Test func refusesWhatNoKeyOfTheAlgorithmSigned() throws {
    let verifier = try verifier()
    let claims = "{\(Self.base)}"
    let rows: [(header: String, error: JWTError)] = [
      (#"{"alg":"none"}"#, .algorithmNotAccepted),
      (#"{"alg":"None","kid":"rsa"}"#, .algorithmNotAccepted),
      (#"{"alg":"hs256","kid":"secret"}"#, .algorithmNotAccepted),
      (#"{"alg":"HS512","kid":"secret"}"#, .algorithmNotAccepted),
      // An RSA key's id with an HMAC algorithm: the attack that pinning is for.
      (#"{"alg":"HS256","kid":"rsa"}"#, .wrongAlgorithm),
      (#"{"alg":"HS256","kid":"ec"}"#, .wrongAlgorithm),
      (#"{"alg":"RS256","kid":"secret"}"#, .wrongAlgorithm),
      (#"{"alg":"RS256","kid":"pss"}"#, .wrongAlgorithm),
      (#"{"alg":"HS256","kid":"secret","crit":["b64"],"b64":false}"#, .criticalExtension),
      (#"{"alg":"HS256","kid":7}"#, .malformed), (#"{"kid":"secret"}"#, .malformed),
      (#"{"alg":["HS256"]}"#, .malformed),
    ]
    for row in rows {
      #expect(error(verifier.verify(token(header: row.header, claims))) == row.error, "\(row)")
    }
    #expect(error(verifier.verify(JWTFixtures.rs256ByPSSKey)) == .wrongAlgorithm)
  }

  /// HS256 over an RSA public key's own bytes, with and without the key's id.
  @Test func refusesAPublicKeyAsSecret() throws {
    let value = try JSON5Reader.read(
      SourceText(Array(JWTFixtures.keys.utf8), fileName: "keys"))
    let modulus = value["keys"]?.elements?.first?["n"]?.string ?? ""
    let bytes = try #require(Base64URL.decode(modulus.utf8))
    let verifier = try verifier()
    for secret in [bytes, Array(modulus.utf8), [0] + bytes] {
      let claims = "{\(Self.base)}"
      let named = token(header: #"{"alg":"HS256","kid":"rsa"}"#, claims, secret: secret)
      #expect(error(verifier.verify(named)) == .wrongAlgorithm)
      let unnamed = token(header: #"{"alg":"HS256"}"#, claims, secret: secret)
      #expect(error(verifier.verify(unnamed)) == .wrongSignature)
    }
  }

  @Test(
    arguments: [
      "", ".", "..", "...", "a.b", "a.b.c.d", "e30.e30.", "e30.e30.e30", "bnVsbA.e30.AA",
      "eyJhbGciOiJIUzI1NiJ9.e30.A", "eyJhbGciOiJIUzI1NiJ9=.e30.AA", "eyJhbGciOiJIUzI1NiJ9.e3 .AA",
      "ey\u{0}hbGciOiJIUzI1NiJ9.e30.AA", String(repeating: "A", count: 20_000),
      String(repeating: ".", count: 5_000),
    ])
  func refusesMalformedTokens(text: String) throws {
    #expect(error(try verifier().verify(text)) == .malformed)
  }

  /// Deep nesting is bounded, and nothing traps.
  @Test func survivesRandomTokens() throws {
    let verifier = try verifier()
    let deep = "{\"a\":" + String(repeating: "[", count: 4_000)
    #expect(error(verifier.verify(token(deep))) == .malformed)
    for seed in 0..<500 as Range<UInt64> {
      var random = SplitMixForTokens(seed)
      var bytes = Array(JWTFixtures.es256.utf8)
      for _ in 0...Int(random.next() % 4) {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if text == JWTFixtures.es256 { continue }
      #expect(error(verifier.verify(text)) != nil, "seed \(seed)")
    }
  }

  @Test(arguments: [JWTFixtures.smallKey, JWTFixtures.offCurveKey])
  func refusesUnfitKeys(keys: String) {
    #expect(throws: CredentialError.self) {
      try JSONWebKeySet(json: Array(keys.utf8), name: "keys", allowsSecrets: true)
    }
  }

  /// A secret published at an address is none.
  @Test func takesSecretsFromFilesOnly() throws {
    let bytes = Array(JWTFixtures.keys.utf8)
    #expect(try JSONWebKeySet(json: bytes, name: "k", allowsSecrets: true).keys.count == 5)
    #expect(try JSONWebKeySet(json: bytes, name: "k", allowsSecrets: false).keys.count == 4)
  }
}

/// A small seeded generator.
struct SplitMixForTokens {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    let mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    return mixed ^ (mixed >> 31)
  }
}
