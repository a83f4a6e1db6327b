internal import CostModel

/// A request in the one spelling that both sides sign.
enum CanonicalRequest {
  /// The text whose digest is signed: method, path, query, signed fields, digest of the body.
  ///
  /// - Parameter body: the digest in hexadecimal.
  static func text(of request: HTTPRequest, signedFields: [String], body: String) -> String {
    let fields = signedFields.map { name in
      let values = request.fields.filter { $0.name == name }.map { trimmed($0.value) }
      return "\(name):\(values.joined(separator: ","))\n"
    }
    return [
      request.method, path(request.path), query(request.query), fields.joined(),
      signedFields.joined(separator: ";"), body,
    ].joined(separator: "\n")
  }

  /// The text that the derived key signs.
  static func stringToSign(_ canonical: String, time: String, scope: SigV4Scope) -> String {
    let digest = sha256Hex(Array(canonical.utf8))
    return "\(SigV4Authorization.algorithm)\n\(time)\n\(scope)\n\(digest)"
  }

  /// The key for one day, region and service, derived step by step from the secret.
  static func key(secret: String, scope: SigV4Scope) -> [UInt8] {
    [scope.date, scope.region, scope.service, SigV4Scope.terminator].reduce(
      Array("AWS4\(secret)".utf8)
    ) { SecretBytes.hmacSHA256(key: $0, Array($1.utf8)) }
  }

  /// The path with everything escaped but unreserved letters and slashes.
  private static func path(_ path: String) -> String {
    path.isEmpty ? "/" : escaped(path, keeping: UInt8(ascii: "/"))
  }

  /// The parameters escaped, in the order of their names, then of their values.
  private static func query(_ parameters: [HTTPField]) -> String {
    parameters.map { (escaped($0.name), escaped($0.value)) }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
      .map { "\($0)=\($1)" }.joined(separator: "&")
  }

  /// The value without blanks around, and with one where several stood.
  private static func trimmed(_ value: String) -> String {
    value.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r\n" }.joined(separator: " ")
  }

  private static func escaped(_ text: String, keeping kept: UInt8? = nil) -> String {
    var result: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"):
        result.append(byte)
      case kept: result.append(byte)
      default:
        let digits = Array("0123456789ABCDEF".utf8)
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
