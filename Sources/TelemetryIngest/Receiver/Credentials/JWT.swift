internal import CostModel

/// A JSON Web Token in compact form (RFC 7515 §3.1), taken apart but not yet believed.
struct JWT: Sendable {
  /// `alg` as it is written.
  var algorithm: String
  var keyID: String?
  var claims: JSON5Value
  /// The bytes that the signature is over: the first two parts with the dot between them.
  var signed: [UInt8]
  var signature: [UInt8]

  /// Longer tokens are refused before anything is decoded: the head of a request holds no more.
  static let bytesMax = 16 << 10

  /// Takes a token apart. Nothing of it is verified.
  init(parsing text: String) throws(JWTError) {
    let bytes = Array(text.utf8)
    guard bytes.count <= Self.bytesMax else { throw .malformed }
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, let head = Base64URL.decode(parts[0]),
      let body = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2])
    else { throw .malformed }
    let header = try Self.object(head)
    claims = try Self.object(body)
    guard let algorithm = header["alg"]?.string else { throw .malformed }
    if header["crit"] != nil { throw .criticalExtension }
    if let id = header["kid"] {
      guard let text = id.string else { throw .malformed }
      keyID = text
    }
    self.algorithm = algorithm
    self.signature = signature
    signed = Array(bytes[..<(parts[1].endIndex)])
  }

  private static func object(_ bytes: [UInt8]) throws(JWTError) -> JSON5Value {
    // JSON5 is a superset of JSON; its reader bounds the depth and refuses keys that stand twice.
    guard bytes.first == UInt8(ascii: "{"), String(validating: bytes, as: UTF8.self) != nil,
      let value = try? JSON5Reader.read(SourceText(bytes, fileName: "token")),
      value.members != nil
    else { throw .malformed }
    return value
  }
}

extension JSON5Value {
  /// A time of a claim (RFC 7519 NumericDate) in whole seconds since 1970; nil if it is none.
  var numericDate: Int64? {
    guard case .number(let text) = content else { return nil }
    if let seconds = Int64(text) { return seconds }
    guard let seconds = Double(text), seconds.isFinite else { return nil }
    return Int64(exactly: seconds.rounded(.down))
  }

  /// A claim as one or several texts: names and roles come as either.
  var texts: [String] {
    switch content {
    case .string(let text): [text]
    case .array(let elements): elements.compactMap(\.string)
    case .number(let text): [text]
    case .bool(let flag): [flag ? "true" : "false"]
    case .object, .null: []
    }
  }
}
