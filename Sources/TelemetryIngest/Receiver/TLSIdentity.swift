internal import CGnuTLS
internal import Foundation
internal import Glibc
internal import Synchronization

/// The certificate and key with which the server proves who it is, which can be read anew while it
/// runs.
///
/// GnuTLS asks for the certificate in a callback without a context, so there is one identity for
/// the process: that of the last `TLSIdentity`. Handshakes may still use an earlier one; what was
/// read is therefore kept until the process ends, a few kilobytes for each reload.
public final class TLSIdentity: Sendable {
  private let certificatePath: String
  private let keyPath: String
  /// Certificates of the authorities that sign clients' certificates, as PEM; nil if none is asked.
  let clientAuthorities: [CChar]?

  /// What a handshake needs. The pointers are never freed, and what they point to never changes.
  @safe private struct Material: @unchecked Sendable {
    var certificates: UnsafeMutablePointer<gnutls_pcert_st>
    var count: UInt32
    var key: gnutls_privkey_t
  }

  private static let current = Mutex<Material?>(nil)
  private static let certificatesMax: UInt32 = 16

  /// Reads certificate (with its chain) and key, both PEM.
  ///
  /// - Throws: `CredentialError` if a file cannot be used, or the two do not belong together.
  public init(certificatePath: String, keyPath: String, clientAuthorityPath: String? = nil) throws {
    self.certificatePath = certificatePath
    self.keyPath = keyPath
    clientAuthorities = try clientAuthorityPath.map { path in
      let bytes = try Self.read(path)
      guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
        throw CredentialError("\(path) holds no certificate in PEM")
      }
      return bytes.map { CChar(bitPattern: $0) } + [0]
    }
    try reload()
  }

  /// The files to watch for changes.
  public var paths: [String] { [certificatePath, keyPath] }

  /// Reads the files anew; new connections use them.
  ///
  /// - Throws: `CredentialError`; then the old ones stay.
  public func reload() throws {
    var status = stat()
    if unsafe stat(keyPath, &status) == 0, status.st_mode & 0o007 != 0 {
      throw CredentialError("the key \(keyPath) is open to everybody: chmod 600 \(keyPath)")
    }
    let certificates = try Self.read(certificatePath)
    let key = try Self.read(keyPath)
    let material = try load(certificates, key)
    Self.current.withLock { $0 = material }
  }

  private func load(_ certificates: [UInt8], _ key: [UInt8]) throws -> Material {
    let list = UnsafeMutablePointer<gnutls_pcert_st>.allocate(capacity: Int(Self.certificatesMax))
    var count = Self.certificatesMax
    let imported = unsafe withDatum(certificates) { datum in
      unsafe gnutls_pcert_list_import_x509_raw(list, &count, &datum, GNUTLS_X509_FMT_PEM, 0)
    }
    guard imported >= 0, count > 0 else {
      unsafe list.deallocate()
      throw CredentialError("\(certificatePath) holds no certificate in PEM")
    }
    var made: gnutls_privkey_t?
    guard unsafe gnutls_privkey_init(&made) == 0, let privateKey = unsafe made else {
      throw CredentialError("a key cannot be made")
    }
    let status = unsafe withDatum(key) { datum in
      unsafe gnutls_privkey_import_x509_raw(privateKey, &datum, GNUTLS_X509_FMT_PEM, nil, 0)
    }
    guard status == 0 else {
      throw CredentialError("\(keyPath) holds no key in PEM without a pass phrase")
    }
    guard unsafe Self.belongTogether(list[0].pubkey, privateKey) else {
      throw CredentialError("the key \(keyPath) is not that of the certificate \(certificatePath)")
    }
    return unsafe Material(certificates: list, count: count, key: privateKey)
  }

  private static func belongTogether(
    _ certificateKey: gnutls_pubkey_t?, _ privateKey: gnutls_privkey_t
  ) -> Bool {
    var made: gnutls_pubkey_t?
    guard let certificateKey = unsafe certificateKey, unsafe gnutls_pubkey_init(&made) == 0,
      let publicKey = unsafe made
    else { return false }
    defer { unsafe gnutls_pubkey_deinit(publicKey) }
    guard unsafe gnutls_pubkey_import_privkey(publicKey, privateKey, 0, 0) == 0 else {
      return false
    }
    let ids = unsafe [certificateKey, publicKey].map { unsafe keyID($0) }
    return !ids[0].isEmpty && ids[0] == ids[1]
  }

  private static func keyID(_ key: gnutls_pubkey_t) -> [UInt8] {
    var id = [UInt8](repeating: 0, count: 64)
    var count = id.count
    let status = unsafe gnutls_pubkey_get_key_id(
      key, UInt32(GNUTLS_KEYID_USE_SHA256.rawValue), &id, &count)
    return status == 0 ? Array(id.prefix(count)) : []
  }

  private static func read(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20 else {
      throw CredentialError("\(path) cannot be read")
    }
    return Array(data)
  }

  /// Called by GnuTLS in every handshake, from the server's threads.
  static let retrieve: meter_tls_retrieve = { _, _, _, _, _, certificates, count, key in
    guard let material = current.withLock({ $0 }), let certificates = unsafe certificates,
      let count = unsafe count, let key = unsafe key
    else { return -1 }
    unsafe certificates.pointee = material.certificates
    unsafe count.pointee = material.count
    unsafe key.pointee = material.key
    return 0
  }
}
