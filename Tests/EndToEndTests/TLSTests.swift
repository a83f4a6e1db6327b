import Foundation
import TestSupport
import Testing

/// HTTPS, asked by `curl`, where that is installed.
@Suite struct TLSTests {
  private static let curl = "/usr/bin/curl"

  private func status(_ port: UInt16, authority: String) throws -> String {
    let run = try run(
      Self.curl,
      ["-s", "-w", "%{http_code}", "--cacert", authority, "https://127.0.0.1:\(port)/healthz"])
    return run.text
  }

  /// Connections after SIGHUP see the new certificate; a broken file changes nothing.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: curl)))
  func readsCertificatesAnew() throws {
    try withTemporaryFolder { folder in
      let one = try folder.write("one.pem", Self.firstCertificate)
      let two = try folder.write("two.pem", Self.secondCertificate)
      let certificate = try folder.write("tls.pem", Self.firstCertificate)
      let key = try folder.write("tls.key", Self.firstKey)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
      let server = try ServerProcess(
        ledger: folder.path("l.db"),
        arguments: ["--tls-certificate", certificate, "--tls-key", key])
      #expect(try status(server.port, authority: one) == "ok\n200")
      #expect(try status(server.port, authority: two) == "000")
      // The certificate alone does not belong to the key: the first one stays.
      try folder.write("tls.pem", Self.secondCertificate)
      server.hangUp()
      sleepMilliseconds(500)
      #expect(try status(server.port, authority: one) == "ok\n200")
      try folder.write("tls.key", Self.secondKey)
      server.hangUp()
      #expect(try eventually { try status(server.port, authority: two) == "ok\n200" })
      #expect(try status(server.port, authority: one) == "000")
      #expect(try server.stop() == 0)
    }
  }

  /// Made for this test alone.
  static let firstCertificate = """
    -----BEGIN CERTIFICATE-----
    MIIBjDCCATOgAwIBAgIUL46XWqJIwM3tZH/5WucAQBh3kaswCgYIKoZIzj0EAwIw
    DjEMMAoGA1UEAwwDb25lMB4XDTI2MTEyMTAzMjk1MVoXDTQ2MTExNjAzMjk1MVow
    DjEMMAoGA1UEAwwDb25lMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYHpa++de
    EpAJFnAOZ1wTEDa6EUndzk1lg/unc3IUZhjlbyqMVwA5H3NRFaPsIuQhKAyneVdJ
    aYL+u6wxCFt4YaNvMG0wHQYDVR0OBBYEFPwVwJMzpqr9PP3luyKyd3+YQ/g0MB8G
    A1UdIwQYMBaAFPwVwJMzpqr9PP3luyKyd3+YQ/g0MA8GA1UdEwEB/wQFMAMBAf8w
    GgYDVR0RBBMwEYcEfwAAAYIJbG9jYWxob3N0MAoGCCqGSM49BAMCA0cAMEQCIBQ+
    X7oX6Gcn++3RrYtclQKnOMTLhLcdgtV2h1pmRP1YAiBQUxCOrwgKDpotppJ3/Sqh
    EUL0TAei2Xs/RBQ5QasFww==
    -----END CERTIFICATE-----

    """

  /// Its key.
  static let firstKey = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUS7FBbyXFeFe0fG6
    YSedA0w0zmc7EYglhDn7zcYHxiuhRANCAARgelr7514SkAkWcA5nXBMQNroRSd3O
    TWWD+6dzchRmGOVvKoxXADkfc1EVo+wi5CEoDKd5V0lpgv67rDEIW3hh
    -----END PRIVATE KEY-----

    """

  /// Made for this test alone.
  static let secondCertificate = """
    -----BEGIN CERTIFICATE-----
    MIIBjDCCATOgAwIBAgIUb3ZkhgxotA+VYMrVotug7riXnTcwCgYIKoZIzj0EAwIw
    DjEMMAoGA1UEAwwDdHdvMB4XDTI2MTEyMTAzMjk1MVoXDTQ2MTExNjAzMjk1MVow
    DjEMMAoGA1UEAwwDdHdvMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEDAX8dnNb
    AWVMijAcnN/Z5uS/JiBdnG6Z1BxIlwxLsH0jXANg/aNe6kJ5A+38xzD8g1RH/sRm
    atGNr2oKkOSL5KNvMG0wHQYDVR0OBBYEFEhzq+SwtcGHdkvmb/juJy+R/GDaMB8G
    A1UdIwQYMBaAFEhzq+SwtcGHdkvmb/juJy+R/GDaMA8GA1UdEwEB/wQFMAMBAf8w
    GgYDVR0RBBMwEYcEfwAAAYIJbG9jYWxob3N0MAoGCCqGSM49BAMCA0cAMEQCIGgF
    LunhQlrjYPq/WXdefpcGDb1XzKbHG6lnN0cinfnvAiAhK7As6c0Ig6GokoARdj4Z
    5ZV9e+gtW8bD/g73Qp/OOA==
    -----END CERTIFICATE-----

    """

  /// Its key.
  static let secondKey = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgW1Eo4pc5vnkxjVEn
    b3IEkonRzaiqrJ2L+UfjzxBmrKChRANCAAQMBfx2c1sBZUyKMByc39nm5L8mIF2c
    bpnUHEiXDEuwfSNcA2D9o17qQnkD7fzHMPyDVEf+xGZq0Y2vagqQ5Ivk
    -----END PRIVATE KEY-----

    """
}
