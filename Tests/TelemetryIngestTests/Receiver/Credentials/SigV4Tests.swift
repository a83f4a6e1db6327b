import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// Signatures against those that AWS publishes, and everything that must not be believed.
@Suite struct SigV4Tests {
  /// A case of AWS's own test suite: everything is of 2015-08-30, key AKIDEXAMPLE.
  struct Vector: Sendable {
    var name: String
    var method = "GET"
    var path = "/"
    var query: [HTTPField] = []
    var fields: [HTTPField] = []
    var body = ""
    var host = "example.amazonaws.com"
    var service = "service"
    var signature: String
  }

  private static let letters = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
  private static let form = "application/x-www-form-urlencoded"

  static let vectors: [Vector] = [
    Vector(
      name: "get-vanilla",
      signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    Vector(
      name: "post-vanilla", method: "POST",
      signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    Vector(
      name: "get-utf8", path: "/ሴ",
      signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
    Vector(
      name: "get-vanilla-query-order-key-case",
      query: [HTTPField("Param2", "value2"), HTTPField("Param1", "value1")],
      signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    Vector(
      name: "get-vanilla-query-order-value",
      query: [HTTPField("Param1", "value2"), HTTPField("Param1", "Value1")],
      signature: "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1"),
    Vector(
      name: "get-vanilla-query-unreserved", query: [HTTPField(letters, letters)],
      signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"),
    Vector(
      name: "get-header-value-trim",
      fields: [HTTPField("my-header1", " value1"), HTTPField("my-header2", " \"a   b   c\"")],
      signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
    Vector(
      name: "post-header-value-case", method: "POST", fields: [HTTPField("my-header1", "VALUE1")],
      signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"),
    Vector(
      name: "post-x-www-form-urlencoded", method: "POST",
      fields: [HTTPField("content-type", form)], body: "Param1=value1",
      signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
    Vector(
      name: "post-x-www-form-urlencoded-parameters", method: "POST",
      fields: [HTTPField("content-type", "\(form); charset=utf8")], body: "Param1=value1",
      signature: "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe"),
    Vector(
      name: "the documentation's ListUsers",
      query: [HTTPField("Action", "ListUsers"), HTTPField("Version", "2010-05-08")],
      fields: [HTTPField("content-type", "\(form); charset=utf-8")], host: "iam.amazonaws.com",
      service: "iam",
      signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"),
  ]

  @Test(arguments: vectors) func agreesWithPublishedVectors(vector: Vector) throws {
    var request = HTTPRequest(
      method: vector.method, path: vector.path,
      fields: vector.fields + [
        HTTPField("host", vector.host), HTTPField("x-amz-date", "20150830T123600Z"),
      ], body: Array(vector.body.utf8))
    request.query = vector.query
    let names = request.fields.map(\.name).sorted().joined(separator: ";")
    func claim(_ signature: String) throws -> SigV4Claim {
      SigV4Claim(
        authorization: try SigV4Authorization(
          parsing: "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/\(vector.service)/"
            + "aws4_request, SignedHeaders=\(names), Signature=\(signature)"),
        time: "20150830T123600Z", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        access: .open)
    }
    try claim(vector.signature).verify(request)
    let wrong = vector.signature.hasPrefix("0") ? "1" : "0"
    let other = try claim(wrong + vector.signature.dropFirst())
    #expect(throws: SigV4Error.mismatch) { try other.verify(request) }
  }

  // MARK: - Requests to the server

  static let now: Int64 = 1_795_249_800_000_000_000  // 2026-11-21T08:30:00Z
  private static let secret = "0123456789012345678901234567890123456789"
  private static let keyID = "AKIAMETEREXAMPLE2345"

  /// As boto3 sends it.
  private func signed(
    _ change: (inout HTTPRequest) -> Void = { _ in }
  ) -> HTTPRequest {
    var request = HTTPRequest(
      method: "POST", path: "/",
      fields: [
        HTTPField("host", "127.0.0.1:4318"),
        HTTPField("content-type", "application/x-amz-json-1.1"),
        HTTPField("x-amz-target", "Logs_20140328.DescribeLogGroups"),
        HTTPField("x-amz-date", "20261121T083000Z"), HTTPField("user-agent", "Boto3/1.42"),
        HTTPField(
          "authorization",
          "AWS4-HMAC-SHA256 Credential=\(Self.keyID)/20261121/us-east-1/logs/aws4_request, "
            + "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
            + "Signature=c0aea975391e2edbb238d047fc75abdb99fe08affe73d5d96e749dc7156a4049"),
      ], body: Array("{}".utf8))
    request.peer = "192.0.2.9"
    change(&request)
    return request
  }

  private func set(_ name: String, _ value: String) -> (inout HTTPRequest) -> Void {
    { request in
      request.fields.removeAll { $0.name == name }
      request.fields.append(HTTPField(name, value))
    }
  }

  private func replace(_ old: String, _ new: String) -> (inout HTTPRequest) -> Void {
    { request in
      let text = request.field("authorization") ?? ""
      #expect(text.contains(old))
      self.set("authorization", text.replacing(old, with: new))(&request)
    }
  }

  /// The answer that the server would give; nil if it lets the request in.
  private func refusal(
    _ request: HTTPRequest, at endpoint: Endpoint = .describeLogs, now: Int64 = now,
    _ change: (inout StoredToken) -> Void = { _ in }
  ) throws -> String? {
    var key = StoredToken(id: Self.keyID, proof: .secret(Self.secret), role: .finance, created: 0)
    change(&key)
    return try withTemporaryFolder { folder in
      let path = folder.path("tokens.json5")
      try TokenFile(tokens: [key]).write(path: path)
      var settings = AuthorizerSettings()
      settings.tokensPath = path
      let authorizer = try Authorizer(settings, nowNanoseconds: { now }, fetch: { _ in [] })
      var decision = authorizer.authorize(request, for: endpoint)
      if case .allowSigned(let claim) = decision {
        decision = authorizer.verify(claim, of: request, for: endpoint)
      } else if case .allow = decision {
        return "allowed without a look at the body"
      }
      switch decision {
      case .allow(let access):
        #expect(access.credential?.name == "access key \(Self.keyID)")
        return nil
      case .allowSigned: return "undecided"
      case .refuse(let answer): return String(decoding: answer.body, as: UTF8.self)
      }
    }
  }

  @Test func letsTheRightSignatureIn() throws {
    #expect(try refusal(signed()) == nil)
    #expect(try refusal(signed(), now: Self.now + 300_000_000_000) == nil)
    #expect(try refusal(signed(), now: Self.now - 300_000_000_000) == nil)
    // Without blanks after the commas, as some SDKs write it.
    #expect(try refusal(signed(replace(", ", ","))) == nil)
    // What is not signed may change on the way.
    #expect(try refusal(signed(set("user-agent", "proxy"))) == nil)
  }

  @Test func refusesWhatIsNotSignedSo() throws {
    let cases: [(String, (inout HTTPRequest) -> Void)] = [
      ("InvalidSignature", { $0.body = Array("{ }".utf8) }),
      ("InvalidSignature", set("x-amz-target", "Logs_20140328.DeleteLogGroup")),
      ("InvalidSignature", set("host", "127.0.0.1:4319")),
      ("InvalidSignature", set("x-amz-date", "20261121T083001Z")),
      ("InvalidSignature", set("x-amz-content-sha256", String(repeating: "0", count: 64))),
      ("InvalidSignature", { $0.query = [HTTPField("a", "b")] }),
      ("InvalidSignature", replace("c0aea975", "c0aea976")),
      ("InvalidSignature", replace("us-east-1", "us-east-2")),
      ("InvalidSignature", replace("/logs/", "/s3/")),
      ("InvalidSignature", replace("/20261121/", "/20261120/")),
      ("UnrecognizedClient", replace("EXAMPLE2345", "EXAMPLE2346")),
      ("IncompleteSignature", replace(";x-amz-target", "")),
      ("IncompleteSignature", replace("host;", "")),
      ("IncompleteSignature", replace("content-type;host", "host;content-type")),
      ("IncompleteSignature", replace(", Signature=c0", ", Sig=c0")),
      ("IncompleteSignature", replace("Signature=c0", "Signature=C0")),
      ("IncompleteSignature", replace("/aws4_request", "")),
      ("IncompleteSignature", set("x-amz-date", "yesterday")),
      ("IncompleteSignature", set("authorization", "AWS4-HMAC-SHA256")),
      ("IncompleteSignature", set("authorization", "Basic QTpC")),
      ("MissingAuthenticationToken", { $0.fields.removeLast() }),
    ]
    for (exception, change) in cases {
      let answer = try refusal(signed(change)) ?? "let in"
      #expect(answer.hasPrefix("{\"__type\":\"\(exception)Exception\",\"message\":"), "\(answer)")
      #expect(!answer.contains(Self.secret))
    }
  }

  @Test func refusesOldSignaturesAndEndedKeys() throws {
    let late = try refusal(signed(), now: Self.now + 301_000_000_000)
    #expect(late?.contains("Signature expired: 20261121T083000Z") == true)
    let early = try refusal(signed(), now: Self.now - 301_000_000_000)
    #expect(early?.contains("not yet current") == true)
    #expect(try refusal(signed()) { $0.revoked = 1 }?.contains("UnrecognizedClient") == true)
    #expect(try refusal(signed()) { $0.expires = 1 }?.contains("ExpiredToken") == true)
    #expect(try refusal(signed(), at: .putLogEvents)?.contains("AccessDenied") == true)
  }

  /// Access keys are for the API that is signed for; they open nothing else.
  @Test func opensOnlyTheLogsAPI() throws {
    let elsewhere = signed { $0.path = "/api/query" }
    #expect(try refusal(elsewhere, at: .query)?.contains("Bearer") == true)
    let asBearer = signed(set("authorization", "Bearer \(Self.secret)"))
    #expect(try refusal(asBearer)?.contains("UnrecognizedClient") == true)
  }

  @Test func keysSurviveTheirFile() throws {
    let (key, secret) = StoredToken.makeAccessKey(role: .sre, createdAt: 0)
    #expect(key.id.utf8.count == 20 && key.id.hasPrefix("AKIAMETER"))
    #expect(secret.utf8.count == 40 && key.proof == .secret(secret))
    let file = TokenFile(tokens: [key, StoredToken.make(role: .ingest, createdAt: 0).token])
    #expect(try TokenFile(json5: file.text, fileName: "tokens.json5") == file)
    let short = #"{ tokens: [ { id: "A", secret: "short", role: "sre", created: "2026-11-21" } ] }"#
    #expect(throws: DiagnosticsError.self) {
      try TokenFile(json5: Array(short.utf8), fileName: "tokens.json5")
    }
  }
}
