internal import CGnuTLS

/// The SHA-256 digest of `bytes`: 32 bytes.
public func sha256(_ bytes: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: 32)
  let status = unsafe bytes.withUnsafeBytes { input in
    unsafe digest.withUnsafeMutableBytes { output in
      // Both pointers are valid for the call; the digest of SHA-256 has 32 bytes.
      unsafe gnutls_hash_fast(
        GNUTLS_DIG_SHA256, input.baseAddress, input.count, output.baseAddress)
    }
  }
  precondition(status == 0, "GnuTLS is built without SHA-256")
  return digest
}

/// The SHA-256 digest of `bytes` as 64 lower-case hexadecimal digits.
///
/// It names price books and files in the ledger; it is no secret.
public func sha256Hex(_ bytes: [UInt8]) -> String {
  hexadecimal(sha256(bytes))
}

/// Bytes as lower-case hexadecimal digits, two each.
public func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
  return String(decoding: text, as: UTF8.self)
}
