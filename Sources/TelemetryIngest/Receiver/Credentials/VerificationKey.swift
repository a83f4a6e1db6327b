internal import CGnuTLS

/// A key ready to verify, with GnuTLS's form of it.
///
/// @unchecked Sendable: the public key is made in `init`, freed in `deinit` and only read between;
/// GnuTLS allows to read an object from several threads.
@safe final class VerificationKey: @unchecked Sendable {
  let id: String?
  let algorithm: JWTAlgorithm
  private let secret: [UInt8]
  private let publicKey: gnutls_pubkey_t?

  /// - Throws: `CredentialError` for numbers that are no key, such as a point beside its curve.
  init(_ key: JSONWebKey) throws(CredentialError) {
    id = key.id
    algorithm = key.algorithm
    if case .secret(let bytes) = key.material {
      secret = bytes
      unsafe publicKey = nil
      return
    }
    secret = []
    var made: gnutls_pubkey_t?
    guard unsafe gnutls_pubkey_init(&made) == 0, let made = unsafe made else {
      throw CredentialError("a key cannot be made")
    }
    unsafe publicKey = made
    // GnuTLS imports points beside the curve; only this check finds them.
    guard unsafe Self.load(key.material, into: made) == 0,
      unsafe gnutls_pubkey_verify_params(made) == 0
    else { throw CredentialError("the key '\(key.id ?? "")' is not a valid public key") }
  }

  deinit {
    if let publicKey = unsafe publicKey { unsafe gnutls_pubkey_deinit(publicKey) }
  }

  /// Whether a signature over some bytes is this key's, by its own algorithm.
  func verifies(_ signed: [UInt8], signature: [UInt8]) -> Bool {
    switch algorithm {
    case .hs256:
      SecretBytes.areEqual(SecretBytes.hmacSHA256(key: secret, signed), signature)
    case .rs256: verify(GNUTLS_SIGN_RSA_SHA256, signed, signature)
    case .ps256: verify(GNUTLS_SIGN_RSA_PSS_SHA256, signed, signature)
    case .edDSA: signature.count == 64 && verify(GNUTLS_SIGN_EDDSA_ED25519, signed, signature)
    case .es256:
      Self.sequence(signature).map { verify(GNUTLS_SIGN_ECDSA_SHA256, signed, $0) } ?? false
    }
  }

  private func verify(
    _ algorithm: gnutls_sign_algorithm_t, _ signed: [UInt8], _ signature: [UInt8]
  ) -> Bool {
    guard let publicKey = unsafe publicKey else { return false }
    return unsafe withDatum(signed) { signed in
      unsafe withDatum(signature) { signature in
        unsafe gnutls_pubkey_verify_data2(publicKey, algorithm, 0, &signed, &signature) >= 0
      }
    }
  }

  /// The ASN.1 form of an ECDSA signature; JOSE writes r and s, 32 bytes each, one after the other.
  private static func sequence(_ signature: [UInt8]) -> [UInt8]? {
    guard signature.count == 64 else { return nil }
    var encoded = unsafe gnutls_datum_t()
    let status = unsafe withDatum(Array(signature[..<32])) { r in
      unsafe withDatum(Array(signature[32...])) { s in
        unsafe gnutls_encode_rs_value(&encoded, &r, &s)
      }
    }
    guard status == 0, let data = unsafe encoded.data else { return nil }
    defer { unsafe gnutls_free_bytes(data) }
    return unsafe Array(UnsafeBufferPointer(start: data, count: Int(encoded.size)))
  }

  private static func load(_ material: JSONWebKey.Material, into key: gnutls_pubkey_t) -> Int32 {
    switch material {
    case .rsa(let modulus, let exponent):
      unsafe withDatum(modulus) { modulus in
        unsafe withDatum(exponent) { unsafe gnutls_pubkey_import_rsa_raw(key, &modulus, &$0) }
      }
    case .p256(let x, let y):
      unsafe withDatum(x) { x in
        unsafe withDatum(y) {
          unsafe gnutls_pubkey_import_ecc_raw(key, GNUTLS_ECC_CURVE_SECP256R1, &x, &$0)
        }
      }
    case .ed25519(let x):
      unsafe withDatum(x) {
        unsafe gnutls_pubkey_import_ecc_raw(key, GNUTLS_ECC_CURVE_ED25519, &$0, nil)
      }
    case .secret: -1
    }
  }
}

/// Calls `body` with GnuTLS's view of some bytes, which it must not keep or change.
func withDatum<Result>(
  _ bytes: [UInt8], _ body: (inout gnutls_datum_t) -> Result
) -> Result {
  var bytes = bytes
  return unsafe bytes.withUnsafeMutableBufferPointer { buffer in
    var datum = unsafe gnutls_datum_t(data: buffer.baseAddress, size: UInt32(buffer.count))
    return unsafe body(&datum)
  }
}
