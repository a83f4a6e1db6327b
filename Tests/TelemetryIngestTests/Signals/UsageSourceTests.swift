import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// Services that report their usage by several signals: one of them counts.
@Suite struct UsageSourceTests {
  /// The beginning of a day.
  private static let day: Int64 = 1_794_960_000_000_000_000
  private static let minute: Int64 = 60_000_000_000

  /// A span of one call, ended half a minute into a minute of the day.
  private func span(
    _ minute: Int64, _ tokens: Int64, service: String = "chat", tenant: String = "a",
    model: String = "gpt-4o"
  ) -> String {
    let end = Self.day + minute * Self.minute + Self.minute / 2
    let attributes = SignalRequest.json([
      ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", model), ("tenant.id", tenant),
      ("gen_ai.usage.input_tokens", "\(tokens)"), ("gen_ai.usage.output_tokens", "1"),
    ])
    let digits = String(minute + 10_000, radix: 10)
    let span = String(repeating: "0", count: 16 - digits.count) + digits
    let resource = SignalRequest.json([("service.name", service)])
    return #"""
      {"resourceSpans":[{"resource":{"attributes":[\#(resource)]},
      "scopeSpans":[{"spans":[{"traceId":"\#(span)\#(span)","spanId":"\#(span)","name":"chat",
      "startTimeUnixNano":"\#(end - 1_000_000_000)","endTimeUnixNano":"\#(end)",
      "attributes":[\#(attributes)]}]}]}]}
      """#
  }

  /// A minute's points of a service, input and output.
  private func metric(
    _ minute: Int64, _ tokens: Int64, service: String = "chat", tenant: String = "a",
    model: String = "gpt-4o"
  ) -> String {
    let start = Self.day + minute * Self.minute
    let points = [("input", tokens), ("output", 1)].map { type, value in
      SignalRequest.Point(
        start: start, time: start + Self.minute, value: value,
        attributes: [
          ("gen_ai.token.type", type), ("gen_ai.request.model", model), ("tenant.id", tenant),
        ])
    }
    return SignalRequest.metric(.delta, resource: [("service.name", service)], points).json
  }

  /// An agent CLI's event of one call.
  private func event(_ minute: Int64, _ tokens: Int64) -> String {
    SignalRequest.record(
      time: Self.day + minute * Self.minute, body: "claude_code.api_request",
      resource: [("service.name", "chat")],
      [
        ("event.name", "api_request"), ("model", "gpt-4o"), ("tenant.id", "a"),
        ("input_tokens", "\(tokens)"), ("output_tokens", "1"), ("duration_ms", "500"),
      ]
    ).json
  }

  /// What requests come to, which must not depend on their order.
  private func answer(
    _ requests: [String], declared: [String: UsageSource] = [:]
  ) throws -> SignalAnswer {
    try withTemporaryFolder { folder in
      let orders = [requests, requests.reversed()]
      let answers = try orders.enumerated().map { number, order in
        let ledger = try SignalLedger(folder, "\(number).db", declared: declared)
        for request in order { try ledger.post(request) }
        return try ledger.close()
      }
      #expect(answers[0] == answers[1])
      return answers[0]
    }
  }

  @Test func metricsCountWhereNothingElseDoes() throws {
    #expect(try answer([metric(0, 10), metric(1, 20)]).tokens == ["a gpt-4o": [30, 2]])
  }

  @Test func spansCountAndMetricsAreComparedWithThem() throws {
    let equal = try answer([metric(0, 10), span(0, 10), metric(1, 20), span(1, 20)])
    #expect(equal.tokens == ["a gpt-4o": [30, 2]])
    #expect(equal.requests == 2)
    #expect(equal.findings == [:])

    let less = try answer([metric(0, 10), span(0, 10), metric(1, 20)])
    #expect(less.tokens == ["a gpt-4o": [10, 1]])
    #expect(less.findings == ["metrics_differ": [1, 21]])

    // Differences of two models do not make up for each other.
    let crossed = try answer([
      metric(0, 10), metric(0, 30, model: "o3"), span(0, 15), span(1, 30, model: "o3"),
    ])
    #expect(crossed.findings == ["metrics_differ": [1, 5]])
    // A dated name is the same model.
    let dated = try answer([metric(0, 10, model: "gpt-4o-2024-08-06"), span(0, 10)])
    #expect(dated.findings == [:])
  }

  @Test func aChangeOfTheAnswerReversesAndPostsAnew() throws {
    try withTemporaryFolder { folder in
      let ledger = try SignalLedger(folder)
      for minute in 0..<3 { try ledger.post(metric(Int64(minute), 10)) }
      for minute in 0..<3 { try ledger.post(span(Int64(minute), 10)) }
      let answer = try ledger.close()
      #expect(answer.tokens == ["a gpt-4o": [30, 3]])
      #expect(answer.requests == 3)
      #expect(answer.findings == [:])
    }
  }

  /// A service that begins to send spans keeps what its metrics told of the days before.
  @Test func metricsKeepTheDaysBeforeTheFirstSpan() throws {
    let answer = try answer([metric(-1500, 100), metric(10, 7), span(20, 10)])
    #expect(answer.tokens == ["a gpt-4o": [110, 2]])
  }

  @Test func servicesDecideForThemselves() throws {
    let answer = try answer([
      span(0, 10), metric(0, 10), metric(0, 5, service: "mail"), metric(0, 3, tenant: "b"),
    ])
    #expect(answer.tokens == ["a gpt-4o": [15, 2]])
    #expect(answer.findings == ["metrics_differ": [1, 4]])
  }

  @Test func aDeclaredSourceCountsAlone() throws {
    let requests = [span(0, 10), metric(0, 40), event(1, 70)]
    #expect(try answer(requests, declared: ["chat": .spans]).tokens == ["a gpt-4o": [10, 1]])
    #expect(try answer(requests, declared: ["chat": .logs]).tokens == ["a gpt-4o": [70, 1]])
    let metrics = try answer(requests, declared: ["chat": .metrics])
    #expect(metrics.tokens == ["a gpt-4o": [40, 1]])
    #expect(metrics.requests == 0)
    #expect(try answer(requests, declared: ["mail": .metrics]).tokens == ["a gpt-4o": [10, 1]])
  }

  @Test func eventsCountBeforeMetricsAndAfterSpans() throws {
    #expect(try answer([event(1, 10), metric(0, 99)]).tokens == ["a gpt-4o": [10, 1]])
    #expect(try answer([event(1, 10), span(0, 7)]).tokens == ["a gpt-4o": [7, 1]])
  }
}
