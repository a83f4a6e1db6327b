internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import TelemetryIngest

/// What requests may hold in memory, and what is answered when they want more.
@Suite struct BackPressureTests {
  static let json = "Content-Type: application/json"

  func withServer(
    _ sink: StubSink, _ limits: ServerLimits, _ budget: ByteBudget,
    observe: @escaping @Sendable (RequestEvent) -> Void = { _ in }, _ body: (UInt16) throws -> Void
  ) throws {
    var routes = RouteTable()
    let endpoint = SignalEndpoint(.traces, sink: sink, limits: limits)
    routes.add("POST", "/v1/traces", .traces) { endpoint.handle($0, respond: $1) }
    let address = try #require(ListenAddress("127.0.0.1:0"))
    let server = try HTTPServer(
      address: address, routes: routes, limits: limits, budget: budget, threads: 2,
      observe: observe,
      nowNanoseconds: { Int64(DispatchTime.now().uptimeNanoseconds) })
    defer { server.stop() }
    try body(server.address.port)
  }

  /// The body is read and thrown away, so that the client sees the status, and can go on.
  @Test func refusesBodiesBeyondTheBudgetAndRecovers() throws {
    let sink = StubSink()
    let budget = ByteBudget(limitBytes: 100_000)
    try withServer(sink, ServerLimits(), budget) { port in
      let client = try HTTPExchange(port: port)
      let large = [UInt8](repeating: 0x20, count: 1_000_000)
      for _ in 0..<3 {
        let answer = try client.exchange("POST", "/v1/traces", fields: [Self.json], body: large)
        #expect(answer.status == 503)
        #expect(answer.fields["retry-after"] == "1")
        #expect(answer.text.hasPrefix("{\"code\":14,\"message\":\"the server has more to post"))
      }
      let small = try client.exchange("POST", "/v1/traces", fields: [Self.json], body: [0x7B])
      #expect(small.status == 200)
    }
    #expect(sink.received == [[0x7B]])
    #expect(budget.largestUsedBytes <= 100_000)
    #expect(budget.usedBytes == 0)
  }

  /// What a compressed body becomes counts, too.
  @Test func countsInflatedBodies() throws {
    let zeros = [UInt8](repeating: 0x20, count: 400_000)
    let body = try gzip(zeros)
    #expect(body.count < 10_000)
    let budget = ByteBudget(limitBytes: 200_000)
    try withServer(StubSink(), ServerLimits(), budget) { port in
      let client = try HTTPExchange(port: port)
      let fields = [Self.json, "Content-Encoding: gzip"]
      let answer = try client.exchange("POST", "/v1/traces", fields: fields, body: body)
      #expect(answer.status == 503)
      #expect(answer.fields["retry-after"] == "1")
    }
    #expect(budget.usedBytes == 0)
  }

  private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let run = try TestSupport.run(
      "/usr/bin/env", ["gzip", "-c"], input: bytes)
    return run.output
  }

  /// A client that goes away gives back what it held.
  @Test func givesBackWhatBrokenConnectionsHeld() throws {
    let budget = ByteBudget(limitBytes: 1_000_000)
    try withServer(StubSink(), ServerLimits(), budget) { port in
      do {
        let client = try HTTPExchange(port: port)
        let head = "POST /v1/traces HTTP/1.1\r\nHost: x\r\n\(Self.json)\r\nContent-Length: 90000"
        try client.send(Array("\(head)\r\n\r\n".utf8) + [UInt8](repeating: 0x20, count: 50_000))
        #expect(eventually { budget.usedBytes == 50_000 })
      }
      #expect(eventually { budget.usedBytes == 0 })
    }
  }

  @Test(
    arguments: [
      ("OPTIONS", "", 204), ("GET", "", 405), ("POST", "Expect: 100-continue\r\n", 200),
      ("POST", "Content-Encoding: identity\r\n", 200), ("PUT", "", 405),
    ] as [(String, String, Int)])
  func answersMethods(method: String, field: String, status: Int) throws {
    try withServer(StubSink(), ServerLimits(), ByteBudget(limitBytes: 1000)) { port in
      let client = try HTTPExchange(port: port)
      let head = "\(method) /v1/traces HTTP/1.1\r\nHost: x\r\n\(Self.json)\r\n\(field)"
      let body = method == "POST" ? "Content-Length: 2\r\n\r\n{}" : "\r\n"
      try client.send(Array((head + body).utf8))
      let answer = try client.receive()
      #expect(answer.status == status)
      if status != 200 { #expect(answer.fields["allow"] == "POST, OPTIONS") }
    }
  }

  /// Requests sent without waiting for answers are answered in their order.
  @Test func answersPipelinedRequests() throws {
    let sink = StubSink()
    try withServer(sink, ServerLimits(), ByteBudget(limitBytes: 100_000)) { port in
      let client = try HTTPExchange(port: port)
      var bytes: [UInt8] = []
      for number in 0..<20 {
        let body = "[\(number)]"
        let head = "POST /v1/traces HTTP/1.1\r\nHost: x\r\n\(Self.json)\r\n"
        bytes += Array("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
      }
      try client.send(bytes)
      for _ in 0..<20 { #expect(try client.receive().status == 200) }
    }
    #expect(sink.received == (0..<20).map { Array("[\($0)]".utf8) })
  }

  /// A body that drips in is given up after its deadline, though the connection is never idle.
  @Test func givesUpSlowBodies() throws {
    var limits = ServerLimits()
    limits.bodyDeadlineSeconds = 1
    try withServer(StubSink(), limits, ByteBudget(limitBytes: 1000)) { port in
      let client = try HTTPExchange(port: port, timeoutSeconds: 5)
      let head = "POST /v1/traces HTTP/1.1\r\nHost: x\r\n\(Self.json)\r\n"
      try client.send(Array("\(head)Content-Length: 100\r\n\r\n".utf8))
      #expect(throws: HTTPFault.self) {
        for _ in 0..<60 {
          usleep(50_000)
          try client.send([0x20])
        }
        _ = try client.receive()
      }
    }
  }
}
