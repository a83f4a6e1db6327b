import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// Metrics from a request's bytes to the ledger's sums.
@Suite struct MetricStreamTests {
  private static let base: Int64 = 1_795_000_000_000_000_000

  /// A point `from` seconds to `to` seconds after a fixed hour; from 0 for an unknown start.
  private static func point(
    _ from: Int64?, _ to: Int64, _ value: Int64, _ type: String = "input", model: String = "gpt-4o",
    tenant: String = "a"
  ) -> SignalRequest.Point {
    SignalRequest.Point(
      start: from.map { base + $0 * 1_000_000_000 } ?? 0, time: base + to * 1_000_000_000,
      value: value,
      attributes: [
        ("gen_ai.token.type", type), ("gen_ai.request.model", model), ("tenant.id", tenant),
      ])
  }

  private static let service: SignalRequest.Attributes = [("service.name", "chat")]

  private func answer(
    _ kind: SignalRequest.Kind, _ points: [SignalRequest.Point]
  ) throws -> SignalAnswer {
    try withTemporaryFolder { folder in
      let ledger = try SignalLedger(folder)
      try ledger.post(SignalRequest.metric(kind, resource: Self.service, points).json)
      return try ledger.close()
    }
  }

  @Test func countsSumsOfHistogramsAndNotHowManyTheyHold() throws {
    let answer = try answer(
      .histogramCumulative,
      [Self.point(0, 60, 1842), Self.point(0, 60, 231, "output"), Self.point(0, 120, 2000)])
    #expect(answer.tokens == ["a gpt-4o": [2000, 231]])
    #expect(answer.requests == 0)
  }

  /// Cached tokens by custom types are parts of the input, or not: nobody can tell.
  @Test func leavesOutTypesThatMayBeContainedInOthers() throws {
    let answer = try answer(
      .delta,
      [
        Self.point(0, 60, 100), Self.point(0, 60, 80, "cached"),
        Self.point(0, 60, 80, "input_cache_read"), Self.point(0, 60, 9, "output"),
      ])
    #expect(answer.tokens == ["a gpt-4o": [100, 9]])
  }

  @Test(arguments: [
    // A counter that begins anew says so by its start, or by falling.
    ("a new start", SignalRequest.Kind.cumulative, [(0, 60, 10), (0, 120, 25), (200, 260, 7)], 32),
    ("a fall", .cumulative, [(0, 60, 10), (0, 120, 25), (0, 180, 4)], 29),
    // Two processes under one identity: each counts by itself.
    (
      "two writers", .cumulative,
      [(0, 60, 10), (5, 60, 7), (0, 120, 20), (5, 120, 9)], 29
    ),
    ("an equal start and time", .cumulative, [(60, 60, 100), (60, 120, 130)], 30),
    ("windows", .delta, [(0, 60, 10), (60, 120, 20)], 30),
    ("a window again", .delta, [(0, 60, 10), (0, 60, 10)], 10),
    ("a gap", .delta, [(0, 60, 10), (120, 180, 20)], 30),
  ])
  func addsUp(
    name: String, kind: SignalRequest.Kind, points: [(Int64, Int64, Int64)], tokens: Int64
  ) throws {
    for order in [points, points.reversed()] {
      let answer = try answer(kind, order.map { Self.point($0.0, $0.1, $0.2) })
      #expect(answer.tokens["a gpt-4o"] == [tokens, 0], "\(name)")
    }
  }

  @Test func startsThatAreUnknownOnlyTellWhatFollows() throws {
    let answer = try answer(
      .cumulative, [Self.point(nil, 60, 1000), Self.point(nil, 120, 1040)])
    #expect(answer.tokens == ["a gpt-4o": [40, 0]])
    #expect(answer.findings["metric_gap"] == [1, 1000])
  }

  @Test func namesOverlapsAndGaps() throws {
    let overlap = try answer(.delta, [Self.point(0, 60, 10), Self.point(30, 90, 20)])
    #expect(overlap.findings["metric_overlap"] == [1, 20])
    let gap = try answer(.delta, [Self.point(0, 60, 10), Self.point(120, 180, 20)])
    #expect(gap.findings["metric_gap"]?.first == 1)
    let steady = try answer(.delta, [Self.point(0, 60, 10), Self.point(60, 120, 20)])
    #expect(steady.findings == [:])
  }

  /// What a resource says is part of the identity: else two processes would be one that resets.
  @Test func tellsProcessesApartByTheirResource() throws {
    let answer = try withTemporaryFolder { folder in
      let ledger = try SignalLedger(folder)
      let readings: [(String, Int64, Int64)] = [
        ("1", 60, 100), ("2", 60, 40), ("1", 120, 150), ("2", 120, 60),
      ]
      for (instance, time, value) in readings {
        let resource = Self.service + [("service.instance.id", instance)]
        let point = Self.point(0, time, value)
        try ledger.post(SignalRequest.metric(.cumulative, resource: resource, [point]).json)
      }
      return try ledger.close()
    }
    #expect(answer.tokens == ["a gpt-4o": [210, 0]])
    #expect(answer.findings == [:])
  }

  @Test func readsTheSameFromBothEncodings() throws {
    try withTemporaryFolder { folder in
      let ledger = try SignalLedger(folder)
      for kind in [
        SignalRequest.Kind.delta, .cumulative, .histogramDelta, .histogramCumulative,
      ] {
        let request = SignalRequest.metric(
          kind, resource: Self.service + [("host.id", "7")],
          [Self.point(0, 60, 10), Self.point(0, 60, 3, "output")])
        try ledger.post(request.json)
        try ledger.post(request.protobuf, of: .points)
      }
      let answer = try ledger.close()
      #expect(ledger.refusals == [])
      #expect(answer.tokens == ["a gpt-4o": [40, 12]])
      #expect(answer.counters[.metricPoints] == 8)
      #expect(answer.counters[.duplicatePoints] == 8)
    }
  }

  @Test func refusesFaultyPointsAloneWithTheirReasons() throws {
    let time = #""timeUnixNano":"\#(Self.base)""#
    let type = #""attributes":[{"key":"gen_ai.token.type","value":{"stringValue":"input"}}]"#
    let points = [
      #"{"asInt":"1",\#(type)}"#, #"{\#(time),"asInt":"-1",\#(type)}"#,
      #"{\#(time),"asDouble":1.5,\#(type)}"#, #"{\#(time),\#(type)}"#,
      #"{\#(time),"asDouble":1e300,\#(type)}"#, #"{\#(time),"flags":1,\#(type)}"#,
      #"{\#(time),"asInt":"5",\#(type)}"#,
    ]
    let json = #"""
      {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"gen_ai.client.token.usage","sum":{
      "aggregationTemporality":1,"isMonotonic":true,"dataPoints":[
      \#(points.joined(separator: ","))]}},
      {"name":"gen_ai.client.token.usage","sum":{"dataPoints":[{\#(time),"asInt":"5",\#(type)}]}},
      {"name":"http.server.duration","histogram":{"dataPoints":[{"sum":1}]}}]}]}]}
      """#
    try withTemporaryFolder { folder in
      let ledger = try SignalLedger(folder)
      try ledger.post(json)
      let answer = try ledger.close()
      #expect(
        ledger.refusals.map(\.reason) == [
          .invalidTime, .negativeCount, .fractionalCount, .missingValue, .countTooLarge,
          .unspecifiedTemporality,
        ])
      #expect(ledger.refusals.allSatisfy { $0.signal == .points })
      #expect(answer.tokens == ["- -": [5, 0]])
      #expect(answer.counters[.refusedPoints] == 6)
      #expect(answer.counters[.ignoredMetrics] == 1)
    }
  }

  @Test func obeysTheCredentialsTenant() throws {
    try withTemporaryFolder { folder in
      var identity = IngestIdentity()
      identity.tenant = "a"
      let ledger = try SignalLedger(folder, identity: identity)
      let points = [
        Self.point(0, 60, 10), Self.point(0, 60, 20, tenant: "b"),
        SignalRequest.Point(
          start: Self.base, time: Self.base + 1, value: 5,
          attributes: [("gen_ai.token.type", "input")]),
      ]
      let request = SignalRequest.metric(.delta, resource: Self.service, points).json
      try ledger.post(request)
      // The same stream of another tenant is another stream.
      identity.tenant = "b"
      ledger.verify(identity)
      try ledger.post(request)
      let answer = try ledger.close()
      #expect(ledger.refusals.map(\.reason) == [.tenantMismatch, .tenantMismatch])
      #expect(answer.tokens["a gpt-4o"] == [10, 0])
      #expect(answer.tokens["b gpt-4o"] == [20, 0])
      #expect(answer.tokens["a -"] == [5, 0])
      #expect(answer.tokens["b -"] == [5, 0])
    }
  }
}
