import CostModel
import Testing

@testable import TelemetryIngest

/// The examples of RFC 7515, appendix A, and of RFC 8037, appendix A.
@Suite struct JWTVectorTests {
  private static let claims = """
    eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl\
    fQ
    """

  struct Vector: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var signed: String
    var signature: String
    var key: String
  }

  static let vectors = [
    Vector(
      testDescription: "RFC 7515 A.1, HS256",
      signed: "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(claims)",
      signature: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
      key: """
        { kty: "oct", k: "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgU\
        uTwjAzZr1Z9CAow" }
        """),
    Vector(
      testDescription: "RFC 7515 A.2, RS256", signed: "eyJhbGciOiJSUzI1NiJ9.\(claims)",
      signature: """
        cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2\
        Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjt\
        QBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6\
        IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw
        """,
      key: """
        { kty: "RSA", e: "AQAB", n: "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHm\
        fHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9\
        wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4\
        uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9\
        gb54h4FRWyuXpoQ" }
        """),
    Vector(
      testDescription: "RFC 7515 A.3, ES256", signed: "eyJhbGciOiJFUzI1NiJ9.\(claims)",
      signature: """
        DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q
        """,
      key: """
        { kty: "EC", crv: "P-256", x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
          y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" }
        """),
    Vector(
      testDescription: "RFC 8037 A.4, EdDSA",
      signed: "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
      signature: """
        hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg
        """,
      key: """
        { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }
        """),
  ]

  private func key(_ text: String) throws -> VerificationKey {
    let value = try JSON5Reader.read(SourceText(Array(text.utf8), fileName: "key"))
    let key = try #require(try JSONWebKey(value, allowsSecrets: true))
    return try VerificationKey(key)
  }

  @Test(arguments: vectors) func verifies(vector: Vector) throws {
    let signature = try #require(Base64URL.decode(vector.signature.utf8))
    #expect(try key(vector.key).verifies(Array(vector.signed.utf8), signature: signature))
  }

  /// One changed bit anywhere, and a signature of another length, are refused.
  @Test(arguments: vectors) func refusesChanges(vector: Vector) throws {
    let key = try key(vector.key)
    let signature = try #require(Base64URL.decode(vector.signature.utf8))
    let signed = Array(vector.signed.utf8)
    for index in stride(from: 0, to: signature.count, by: 7) {
      var changed = signature
      changed[index] ^= 1
      #expect(!key.verifies(signed, signature: changed), "byte \(index) of the signature")
    }
    for index in stride(from: 0, to: signed.count, by: 11) {
      var changed = signed
      changed[index] ^= 1
      #expect(!key.verifies(changed, signature: signature), "byte \(index) of the text")
    }
    for length in [0, 1, signature.count - 1] {
      #expect(!key.verifies(signed, signature: Array(signature.prefix(length))))
    }
    #expect(!key.verifies(signed, signature: signature + [0]))
    #expect(!key.verifies(signed, signature: [UInt8](repeating: 0, count: signature.count)))
  }

  /// RFC 7515 A.4 is ES512, which is not among the accepted algorithms; A.5 is `none`.
  @Test(arguments: ["eyJhbGciOiJFUzUxMiJ9", "eyJhbGciOiJub25lIn0"])
  func refusesOtherAlgorithms(header: String) throws {
    let token = try JWT(parsing: "\(header).\(Self.claims).")
    #expect(JWTAlgorithm(rawValue: token.algorithm) == nil)
  }
}
