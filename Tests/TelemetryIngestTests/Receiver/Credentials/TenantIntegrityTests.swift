import CostModel
import Synchronization
import TestSupport
import Testing

@testable import TelemetryIngest

/// What a credential that names a tenant may bring, from a request's body to the ledger's rollups.
@Suite struct TenantIntegrityTests {
  private struct Call {
    var span = 1
    var trace = 1
    var attributes: [(String, String)] = []
    var resource: [(String, String)] = []
    var input = 100
  }

  private func json(_ calls: [Call]) -> [UInt8] {
    func list(_ pairs: [(String, String)]) -> String {
      pairs.map { "{\"key\":\"\($0)\",\"value\":{\"stringValue\":\"\($1)\"}}" }
        .joined(separator: ",")
    }
    let resources = calls.map { call in
      let attributes =
        call.attributes + [
          ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "gpt-4o"),
          ("gen_ai.usage.input_tokens", "\(call.input)"),
        ]
      let trace = String(repeating: "0", count: 31) + "\(call.trace)"
      return """
        {"resource":{"attributes":[\(list(call.resource))]},"scopeSpans":[{"spans":[{\
        "traceId":"\(trace)","spanId":"000000000000000\(call.span)","name":"chat",\
        "startTimeUnixNano":"1795000000000000000","endTimeUnixNano":"1795000001000000000",\
        "attributes":[\(list(attributes))]}]}]}
        """
    }
    return Array("{\"resourceSpans\":[\(resources.joined(separator: ","))]}".utf8)
  }

  private func identity(
    _ tenant: String?, _ source: IngestIdentity.Source = .credential, tier: String? = nil
  ) -> IngestIdentity {
    var identity = IngestIdentity()
    (identity.source, identity.tenant, identity.tier) = (source, tenant, tier)
    return identity
  }

  private struct Answer {
    /// Refusals of each request.
    var refused: [[RefusalReason]] = []
    /// Input tokens by tenant and tier.
    var tokens: [String: Int64] = [:]
    var findings: [String: Int64] = [:]
    /// Refused spans by tenant.
    var refusedOf: [String: Int64] = [:]
  }

  /// Posts requests one after the other, and reads what the ledger then holds.
  private func post(_ requests: [(IngestIdentity, [Call])]) throws -> Answer {
    try withTemporaryFolder { folder in
      let path = folder.path("l.db")
      let writer = try LedgerWriter(path: path)
      let queue = PostingQueue(writer: writer, configuration: IngestConfiguration())
      let refused = Mutex<[[RefusalReason]]>([])
      for (identity, calls) in requests {
        var access = Access.open
        access.identity = identity
        let batch = try queue.decode(json(calls), BodyForm(.traces, .json, access: access))
        queue.submit(batch) { result in
          let reasons = (try? result.get())?.refusals.map(\.reason) ?? []
          refused.withLock { $0.append(reasons) }
        }
        queue.drain()
      }
      try writer.close()
      return try read(path, refused.withLock { $0 })
    }
  }

  private func read(_ path: String, _ refused: [[RefusalReason]]) throws -> Answer {
    let reader = try LedgerReader(path: path)
    var answer = Answer(refused: refused)
    guard let hours = try reader.heldHours() else { return answer }
    for row in try reader.rollups(hours: hours, grain: .hour) {
      let tier = reader.text(row.dimensions.observedTier).map { "/\($0)" } ?? ""
      let key = (reader.text(row.dimensions.tenant) ?? "-") + tier
      answer.tokens[key, default: 0] += row.quantities[.input]
    }
    for finding in try reader.findings(hours: hours) {
      answer.findings[finding.kind.rawValue, default: 0] += finding.count
    }
    for counter in try reader.counters(hours: hours) where counter.counter == .refusedSpans {
      answer.refusedOf[reader.text(counter.tenant) ?? "-", default: 0] += counter.total
    }
    return answer
  }

  @Test func refusesSpansOfAnotherTenant() throws {
    let answer = try post([
      (
        identity("a"),
        [
          Call(span: 1, attributes: [("tenant.id", "b")]),
          Call(span: 2, attributes: [("tenant.id", "a")], input: 10),
          Call(span: 3, input: 1),
          Call(span: 4, resource: [("tenant.id", "b")]),
          // Two spellings, one of them another tenant's.
          Call(span: 5, attributes: [("tenant.id", "a"), ("clinic_id", "b")]),
          // The span's own word goes before its resource's.
          Call(span: 6, attributes: [("tenant.id", "a")], resource: [("tenant.id", "b")], input: 5),
          // Organisations only stand in for tenants, so this names none.
          Call(span: 7, attributes: [("organization.id", "org-9")], input: 3),
          Call(span: 8, attributes: [("baggage.tenant_id", "b")]),
        ]
      )
    ])
    #expect(answer.refused == [[RefusalReason](repeating: .tenantMismatch, count: 4)])
    #expect(answer.tokens == ["a": 19])
    #expect(answer.refusedOf == ["a": 4])
  }

  @Test func verifiedTiersWin() throws {
    let calls = [Call(attributes: [("tenant.id", "a"), ("tenant.tier", "platinum")])]
    let answer = try post([(identity("a", tier: "basic"), calls)])
    #expect(answer.tokens == ["a/basic": 100])
  }

  /// Tenant b sends the ids of a's span first, and larger; a's span counts all the same, once.
  @Test func nobodyPreemptsAnothersSpan() throws {
    let answer = try post([
      (identity("b"), [Call(attributes: [("gen_ai.response.id", "r-1")], input: 999)]),
      (identity("a"), [Call(attributes: [("gen_ai.response.id", "r-1")], input: 100)]),
      (identity("a"), [Call(attributes: [("gen_ai.response.id", "r-1")], input: 100)]),
    ])
    #expect(answer.tokens == ["a": 100, "b": 999])
    #expect(answer.findings["changed_span"] == nil)
  }

  /// A response id of another tenant does not make a call a repetition.
  @Test func responseIDsAreOfOneTenant() throws {
    let call = [("gen_ai.response.id", "r-1"), ("gen_ai.provider.name", "openai")]
    let answer = try post([
      (identity("b"), [Call(span: 1, trace: 1, attributes: call)]),
      (identity("a"), [Call(span: 2, trace: 2, attributes: call)]),
    ])
    #expect(answer.tokens == ["a": 100, "b": 100])
  }

  /// A session that b claims does not give its tenant to what comes without a credential's tenant.
  @Test func sessionsBindOwnSpansOnly() throws {
    let session = [("session.id", "s-1")]
    let answer = try post([
      (identity("b"), [Call(span: 1, trace: 1, attributes: session)]),
      (IngestIdentity(), [Call(span: 2, trace: 2, attributes: session, input: 7)]),
    ])
    #expect(answer.tokens == ["b": 100, "-": 7])
  }

  /// Without a credential's tenant the same two requests share the session.
  @Test func sessionsBindWithoutCredentials() throws {
    let session = [("session.id", "s-1")]
    let answer = try post([
      (
        IngestIdentity(),
        [Call(span: 1, trace: 1, attributes: session + [("tenant.id", "b")])]
      ),
      (IngestIdentity(), [Call(span: 2, trace: 2, attributes: session, input: 7)]),
    ])
    #expect(answer.tokens == ["b": 107])
  }

  @Test func trustedHeadersWinWithAFinding() throws {
    let answer = try post([
      (
        identity("h", .trustedHeaders, tier: "basic"),
        [
          Call(span: 1, trace: 1, attributes: [("tenant.id", "x"), ("tenant.tier", "gold")]),
          Call(span: 2, trace: 2, attributes: [("tenant.id", "h")], input: 10),
          Call(span: 3, trace: 3, input: 1),
        ]
      )
    ])
    #expect(answer.refused == [[]])
    #expect(answer.tokens == ["h/basic": 111])
    #expect(answer.findings == ["overruled_tenant": 1])
  }

  /// An assembler that has served one tenant keeps nothing of it for the next request.
  @Test func verifiedNamesEndWithTheirRequest() throws {
    let answer = try post([
      (identity("a", tier: "gold"), [Call(span: 1, trace: 1)]),
      (IngestIdentity(), [Call(span: 2, trace: 2, attributes: [("tenant.id", "b")])]),
    ])
    #expect(answer.tokens == ["a/gold": 100, "b": 100])
  }

  /// The mask is a constant of tenant and ledger, and differs for every tenant.
  @Test func masksDifferByTenantAndLedger() {
    let seed = DigestSeed(high: 1, low: 2)
    let mask = TenantMask(tenant: "a", seed: seed)
    #expect(mask == TenantMask(tenant: "a", seed: seed))
    #expect(mask != TenantMask(tenant: "b", seed: seed))
    #expect(mask != TenantMask(tenant: "a", seed: DigestSeed(high: 1, low: 3)))
    #expect(mask != TenantMask())
  }
}
