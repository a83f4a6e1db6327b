internal import CGnuTLS

/// Codes, random bytes and comparisons for credentials.
enum SecretBytes {
  /// The HMAC-SHA-256 of some bytes under a key: 32 bytes.
  static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: 32)
    let status = unsafe key.withUnsafeBytes { key in
      unsafe bytes.withUnsafeBytes { input in
        unsafe code.withUnsafeMutableBytes { output in
          // All pointers are valid for the call; the code of HMAC-SHA-256 has 32 bytes.
          unsafe gnutls_hmac_fast(
            GNUTLS_MAC_SHA256, key.baseAddress, key.count, input.baseAddress, input.count,
            output.baseAddress)
        }
      }
    }
    precondition(status == 0, "GnuTLS is built without HMAC-SHA-256")
    return code
  }

  /// Random bytes fit for keys.
  static func random(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let status = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe gnutls_rnd(GNUTLS_RND_KEY, buffer.baseAddress, buffer.count)
    }
    precondition(status == 0, "the system gives no random bytes")
    return bytes
  }

  /// Whether two secrets are equal, in a time that depends on their lengths only.
  static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    if left.count != right.count { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
  }
}
