internal import CGnuTLS

/// The SHA-256 digest of `bytes`: 32 bytes.
public func sha256(_ bytes: [UInt8]) -> [UInt8] {
  guard let digest = HashFunction.sha256.digest(bytes) else {
    preconditionFailure("GnuTLS is built without SHA-256")
  }
  return digest
}

/// The SHA-256 digest of `bytes` as 64 lower-case hexadecimal digits.
///
/// It names price books and files in the ledger; it is no secret.
public func sha256Hex(_ bytes: [UInt8]) -> String { hexadecimal(sha256(bytes)) }

/// A way to make a digest of bytes.
public enum HashFunction: Sendable {
  /// Not for anything that must be safe against forgery.
  case md5, sha1
  case sha256, sha512

  private var algorithm: gnutls_digest_algorithm_t {
    switch self {
    case .md5: GNUTLS_DIG_MD5
    case .sha1: GNUTLS_DIG_SHA1
    case .sha256: GNUTLS_DIG_SHA256
    case .sha512: GNUTLS_DIG_SHA512
    }
  }

  private var byteCount: Int {
    switch self {
    case .md5: 16
    case .sha1: 20
    case .sha256: 32
    case .sha512: 64
    }
  }

  /// The digest of `bytes`; nil where the system's policy forbids the function.
  public func digest(_ bytes: [UInt8]) -> [UInt8]? {
    var digest = [UInt8](repeating: 0, count: byteCount)
    let algorithm = algorithm
    let status = unsafe bytes.withUnsafeBytes { input in
      unsafe digest.withUnsafeMutableBytes { output in
        // Both pointers are valid for the call; the digest has `byteCount` bytes.
        unsafe gnutls_hash_fast(algorithm, input.baseAddress, input.count, output.baseAddress)
      }
    }
    return status == 0 ? digest : nil
  }
}

/// Bytes as lower-case hexadecimal digits, two each.
public func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
  return String(decoding: text, as: UTF8.self)
}
