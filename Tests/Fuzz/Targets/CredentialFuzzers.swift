import CostModel

@testable import TelemetryIngest

/// The one token that the fuzzer's key has signed: {"alg":"HS256","kid":"k"} with the claims
/// {"iss":"i","aud":"a","sub":"s","exp":4102444800,"custom:tenant_id":"t"}.
private let signedPart =
  "eyJhbGciOiJIUzI1NiIsImtpZCI6ImsifQ.eyJpc3MiOiJpIiwiYXVkIjoiYSIsInN1YiI6InMiLCJleHAiOjQx"
  + "MDI0NDQ4MDAsImN1c3RvbTp0ZW5hbnRfaWQiOiJ0In0"

/// A verifier that holds a secret of 32 bytes "k".
private let verifier: JWTVerifier? = {
  let secret = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s"
  let set = #"{"keys":[{"kty":"oct","kid":"k","alg":"HS256","k":"\#(secret)"}]}"#
  guard let keys = try? JSONWebKeySet(json: Array(set.utf8), name: "keys", allowsSecrets: true)
  else { return nil }
  let settings = JWTSettings(issuer: "i", audiences: ["a"], keys: .file("keys"))
  let now: @Sendable () -> Int64 = { 1_793_696_400_000_000_000 }
  let store = KeyStore(
    settings.keys, fetch: { _ in [] }, nowNanoseconds: now, report: { _ in })
  store.hold(keys.keys)
  return JWTVerifier(settings, keys: store, nowNanoseconds: now)
}()

/// Any token: only what the key has signed may be believed.
@Sendable func fuzzJWT(_ bytes: [UInt8]) throws {
  guard let verifier else { throw Violation(description: "the fuzzer's own key is not read") }
  let text = String(decoding: bytes, as: UTF8.self)
  let isSigned = text.hasPrefix(signedPart + ".")
  switch verifier.verify(text) {
  case .verified: try hold(isSigned, "believed without a signature: \(text)")
  case .pending: throw Violation(description: "a file's keys are never pending")
  case .refused: break
  }
  // The claims alone, as if the signature had been right.
  guard let token = try? JWT(parsing: text) else { return }
  _ = try? ClaimMap().credential(token.claims)
  for claim in token.claims.members ?? [] { _ = claim.value.numericDate }
}

/// Files that hold credentials: key sets as issuers publish them, and the file of tokens.
@Sendable func fuzzKeyFiles(_ bytes: [UInt8]) throws {
  guard let kind = bytes.first else { return }
  let content = Array(bytes.dropFirst())
  if kind % 2 == 0 {
    let set = try? JSONWebKeySet(json: content, name: "fuzz", allowsSecrets: kind % 4 == 0)
    for key in set?.keys ?? [] {
      try hold(!key.verifies([1, 2, 3], signature: content), "a signature from nothing")
    }
  } else {
    _ = try? TokenFile(json5: content, fileName: "fuzz.json5")
  }
}
