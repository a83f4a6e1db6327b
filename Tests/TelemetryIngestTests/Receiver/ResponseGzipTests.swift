import Testing

@testable import TelemetryIngest

/// Answers are compressed for those who take it, and come out as they went in.
@Suite struct ResponseGzipTests {
  private func answer(_ accepted: String?, bytes: Int) -> HTTPResponse {
    let body = (0..<bytes).map { UInt8($0 % 7) }
    let fields = accepted.map { [HTTPField("accept-encoding", $0)] } ?? []
    return HTTPResponse(status: 200, contentType: "text/csv", body: body)
      .gzipped(for: HTTPRequest(method: "GET", path: "/", fields: fields))
  }

  @Test(
    arguments: [
      ("gzip", true), ("br, gzip;q=0.5", true), ("*", true), ("GZIP", true), ("gzip;q=0", false),
      ("br", false), ("x-gzip-like", false), ("", false),
    ])
  func isForWhoTakesIt(accepted: String, isCompressed: Bool) {
    let fields = answer(accepted, bytes: 5000).fields
    #expect(fields.contains(HTTPField("Content-Encoding", "gzip")) == isCompressed)
    #expect(fields.contains(HTTPField("Vary", "Accept-Encoding")) == isCompressed)
  }

  @Test func leavesSmallAnswersAndOthersAlone() {
    #expect(answer("gzip", bytes: 100).fields.isEmpty)
    #expect(answer(nil, bytes: 5000).fields.isEmpty)
  }

  @Test(arguments: [1024, 70_000, 3_000_000]) func comesOutAsItWentIn(bytes: Int) throws {
    let compressed = answer("gzip", bytes: bytes).body
    #expect(compressed.count < bytes / 10)
    let inflater = Inflater()
    var output = [UInt8](repeating: 0, count: bytes + 1)
    let step = inflater.inflate(
      compressed, compressed.indices, into: &output, output.indices)
    #expect(step.status == .finished && step.produced == bytes)
    #expect(output.prefix(bytes).elementsEqual((0..<bytes).map { UInt8($0 % 7) }))
  }
}

/// Which route answers which path.
@Suite struct RouteTableTests {
  @Test(
    arguments: [
      ("/", "root"), ("/web/a.js", "files"), ("/web/", "files"), ("/web", nil), ("/nothing", nil),
      ("/api/reports", "list"), ("/api/reports/x", "report"),
    ] as [(String, String?)])
  func aSlashAloneStandsForItself(path: String, name: String?) {
    var table = RouteTable()
    for (path, name) in [
      ("/", "root"), ("/web/", "files"), ("/api/reports/", "report"), ("/api/reports", "list"),
    ] {
      table.add("GET", path, .page, answer: { _ in .text(status: 200, name) })
    }
    guard case .found(let route) = table.match(method: "GET", path: path) else {
      #expect(name == nil)
      return
    }
    let answer = HTTPResponse.text(status: 200, name ?? "")
    route.handler(HTTPRequest(method: "GET", path: path)) { #expect($0 == answer) }
  }
}
