internal import Foundation
internal import TestSupport
internal import Testing

/// What clients send by fault or on purpose: each is answered as the specification says, and the
/// server goes on for everybody else.
@Suite struct HostileRequestTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var status: Int
    /// What the answer says.
    var text = ""
  }

  private static func request(
    _ body: [UInt8] = [], fields: [String] = [], type: String? = "application/json",
    line: String = "POST /v1/traces HTTP/1.1", hasLength: Bool = true
  ) -> [UInt8] {
    var lines = [line, "Host: localhost"] + (type.map { ["Content-Type: \($0)"] } ?? []) + fields
    if hasLength { lines.append("Content-Length: \(body.count)") }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
  }

  private static func request(_ body: String, fields: [String] = []) -> [UInt8] {
    request(Array(body.utf8), fields: fields)
  }

  private static let good = Array(SampleSpan.json([SampleSpan(trace: 1, span: 1)]).utf8)
  private static let gzip = "Content-Encoding: gzip"
  private static func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }
  /// A span whose attributes are written out.
  private static func span(attributes: String) -> String {
    SampleSpan.request([
      SampleSpan(trace: 9, span: 9).json.replacing(
        "\"attributes\":[", with: "\"attributes\":[\(attributes),")
    ])
  }

  static let bodies = [
    Case(testDescription: "an empty object", bytes: request("{}"), status: 200),
    Case(testDescription: "no spans", bytes: request("{\"resourceSpans\":null}"), status: 200),
    Case(
      testDescription: "logs on the path of traces",
      bytes: request("{\"resourceLogs\":[{\"scopeLogs\":[]}]}"), status: 200),
    Case(testDescription: "no body", bytes: request(""), status: 400, text: "ends before"),
    Case(testDescription: "a list", bytes: request("[]"), status: 400, text: "not well-formed"),
    Case(
      testDescription: "half a body", bytes: request(Array(good.dropLast(5))), status: 400,
      text: "ends before"),
    Case(testDescription: "something behind", bytes: request(good + [0x7D]), status: 400),
    Case(
      testDescription: "ids of zeros",
      bytes: request(
        String(decoding: good, as: UTF8.self).replacing("01010101", with: "00000000")),
      status: 200, text: "\"rejectedSpans\":\"1\""),
    Case(
      testDescription: "JSON called protobuf", bytes: request(good, type: "application/x-protobuf"),
      status: 400),
    Case(testDescription: "protobuf called JSON", bytes: request([0x0A, 0]), status: 400),
    Case(testDescription: "plain called gzip", bytes: request(good, fields: [gzip]), status: 400),
    Case(
      testDescription: "gzip of gzip",
      bytes: request(good, fields: ["Content-Encoding: gzip, gzip"]), status: 415),
    Case(testDescription: "a text", bytes: request(good, type: "text/plain"), status: 415),
    Case(testDescription: "no type", bytes: request(good, type: nil), status: 415),
    Case(
      testDescription: "deep nesting around spans",
      bytes: request("{\"x\":" + repeated("[", 10_000) + repeated("]", 10_000) + "}"), status: 400,
      text: "nested deeper"),
    Case(
      testDescription: "deep nesting in a span",
      bytes: request(
        span(
          attributes: "{\"key\":\"a\",\"value\":" + repeated("{\"arrayValue\":{\"values\":[", 5_000)
            + repeated("]}}", 5_000) + "}")),
      status: 200, text: "nested deeper"),
    Case(
      testDescription: "100,000 attributes",
      bytes: request(
        span(
          attributes: repeated("{\"key\":\"k\",\"value\":{\"intValue\":\"1\"}},", 100_000) + "{}")),
      status: 200),
    Case(
      testDescription: "a million attributes",
      bytes: request(span(attributes: repeated("{\"key\":\"k\"},", 1_000_000) + "{}")),
      status: 200),
  ]

  static let heads = [
    Case(
      testDescription: "a length and chunks",
      bytes: request(good, fields: ["Transfer-Encoding: chunked"]), status: 400),
    Case(
      testDescription: "two lengths", bytes: request(good, fields: ["Content-Length: 1"]),
      status: 400),
    Case(
      testDescription: "a negative length",
      bytes: request(fields: ["Content-Length: -1"], hasLength: false), status: 400),
    Case(
      testDescription: "a length of words",
      bytes: request(fields: ["Content-Length: many"], hasLength: false), status: 400),
    Case(
      testDescription: "a length of 20 digits",
      bytes: request(fields: ["Content-Length: 99999999999999999999"], hasLength: false),
      status: 413),
    Case(
      testDescription: "a coding that nobody knows",
      bytes: request(fields: ["Transfer-Encoding: xchunked"], hasLength: false), status: 400,
      text: "Transfer-Encoding is xchunked"),
    Case(
      testDescription: "chunks that are no chunks",
      bytes: request(
        Array("zz\r\n{}\r\n0\r\n\r\n".utf8), fields: ["Transfer-Encoding: chunked"],
        hasLength: false), status: 400),
    Case(
      testDescription: "a line without a name", bytes: request("{}", fields: [": x"]), status: 400),
    Case(
      testDescription: "a very long line",
      bytes: request("{}", fields: ["X: " + repeated("x", 100_000)]),
      status: 431),
    Case(
      testDescription: "very many lines",
      bytes: request("{}", fields: (0..<20_000).map { "X\($0): x" }), status: 431),
    Case(
      testDescription: "a very long path",
      bytes: request(line: "POST /\(repeated("x", 100_000)) HTTP/1.1"), status: 414),
    Case(
      testDescription: "an unknown method", bytes: request(line: "BREW /v1/traces HTTP/1.1"),
      status: 405),
    Case(
      testDescription: "a wrong method", bytes: request(line: "GET /v1/traces HTTP/1.1"),
      status: 405),
    Case(
      testDescription: "an unknown path", bytes: request(line: "POST /v2/traces HTTP/1.1"),
      status: 404),
    Case(
      testDescription: "a path upwards", bytes: request(line: "POST /x/../v1/traces HTTP/1.1"),
      status: 404),
    Case(
      testDescription: "HTTP/2 in plain", bytes: Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8),
      status: 505),
  ]

  @Test(arguments: bodies + heads) func isAnsweredAndServedOn(example: Case) throws {
    try withServer { server in
      // Programs of the tests are slow, and so is a busy machine.
      let client = try HTTPExchange(port: server.port)
      // The answer may come, and the connection go, before everything is sent.
      try? client.send(example.bytes)
      let answer = try client.receive()
      #expect(answer.status == example.status, "\(answer.text)")
      if !example.text.isEmpty { #expect(answer.text.contains(example.text), "\(answer.text)") }
      try expectAlive(server)
    }
  }

  /// All at once against one server, which must stay small.
  @Test func bombsAndFloodsLeaveMemoryBounded() throws {
    try withServer { server in
      let client = try HTTPExchange(port: server.port)
      // Spaces: over the size, and over the ratio.
      for (megabytes, message) in [(80, "larger than"), (40, "times its size")] {
        let bomb = try Self.bomb(megabytes: megabytes)
        let answer = try client.exchange(
          "POST", "/v1/traces", fields: ["Content-Type: application/json", Self.gzip], body: bomb)
        #expect(answer.status == 413)
        #expect(answer.text.contains(message), "\(answer.text)")
      }
      let large = try client.exchange(
        "POST", "/v1/traces", fields: ["Content-Type: application/json"],
        body: [UInt8](repeating: 0x20, count: 65 << 20))
      #expect(large.status == 413)
      try expectAlive(server)
      if let peak = server.peakMemoryBytes { #expect(peak < 300 << 20, "\(peak >> 20) MiB") }
    }
  }

  /// Clients that send a byte now and then, or half a request and nothing more, hold up nobody.
  @Test func slowSendersHoldUpNobody() throws {
    try withServer { server in
      let head = Self.request(Self.good)
      var slow: [HTTPExchange] = []
      for number in 0..<200 {
        let client = try HTTPExchange(port: server.port)
        try client.send(Array(head.prefix(20 + number)))
        slow.append(client)
      }
      for offset in 0..<20 {
        for (number, client) in slow.enumerated() { try client.send([head[20 + number + offset]]) }
        try expectAlive(server)
      }
      // Slow is not wrong: what comes in the end is answered.
      for (number, client) in slow.enumerated() {
        try client.send(Array(head[(40 + number)...]))
        #expect(try client.receive().status == 200)
      }
    }
  }

  @Test func pipelinedRequestsAreAnsweredInTheirOrder() throws {
    try withServer { server in
      let client = try HTTPExchange(port: server.port)
      let expected = (0..<60).map { [200, 400, 415][$0 % 3] }
      let requests = [
        Self.request("{}"), Self.request("!"), Self.request(Self.good, type: "text/plain"),
      ]
      try client.send((0..<60).flatMap { requests[$0 % 3] })
      for status in expected { #expect(try client.receive().status == status) }
    }
  }

  private func withServer(_ body: (ServerProcess) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let server = try ServerProcess(ledger: folder.path("meter.db"))
      try body(server)
      #expect(try server.stop() == 0)
    }
  }

  private func expectAlive(_ server: ServerProcess) throws {
    let answer = try HTTPExchange(port: server.port).exchange("GET", "/healthz")
    #expect(answer.status == 200)
  }

  /// Spaces, compressed by the system's gzip.
  private static func bomb(megabytes: Int) throws -> [UInt8] {
    let command = "head -c \(megabytes)M /dev/zero | tr '\\0' ' ' | gzip -c -9"
    let run = try run("/bin/sh", ["-c", command])
    return run.output
  }
}
