import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// Tenants that only the registry knows: by the resource that usage came from, or by an actor id.
@Suite struct TenantDirectoryTests {
  typealias Attributes = SignalRequest.Attributes

  private static let time: Int64 = 1_795_000_000_000_000_000
  private static let runtime = "arn:aws:bedrock-agentcore:us-west-2:1:runtime/hospital-a-7/x"
  private static let profile =
    "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc123"

  private static let directory: TenantDirectory = {
    var registry = TenantRegistry()
    registry.set("clinic-a", tier: "basic")
    registry.set("clinic", tier: "basic")
    registry.set("hospital-a", tier: "premium")
    registry.assign("arn:aws:*:runtime/hospital-a-*", to: "hospital-a")
    registry.assign(profile, to: "clinic-a")
    let templates = ["{tier}-{tenant}-{user}"].compactMap { ActorTemplate(parsing: $0) }
    return TenantDirectory(registry: registry, templates: templates)
  }()

  /// A call with the attributes of its resource and its own.
  private func span(
    _ own: Attributes, resource: Attributes = [], model: String = "gpt-4o", state: String = ""
  ) -> String {
    let call: Attributes = [
      ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", model),
      ("gen_ai.usage.input_tokens", "3"), ("gen_ai.usage.output_tokens", "2"),
    ]
    let list = SignalRequest.json(call + own)
    return #"{"resourceSpans":[{"resource":{"attributes":[\#(SignalRequest.json(resource))]},"#
      + #""scopeSpans":[{"spans":[{"traceId":"000000000000000000000000000000a1","#
      + #""spanId":"00000000000000b1","name":"chat","traceState":"\#(state)","#
      + #""startTimeUnixNano":"\#(Self.time)","endTimeUnixNano":"\#(Self.time + 9)","#
      + #""attributes":[\#(list)]}]}]}]}"#
  }

  private func answer(_ request: String) throws -> SignalAnswer {
    try withTemporaryFolder { folder in
      let ledger = try SignalLedger(folder, directory: Self.directory)
      try ledger.post(request)
      #expect(ledger.refusals.isEmpty)
      return try ledger.close()
    }
  }

  @Test(
    arguments: [
      ([("cloud.resource_id", runtime)], [], "hospital-a"),
      // What the telemetry says itself comes first: on the span, then on the resource.
      ([("cloud.resource_id", runtime)], [("tenant.id", "b")], "b"),
      ([("cloud.resource_id", runtime), ("tenant.id", "b")], [], "b"),
      // The resource that a span names is nearer than its own.
      ([("cloud.resource_id", runtime)], [("aws.bedrock.agent.id", profile)], "clinic-a"),
      ([("cloud.resource_id", "arn:aws:bedrock-agentcore:us-west-2:1:runtime/x")], [], "-"),
    ] as [(Attributes, Attributes, String)])
  func theResourceIsATenants(resource: Attributes, own: Attributes, tenant: String) throws {
    #expect(try answer(span(own, resource: resource)).tokens == ["\(tenant) gpt-4o": [3, 2]])
  }

  @Test func aProfileOfATenantsOwn() throws {
    let found = try answer(span([], model: Self.profile)).tokens
    #expect(found == ["clinic-a \(Self.profile)": [3, 2]])
  }

  @Test func metricsAndLogRecordsToo() throws {
    let resource: Attributes = [("cloud.resource_id", Self.runtime), ("service.name", "s")]
    let metric = SignalRequest.metric(
      .delta, resource: resource,
      [
        .init(
          start: Self.time, time: Self.time + 9, value: 5,
          attributes: [("gen_ai.token.type", "input"), ("gen_ai.request.model", "gpt-4o")])
      ])
    #expect(try answer(metric.json).tokens == ["hospital-a gpt-4o": [5, 0]])
  }

  @Test(
    arguments: [
      ("basic-clinic-a-dr.smith@clinic-a.com", "-", ["ambiguous_actor": [1, 5]]),
      ("premium-hospital-a-kim", "hospital-a", [:]),
      ("premium-clinic-a-kim", "-", [:]), ("somebody", "-", [:]),
    ] as [(String, String, [String: [Int64]])])
  func actorIDsAreResolvedByTheRegistry(
    actor: String, tenant: String, findings: [String: [Int64]]
  ) throws {
    let found = try answer(span([("actor_id", actor)]))
    #expect(found.tokens == ["\(tenant) gpt-4o": [3, 2]])
    #expect(found.findings == findings)
  }

  @Test func aStatedTenantSettlesAnAmbiguousActor() throws {
    let found = try answer(
      span([("actor_id", "basic-clinic-a-kim"), ("tenant.id", "clinic")]))
    #expect(found.tokens == ["clinic gpt-4o": [3, 2]])
    #expect(found.findings == [:])
  }

  @Test func aStatedTenantThatIsNotTheActorsIsAConflict() throws {
    let found = try answer(
      span([("actor_id", "premium-hospital-a-kim"), ("tenant.id", "clinic")]))
    #expect(found.tokens == ["- gpt-4o": [3, 2]])
    #expect(found.findings == ["conflicting_tenants": [1, 5]])
  }

  /// Without a template an actor id is a user, whatever it looks like.
  @Test func withoutATemplateNothingIsTakenApart() throws {
    try withTemporaryFolder { folder in
      let ledger = try SignalLedger(folder)
      try ledger.post(span([("actor_id", "premium-hospital-a-kim")]))
      #expect(try ledger.close().tokens == ["- gpt-4o": [3, 2]])
    }
  }

  @Test(
    arguments: [
      ([], "ot=th:c", true), ([], "vendor=x, ot=rv:1;th:8", true), ([], "ot=p:2;r:5", true),
      ([], "ot=th:0", false), ([], "ot=p:0", false), ([], "ot=rv:7", false), ([], "th:c", false),
      ([("SampleRate", "4")], "", true), ([("SampleRate", "1")], "", false),
      ([("sampling.probability", "0.25")], "", true), ([("_dd.rule_psr", "1.0")], "", false),
      ([("microsoft.sample_rate", "100")], "", false),
      ([("microsoft.sample_rate", "12.5")], "", true),
    ] as [(Attributes, String, Bool)])
  func sampledTracesAreAFinding(own: Attributes, state: String, isSampled: Bool) throws {
    let found = try answer(span(own, state: state))
    // Nothing is scaled.
    #expect(found.tokens == ["- gpt-4o": [3, 2]])
    #expect(found.findings == (isSampled ? ["sampled_traces": [1, 5]] : [:]))
  }

  /// A trace that is read back from the ledger still knows what its spans said.
  @Test func whatASpanSaidOutlivesARestart() throws {
    try withTemporaryFolder { folder in
      var writer = try LedgerWriter(path: folder.path("l.db"))
      func post(_ parts: [TraceScene.Part], _ writer: LedgerWriter) throws {
        let engine = PostingEngine(writer: writer, laneCount: 1)
        _ = try engine.post([TraceScene.assemble(parts, writer)])
        try writer.close()
      }
      try post([.init(1, [("SampleRate", "8")])], writer)
      writer = try LedgerWriter(path: folder.path("l.db"))
      try post([.init(2, under: 1, TraceScene.call(1, 1))], writer)
      #expect(try Books(path: folder.path("l.db")).findings == ["sampled_traces": 1])
    }
  }
}
