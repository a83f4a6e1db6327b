internal import CostModel

/// A key that verifies signatures, with the one algorithm that it is for.
///
/// Pinning the algorithm to the key is what makes a token unable to choose: an RSA key's bytes
/// never serve as an HMAC secret, whatever the token's header says.
struct JSONWebKey: Sendable {
  /// The numbers of the key, most significant byte first.
  enum Material: Hashable, Sendable {
    case rsa(modulus: [UInt8], exponent: [UInt8])
    case p256(x: [UInt8], y: [UInt8])
    case ed25519(x: [UInt8])
    case secret([UInt8])
  }

  var id: String?
  var algorithm: JWTAlgorithm
  var material: Material

  /// Bits below which RSA moduli are refused.
  static let rsaBitsMin = 2048
  /// Larger moduli make every verification slow; nobody signs tokens with them.
  static let rsaBitsMax = 8192

  init(id: String?, algorithm: JWTAlgorithm, material: Material) {
    self.id = id
    self.algorithm = algorithm
    self.material = material
  }

  /// Reads a key (RFC 7517, 7518 §6, 8037).
  ///
  /// - Parameter allowsSecrets: whether symmetric keys are read: never from an address.
  /// - Returns: nil for keys that are not for verifying signatures by an algorithm known here,
  ///   which key sets may hold besides.
  /// - Throws: `CredentialError` for one that is, but is unfit.
  init?(_ value: JSON5Value, allowsSecrets: Bool) throws(CredentialError) {
    id = value["kid"]?.string
    let name = id.map { "the key '\($0)'" } ?? "a key without an id"
    if let use = value["use"]?.string, use != "sig" { return nil }
    if let operations = value["key_ops"]?.texts, !operations.contains("verify") { return nil }
    let stated = value["alg"]?.string
    let natural: JWTAlgorithm
    switch value["kty"]?.string {
    case "RSA":
      natural = stated == JWTAlgorithm.ps256.rawValue ? .ps256 : .rs256
      let exponent = try Self.bytes(value, "e", name)
      material = .rsa(modulus: try Self.bytes(value, "n", name), exponent: exponent)
    case "EC":
      guard value["crv"]?.string == "P-256" else { return nil }
      natural = .es256
      material = .p256(x: try Self.bytes(value, "x", name), y: try Self.bytes(value, "y", name))
    case "OKP":
      guard value["crv"]?.string == "Ed25519" else { return nil }
      natural = .edDSA
      material = .ed25519(x: try Self.bytes(value, "x", name))
    case "oct":
      guard allowsSecrets else { return nil }
      natural = .hs256
      material = .secret(try Self.bytes(value, "k", name))
    default: return nil
    }
    algorithm = natural
    if let stated, stated != natural.rawValue { return nil }
    try checkSize(name)
  }

  private func checkSize(_ name: String) throws(CredentialError) {
    switch material {
    case .rsa(let modulus, let exponent):
      let digits = modulus.drop { $0 == 0 }
      let bits = digits.count * 8 - (digits.first?.leadingZeroBitCount ?? 0)
      if bits < Self.rsaBitsMin || bits > Self.rsaBitsMax {
        throw CredentialError("\(name) has \(bits) bits; RSA keys need 2048 to 8192")
      }
      let power = exponent.drop { $0 == 0 }
      // An exponent of 1 would make every signature its own message.
      guard power.count <= 8, let last = power.last, last & 1 == 1, power.count > 1 || last > 1
      else { throw CredentialError("\(name) has an unfit exponent") }
    case .p256(let x, let y):
      if x.count != 32 || y.count != 32 {
        throw CredentialError("\(name) needs coordinates of 32 bytes")
      }
    case .ed25519(let x):
      if x.count != 32 { throw CredentialError("\(name) needs 32 bytes") }
    case .secret(let bytes):
      if bytes.count < 32 {
        throw CredentialError("\(name) is shorter than 256 bits, which HS256 needs")
      }
    }
  }

  private static func bytes(
    _ value: JSON5Value, _ member: String, _ name: String
  ) throws(CredentialError) -> [UInt8] {
    guard let text = value[member]?.string, let bytes = Base64URL.decode(text.utf8), !bytes.isEmpty
    else { throw CredentialError("\(name) needs \"\(member)\" in base64url") }
    return bytes
  }
}

/// A set of keys, as issuers publish it (RFC 7517 §5).
struct JSONWebKeySet: Sendable {
  var keys: [VerificationKey]

  /// Sets with more keys are refused: a token without a key id tries them all.
  static let keysMax = 64

  /// Reads a set; keys that are not for signatures are left out.
  init(json bytes: [UInt8], name: String, allowsSecrets: Bool) throws {
    let document = try JSON5Reader.read(SourceText(bytes, fileName: name))
    guard let elements = document["keys"]?.elements else {
      throw CredentialError("\(name) is no key set: expected { \"keys\": [ … ] }")
    }
    if elements.count > Self.keysMax {
      throw CredentialError("\(name) holds more than \(Self.keysMax) keys")
    }
    keys = []
    for element in elements {
      guard let key = try JSONWebKey(element, allowsSecrets: allowsSecrets) else { continue }
      keys.append(try VerificationKey(key))
    }
    if keys.isEmpty {
      throw CredentialError(
        "\(name) holds no key for RS256, PS256, ES256, EdDSA\(allowsSecrets ? " or HS256" : "")")
    }
  }
}
