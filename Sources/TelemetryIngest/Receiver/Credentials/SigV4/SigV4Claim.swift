internal import CostModel

/// A signature whose head is in order, and which is checked when the request's body has arrived:
/// the digest of the body is part of what is signed.
public struct SigV4Claim: Sendable {
  let authorization: SigV4Authorization
  /// When the request was signed, as the request states it.
  let time: String
  /// The secret of the key that the request names.
  let secret: String
  /// What the request may do if it is signed with that secret.
  let access: Access

  /// How far a signature's time may lie from this machine's clock: what AWS states for services.
  static let skewSeconds: Int64 = 300
  /// The service that keys here are for.
  static let service = "logs"

  /// Checks everything of a signed request that does not need its body.
  ///
  /// - Parameter nowNanoseconds: the time at this machine.
  static func check(
    _ authorization: SigV4Authorization, of request: HTTPRequest, nowNanoseconds: Int64
  ) throws(SigV4Error) -> String {
    // What names the operation must be signed, or a request could be sent again as another one.
    for field in ["host", "x-amz-date", "x-amz-target"] {
      let isNeeded = field != "x-amz-target" || request.field(field) != nil
      if isNeeded && !authorization.signedFields.contains(field) { throw .unsigned(field: field) }
    }
    guard let time = request.field("x-amz-date"), let signed = instant(time) else {
      throw .undated
    }
    guard time.hasPrefix(authorization.scope.date), authorization.scope.date.utf8.count == 8 else {
      throw .otherDay
    }
    guard authorization.scope.service == service else {
      throw .otherService(authorization.scope.service)
    }
    let skew = skewSeconds * 1_000_000_000
    if signed < nowNanoseconds - skew {
      throw .expired(signed: time, limit: text(nowNanoseconds - skew))
    }
    if signed > nowNanoseconds + skew {
      throw .notYetCurrent(signed: time, limit: text(nowNanoseconds + skew))
    }
    return time
  }

  /// Checks the signature itself, in a time that does not depend on how much of it is right.
  func verify(_ request: HTTPRequest) throws(SigV4Error) {
    let body = sha256Hex(request.body)
    if let stated = request.field("x-amz-content-sha256"), stated != body { throw .otherBody }
    let canonical = CanonicalRequest.text(
      of: request, signedFields: authorization.signedFields, body: body)
    let text = CanonicalRequest.stringToSign(canonical, time: time, scope: authorization.scope)
    let key = CanonicalRequest.key(secret: secret, scope: authorization.scope)
    let code = SecretBytes.hmacSHA256(key: key, Array(text.utf8))
    guard SecretBytes.areEqual(code, authorization.signature) else { throw .mismatch }
  }

  /// Reads `20150830T123600Z`; nil for anything else.
  static func instant(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else {
      return nil
    }
    func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    return Instant.parse(
      "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13))"
        + ":\(part(13..<15))Z")
  }

  private static func text(_ nanoseconds: Int64) -> String {
    let second: Int64 = 1_000_000_000
    return Instant.rfc3339(nanoseconds / second * second).filter { $0 != "-" && $0 != ":" }
  }
}
