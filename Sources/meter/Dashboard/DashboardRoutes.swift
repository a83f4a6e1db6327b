internal import CostModel
internal import TelemetryIngest

/// `GET /` and the files beneath `/web/`: the dashboard's page.
///
/// It holds no figures. Anybody may have it; what it shows, it asks of the reading API with the
/// token of the one who looks.
struct DashboardRoutes: Sendable {
  static let filesPath = "/web/"

  /// The answers by path, made once: plain and in gzip.
  private let answers: [String: Answer]

  private struct Answer: Sendable {
    var plain: HTTPResponse
    var compressed: HTTPResponse
    var tag: String
  }

  init() {
    var answers: [String: Answer] = [:]
    for file in DashboardFile.all {
      let path = file.name == DashboardFile.page ? "/" : Self.filesPath + file.name
      answers[path] = Self.answer(file)
    }
    self.answers = answers
  }

  func add(to routes: inout RouteTable) {
    let file = self.file
    for path in ["/", Self.filesPath] {
      routes.add("GET", path, .page, answer: { file($0) })
    }
  }

  @Sendable private func file(_ request: HTTPRequest) -> HTTPResponse {
    guard let answer = answers[request.path] else {
      return APIAnswer.failure(404, "there is no such file")
    }
    if let known = request.field("if-none-match"), known.contains(answer.tag) {
      var unchanged = answer.plain
      (unchanged.status, unchanged.body) = (304, [])
      return unchanged
    }
    let takesGzip = (request.field("accept-encoding") ?? "").contains("gzip")
    return takesGzip ? answer.compressed : answer.plain
  }

  private static func answer(_ file: DashboardFile) -> Answer {
    let bytes = file.bytes
    let tag = "\"\(sha256Hex(bytes).prefix(32))\""
    let plain = HTTPResponse(
      status: 200, contentType: file.contentType, fields: fields(tag), body: bytes)
    let request = HTTPRequest(
      method: "GET", path: "/", fields: [HTTPField("accept-encoding", "gzip")])
    return Answer(plain: plain, compressed: plain.gzipped(for: request), tag: tag)
  }

  /// What a browser may do with the page: take our own files, ask our own server, nothing else.
  private static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    + "require-trusted-types-for 'script'"

  private static func fields(_ tag: String) -> [HTTPField] {
    [
      HTTPField("Content-Security-Policy", policy),
      HTTPField("X-Content-Type-Options", "nosniff"),
      HTTPField("Referrer-Policy", "no-referrer"),
      HTTPField("Cross-Origin-Opener-Policy", "same-origin"),
      HTTPField("Cross-Origin-Resource-Policy", "same-origin"),
      HTTPField("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
      // Asked for again at each visit, and sent again only after an upgrade.
      HTTPField("Cache-Control", "no-cache"),
      HTTPField("ETag", tag),
    ]
  }
}
