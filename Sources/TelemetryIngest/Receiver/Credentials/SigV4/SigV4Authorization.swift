/// The Authorization field of a request signed by AWS Signature Version 4.
///
/// For example:
///
///     AWS4-HMAC-SHA256 Credential=AKIAMETEREXAMPLE2345/20261121/eu-central-1/logs/aws4_request,
///       SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=5fa0…
struct SigV4Authorization: Hashable, Sendable {
  static let algorithm = "AWS4-HMAC-SHA256"

  /// The id of the access key, which is not secret.
  var accessKey: String
  /// For what day and service the signature holds.
  var scope: SigV4Scope
  /// Names of the fields that are signed, in lower case and ascending.
  var signedFields: [String]
  /// 32 bytes.
  var signature: [UInt8]

  /// Longer fields are refused before they are looked at.
  private static let bytesMax = 4096

  /// Whether a field is meant for this scheme.
  static func claims(_ field: String) -> Bool { field.hasPrefix(algorithm) }

  /// Reads the field's value.
  ///
  /// - Throws: `SigV4Error.incomplete` that names every part that is missing, or `.malformed`.
  init(parsing text: String) throws(SigV4Error) {
    guard text.utf8.count <= Self.bytesMax, Self.claims(text) else {
      throw .malformed("is no Authorization field of \(Self.algorithm)")
    }
    var parts: [Substring: Substring] = [:]
    for part in text.dropFirst(Self.algorithm.count).split(separator: ",") {
      let words = part.split(separator: "=", maxSplits: 1)
      guard words.count == 2 else { continue }
      let name = words[0].filter { $0 != " " }
      guard parts.updateValue(words[1].filter { $0 != " " }[...], forKey: name[...]) == nil else {
        throw .malformed("names '\(name.prefix(20))' twice")
      }
    }
    guard let credential = parts["Credential"], let fields = parts["SignedHeaders"],
      let signature = parts["Signature"]
    else {
      throw .incomplete(
        missing: ["Credential", "Signature", "SignedHeaders"].filter { parts[$0[...]] == nil })
    }
    let words = credential.split(separator: "/", omittingEmptySubsequences: false)
    guard words.count == 5, words.allSatisfy({ !$0.isEmpty }), words[4] == SigV4Scope.terminator
    else { throw .malformed("has a Credential that is not KEY/DATE/REGION/SERVICE/aws4_request") }
    accessKey = String(words[0])
    scope = SigV4Scope(
      date: String(words[1]), region: String(words[2]), service: String(words[3]))
    signedFields = fields.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    guard signedFields == signedFields.sorted(), Set(signedFields).count == signedFields.count,
      signedFields.allSatisfy({ !$0.isEmpty && $0 == $0.lowercased() })
    else { throw .malformed("has SignedHeaders that are not in lower case and ascending order") }
    guard let bytes = Self.digest(signature) else {
      throw .malformed("has a Signature that is not 64 lower-case hexadecimal digits")
    }
    self.signature = bytes
  }

  private static func digest(_ text: Substring) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

/// What a signature is limited to, so that a key derived for one day and service opens no other.
struct SigV4Scope: Hashable, Sendable, CustomStringConvertible {
  /// Eight digits: the day of the request in UTC.
  var date: String
  var region: String
  var service: String

  static let terminator = "aws4_request"

  /// As it stands in the text that is signed: `20150830/us-east-1/logs/aws4_request`.
  var description: String { "\(date)/\(region)/\(service)/\(Self.terminator)" }
}
