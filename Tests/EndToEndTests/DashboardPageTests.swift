internal import Foundation
internal import TestSupport
internal import Testing

/// The page that `meter serve` shows at `/`: served whole, alone, and to everybody; its figures to
/// those who may see them. `Scripts/browser.py` uses it in a browser.
@Suite struct DashboardPageTests {
  private static let folder = "\(Locations.repository)/dashboards/web"

  private static var files: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
  }

  private static func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")), as: UTF8.self)
  }

  private func withServer(_ body: (HTTPExchange, TemporaryFolder) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let server = try ServerProcess(ledger: folder.path("meter.db"))
      try body(HTTPExchange(port: server.port), folder)
      #expect(try server.stop() == 0)
    }
  }

  @Test func theBinaryCarriesTheFiles() throws {
    #expect(Self.files.count > 10)
    try withServer { client, _ in
      for name in Self.files {
        let answer = try client.exchange("GET", name == "index.html" ? "/" : "/web/\(name)")
        #expect(answer.status == 200, "\(name)")
        #expect(
          try answer.text == Self.text(name),
          "run Scripts/embed after a change of dashboards/web/\(name)")
        let policy = answer.fields["content-security-policy"] ?? ""
        #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self'"))
        #expect(!policy.contains("unsafe") && !policy.contains("*"))
        #expect(answer.fields["x-content-type-options"] == "nosniff")
      }
    }
  }

  @Test func filesComeOnceAndCompressed() throws {
    try withServer { client, _ in
      let plain = try client.exchange("GET", "/web/app.js")
      #expect(plain.fields["content-type"] == "text/javascript; charset=utf-8")
      let tag = try #require(plain.fields["etag"])
      let again = try client.exchange(
        "GET", "/web/app.js", fields: ["If-None-Match: W/\(tag)"])
      #expect(again.status == 304 && again.body.isEmpty)
      let small = try client.exchange("GET", "/web/app.js", fields: ["Accept-Encoding: br, gzip"])
      #expect(small.fields["content-encoding"] == "gzip")
      #expect(small.body.starts(with: [0x1F, 0x8B]) && small.body.count < plain.body.count)
      #expect(try client.exchange("GET", "/web/../web/app.js").status == 404)
      #expect(try client.exchange("GET", "/web/nothing.js").status == 404)
      #expect(try client.exchange("GET", "/nothing").status == 404)
    }
  }

  /// Every file that one names is there, and none names anything outside.
  @Test func filesAskForNothingElse() throws {
    let known = Set(Self.files)
    for name in Self.files {
      let text = try Self.text(name)
      let outside = text.replacing("http://www.w3.org/2000/svg", with: "")
      #expect(!outside.contains("http://") && !outside.contains("https://"), "\(name)")
      for word in [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "@import",
      ] {
        #expect(!text.contains(word), "\(name) holds \(word)")
      }
      for match in text.matches(of: /(?:from "\.\/|"web\/)([a-z.-]+)"/) {
        #expect(known.contains(String(match.output.1)), "\(name) names \(match.output.1)")
      }
    }
    let page = try Self.text("index.html")
    #expect(!page.contains("style=") && !page.contains("<style") && !page.contains("onclick"))
  }

  /// The page is open to everybody, and what it asks for is not.
  @Test func listsWhatTheOneWhoAsksMaySee() throws {
    try withTemporaryFolder { folder in
      let tokens = folder.path("tokens.json5")
      func token(_ arguments: String...) throws -> String {
        let run = try runMeter(["token", "create", "--tokens", tokens] + arguments)
        return run.text.split(separator: "\n").first.map(String.init) ?? ""
      }
      let tenant = try token("--role", "tenant", "--tenant", "hospital-a")
      let health = try token("--role", "sre")
      let ingest = try token("--role", "ingest")
      let server = try ServerProcess(
        ledger: folder.path("meter.db"), arguments: ["--tokens", tokens])
      func ask(_ path: String, _ token: String?) throws -> HTTPAnswer {
        try HTTPExchange(port: server.port).exchange(
          "GET", path, fields: token.map { ["Authorization: Bearer \($0)"] } ?? [])
      }
      #expect(try ask("/", nil).status == 200)
      for path in ["/api/reports", "/api/words"] {
        #expect(try ask(path, nil).status == 401)
        #expect(try ask(path, ingest).status == 403)
      }
      let seen = try ask("/api/reports", tenant).text
      #expect(seen.contains("\"tenant\": \"hospital-a\"") && seen.contains("\"role\": \"tenant\""))
      #expect(seen.contains("\"name\": \"cost-per-tenant\", \"title\": \"Cost per tenant\""))
      #expect(seen.contains("\"name\": \"cost\", \"title\": \"Cost\", \"type\": \"money\""))
      let withoutMoney = try ask("/api/reports", health).text
      #expect(withoutMoney.contains("\"shows_money\": false"))
      #expect(!withoutMoney.contains("\"type\": \"money\""))
      let words = try ask("/api/words", health).text
      for word in ["stats", "pct", "coalesce", "@timestamp"] {
        #expect(words.contains("\"name\": \"\(word)\""), "\(word)")
      }
      #expect(try server.stop() == 0)
    }
  }
}
