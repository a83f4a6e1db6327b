internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import TelemetryIngest

@Suite struct HTTPServerTests {
  static let json = "Content-Type: application/json"
  static let protobuf = "Content-Type: application/x-protobuf"

  /// Runs `body` against a live server on a free port, and stops the server.
  func withServer(
    _ sink: StubSink = StubSink(), limits: ServerLimits = ServerLimits(),
    _ body: (UInt16) throws -> Void
  ) throws {
    var routes = RouteTable()
    let endpoint = SignalEndpoint(.traces, sink: sink, limits: limits)
    routes.add("POST", "/v1/traces", .traces) { endpoint.handle($0, respond: $1) }
    routes.add("GET", "/healthz", .health, answer: { _ in .text(status: 200, "ok") })
    let address = try #require(ListenAddress("127.0.0.1:0"))
    let server = try HTTPServer(
      address: address, routes: routes, limits: limits, threads: 2,
      nowNanoseconds: { Int64(ProcessInfo.processInfo.systemUptime * 1e9) })
    defer { server.stop() }
    try body(server.address.port)
  }

  @Test func answersSuccessInTheRequestsEncoding() throws {
    let sink = StubSink()
    try withServer(sink) { port in
      let client = try HTTPExchange(port: port)
      let text = try client.exchange(
        "POST", "/v1/traces", fields: [Self.json], body: Array("{}".utf8))
      #expect(text.status == 200)
      #expect(text.text == "{}")
      #expect(text.fields["content-type"] == "application/json")
      let binary = try client.exchange("POST", "/v1/traces", fields: [Self.protobuf], body: [1])
      #expect(binary.status == 200)
      #expect(binary.body.isEmpty)
      #expect(binary.fields["content-type"] == "application/x-protobuf")
    }
    #expect(sink.received == [Array("{}".utf8), [1]])
  }

  @Test func tellsWhichSpansWereRefused() throws {
    let refusal = Refusal(reason: .negativeCount, offset: 9, spanIndex: 3)
    let outcome = SubmissionOutcome(refusedItems: 2, refusals: [refusal])
    try withServer(StubSink(outcome: .success(outcome))) { port in
      let client = try HTTPExchange(port: port)
      let text = try client.exchange("POST", "/v1/traces", fields: [Self.json], body: [0x7B])
      let message = "2 spans refused; span 4: token count is negative"
      #expect(
        text.text == """
          {"partialSuccess":{"rejectedSpans":"2","errorMessage":"\(message)"}}
          """)
      let binary = try client.exchange("POST", "/v1/traces", fields: [Self.protobuf], body: [1])
      let partial = [0x08, 2, 0x12, UInt8(message.utf8.count)] + Array(message.utf8)
      #expect(binary.body == [0x0A, UInt8(partial.count)] + partial)
    }
  }

  @Test(
    arguments: [
      ("GET", "/nothing", json, 404, 12),
      ("GET", "/v1/traces", json, 405, 12),
      ("POST", "/healthz", json, 405, 12),
      ("POST", "/v1/traces", "Content-Type: text/plain", 415, 3),
      ("POST", "/v1/traces", json + "\r\nContent-Encoding: br", 415, 3),
      ("POST", "/v1/traces", json + "\r\nContent-Encoding: gzip", 400, 3),
      ("POST", "/v1/traces", json + "\r\nContent-Length: 7", 400, 3),
      ("POST", "/v1/traces", json, 400, 3),
    ] as [(String, String, String, Int, Int)])
  func refusesWithAStatus(
    method: String, path: String, fields: String, status: Int, code: Int
  ) throws {
    try withServer { port in
      let client = try HTTPExchange(port: port)
      let answer = try client.exchange(method, path, fields: [fields], body: Array("!".utf8))
      #expect(answer.status == status)
      #expect(answer.text.hasPrefix("{\"code\":\(code),\"message\":\""))
      #expect(answer.text.contains("google.rpc.BadRequest") == (status == 400))
      if status == 405 { #expect(answer.fields["allow"] != nil) }
    }
  }

  @Test func readsAndDiscardsBodiesOverTheLimit() throws {
    var limits = ServerLimits()
    limits.bodyBytes = 1000
    let sink = StubSink()
    try withServer(sink, limits: limits) { port in
      let client = try HTTPExchange(port: port)
      let body = [UInt8](repeating: 0x20, count: 1001)
      let large = try client.exchange("POST", "/v1/traces", fields: [Self.json], body: body)
      #expect(large.status == 413)
      // The length is not announced, so the limit is met on the way.
      var chunks = Array(
        "POST /v1/traces HTTP/1.1\r\nHost: x\r\n\(Self.json)\r\nTransfer-Encoding: chunked\r\n\r\n"
          .utf8)
      for _ in 0..<100 { chunks += Array("64\r\n".utf8) + body.prefix(100) + Array("\r\n".utf8) }
      try client.send(chunks + Array("0\r\n\r\n".utf8))
      #expect(try client.receive().status == 413)
      let fitting = try client.exchange(
        "POST", "/v1/traces", fields: [Self.json], body: Array(body.dropFirst()))
      #expect(fitting.status == 200)
    }
    #expect(sink.received.count == 1)
  }

  @Test func answersOverloadWithATimeToComeAgain() throws {
    try withServer(StubSink(outcome: .failure(Overload()))) { port in
      let answer = try HTTPExchange(port: port).exchange(
        "POST", "/v1/traces", fields: [Self.json], body: [0x7B])
      #expect(answer.status == 503)
      #expect(answer.fields["retry-after"] == "1")
    }
  }

  /// One connection waits for its commit; others are served meanwhile, and the stop waits for it.
  @Test func sleepsOnConnectionsWhoseAnswerComesLater() throws {
    let sink = StubSink(isHeld: true)
    var waiting: [HTTPExchange] = []
    try withServer(sink) { port in
      for _ in 0..<8 {
        let client = try HTTPExchange(port: port)
        let head = "POST /v1/traces HTTP/1.1\r\nHost: x\r\n\(Self.json)\r\n"
        try client.send(Array("\(head)Content-Length: 2\r\n\r\n{}".utf8))
        waiting.append(client)
      }
      #expect(try HTTPExchange(port: port).exchange("GET", "/healthz").text == "ok\n")
      #expect(eventually { sink.waitingCount == 8 })
      Thread.detachNewThread {
        usleep(100_000)
        sink.release()
      }
    }
    for client in waiting { #expect(try client.receive().status == 200) }
  }

  @Test func refusesToListenBeyondLoopback() throws {
    let address = try #require(ListenAddress("0.0.0.0:0"))
    #expect(throws: ServerError.beyondLoopback(address)) {
      _ = try HTTPServer(address: address, routes: RouteTable(), threads: 1, nowNanoseconds: { 0 })
    }
  }

  @Test(
    arguments: [
      ("127.0.0.1:4318", "127.0.0.1", 4318), ("[::1]:1", "::1", 1), ("localhost:0", "localhost", 0),
      ("4318", nil, 0), ("::1:4318", nil, 0), (":4318", nil, 0), ("host:99999", nil, 0),
    ] as [(String, String?, UInt16)])
  func readsAddresses(text: String, host: String?, port: UInt16) {
    let address = ListenAddress(text)
    #expect(address?.host == host)
    if host != nil {
      #expect(address?.port == port)
      #expect(address?.description == text)
    }
  }
}
