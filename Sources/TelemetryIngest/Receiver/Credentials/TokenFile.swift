public import CostModel
internal import Foundation
internal import Glibc

/// The file that holds the digests of bearer tokens, and access keys with their secrets, as JSON5.
///
/// For example:
///
///     { tokens: [
///       { id: "5a12f09c", sha256: "9f86…", role: "ingest", tenant: "hospital-a",
///         created: "2026-11-01T08:30:00Z", expires: "2027-11-01T00:00:00Z" },
///     ] }
public struct TokenFile: Hashable, Sendable {
  public var tokens: [StoredToken]

  public init(tokens: [StoredToken] = []) { self.tokens = tokens }

  /// Longer files are refused: 8 MiB hold about 30,000 tokens.
  static let bytesMax = 8 << 20

  /// Reads a file that only its owner may read or write.
  ///
  /// - Throws: `CredentialError` if the file is missing, open to others, or not of this form.
  public init(path: String) throws {
    try Self.checkPermissions(path)
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CredentialError("the token file \(path) cannot be read")
    }
    if data.count > Self.bytesMax { throw CredentialError("the token file \(path) is too large") }
    try self.init(json5: Array(data), fileName: path)
  }

  /// Reads the text of a file.
  public init(json5 bytes: [UInt8], fileName: String) throws(DiagnosticsError) {
    let source = SourceText(bytes, fileName: fileName)
    let document = try JSON5Reader.read(source)
    var list = DiagnosticList(source: source)
    tokens = []
    if var fields = JSON5Fields(document, what: "the token file", list: &list) {
      for element in fields.value("tokens")?.elements ?? [] {
        if let token = Self.token(element, &list) { tokens.append(token) }
      }
      fields.refuseUnknown(list: &list)
    }
    if list.hasErrors { throw DiagnosticsError(list.sorted) }
  }

  private static func token(_ value: JSON5Value, _ list: inout DiagnosticList) -> StoredToken? {
    guard var fields = JSON5Fields(value, what: "the token", list: &list) else { return nil }
    let id = fields.requiredString("id", list: &list)
    let proof = proof(&fields, &list)
    let roleName = fields.requiredString("role", list: &list)
    let role = roleName.flatMap(Role.init(rawValue:))
    if let roleName, role == nil {
      list.error(
        "there is no role \"\(roleName)\"", at: fields.place("role"),
        hint: didYouMean(roleName, among: Role.allCases.map(\.rawValue))
          ?? "the roles are: \(Role.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    var token = StoredToken(
      id: id ?? "", proof: proof ?? .digest(""), role: role ?? .ingest,
      created: fields.instant("created", list: &list) ?? 0)
    token.tenant = fields.string("tenant", list: &list)
    token.tier = fields.string("tier", list: &list)
    token.note = fields.string("note", list: &list)
    token.requestsPerMinute = requestsPerMinute(&fields, &list)
    token.expires = fields.instant("expires", list: &list)
    token.revoked = fields.instant("revoked", list: &list)
    if token.role == .tenant && token.tenant == nil {
      list.error("a token of role \"tenant\" needs \"tenant\"", at: fields.place("role"))
    }
    if token.role == .tier && token.tier == nil {
      list.error("a token of role \"tier\" needs \"tier\"", at: fields.place("role"))
    }
    fields.refuseUnknown(list: &list)
    return token
  }

  /// Limits beyond this one are none.
  public static let requestsPerMinuteMax: Int64 = 1_000_000

  private static func requestsPerMinute(
    _ fields: inout JSON5Fields, _ list: inout DiagnosticList
  ) -> Int64? {
    guard let count = fields.wholeNumber("requests_per_minute", list: &list) else { return nil }
    guard (1...requestsPerMinuteMax).contains(count) else {
      list.error(
        "\"requests_per_minute\" needs a number from 1 to \(requestsPerMinuteMax)",
        at: fields.place("requests_per_minute"))
      return nil
    }
    return count
  }

  /// A digest for bearer tokens, a secret for access keys.
  private static func proof(
    _ fields: inout JSON5Fields, _ list: inout DiagnosticList
  ) -> StoredToken.Proof? {
    if let secret = fields.string("secret", list: &list) {
      if secret.utf8.count < secretBytesMin || fields.value("sha256") != nil {
        list.error(
          "an access key needs a \"secret\" of \(secretBytesMin) bytes or more, and no digest",
          at: fields.place("secret"), hint: "'meter token create --aws' makes one")
      }
      return .secret(secret)
    }
    guard let digest = fields.requiredString("sha256", list: &list) else { return nil }
    if digest.utf8.count != 64 || !digest.utf8.allSatisfy(isLowerHexadecimal) {
      list.error(
        "\"sha256\" needs 64 lower-case hexadecimal digits", at: fields.place("sha256"),
        hint: "it is the token's digest; 'meter token create' writes it")
    }
    return .digest(digest)
  }

  /// Shorter secrets could be guessed from one recorded signature.
  private static let secretBytesMin = 32

  private static func isLowerHexadecimal(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...102).contains(byte)
  }

  private static func checkPermissions(_ path: String) throws {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw CredentialError(
        "there is no token file \(path): "
          + "'meter token create --role ingest --tokens \(path)' makes one")
    }
    if status.st_mode & 0o077 != 0 {
      throw CredentialError(
        "the token file \(path) is open to other users of this machine: chmod 600 \(path)")
    }
  }
}

/// Why credentials cannot be used: a sentence for people. It never holds a secret.
public struct CredentialError: Error, Hashable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
