import CostModel
import Synchronization
import TestSupport
import Testing

@testable import TelemetryIngest

/// The table role × endpoint, whole, and what each role sees.
@Suite struct AuthorizerTests {
  /// A row a role: what it may do, written out once more on purpose.
  static let table: [(role: Role, allowed: Set<Endpoint>)] = [
    (.ingest, [.traces, .metrics, .logs, .putLogEvents, .describeLogs]),
    (
      .platform,
      [.traces, .metrics, .logs, .putLogEvents, .describeLogs, .manageLogs, .statistics]
    ),
    (.sre, [.reports, .query, .describeLogs]),
    (.finance, [.reports, .query, .describeLogs, .statistics]),
    (.tier, [.reports, .query, .describeLogs]), (.tenant, [.reports, .query, .describeLogs]),
    (
      .admin,
      [
        .traces, .metrics, .logs, .putLogEvents, .describeLogs, .manageLogs, .reports, .query,
        .statistics,
      ]
    ),
  ]
  static let tenants: [String?] = [nil, "hospital-a", "clinic-b"]
  static let tiers: [String?] = [nil, "premium"]
  static let now: Int64 = 1_750_000_000_000_000_000

  /// An authorizer with a token of each kind, and what the tokens are.
  private func withAuthorizer(
    _ tokens: [StoredToken], trusted: TrustedHeaders = TrustedHeaders(),
    _ body: (Authorizer) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let path = folder.path("tokens.json5")
      try TokenFile(tokens: tokens).write(path: path)
      var settings = AuthorizerSettings()
      settings.tokensPath = path
      settings.trustedHeaders = trusted
      try body(Authorizer(settings, nowNanoseconds: { Self.now }, fetch: { _ in [] }))
    }
  }

  private func request(_ secret: String?, _ fields: [HTTPField] = []) -> HTTPRequest {
    var request = HTTPRequest(
      method: "POST", path: "/", fields: [HTTPField("content-type", "application/json")] + fields)
    request.peer = "192.0.2.1"
    if let secret { request.fields.append(HTTPField("authorization", "Bearer \(secret)")) }
    return request
  }

  @Test func matrixOfRolesEndpointsAndTenants() throws {
    #expect(Set(Self.table.map(\.role)) == Set(Role.allCases))
    for (role, allowed) in Self.table {
      for tenant in Self.tenants {
        for tier in Self.tiers {
          var (token, secret) = StoredToken.make(role: role, createdAt: 0)
          (token.tenant, token.tier) = (tenant, tier)
          if role == .tenant && tenant == nil || role == .tier && tier == nil { continue }
          try withAuthorizer([token]) { authorizer in
            for endpoint in Endpoint.allCases {
              let decision = authorizer.authorize(request(secret), for: endpoint)
              let isNarrow = tenant != nil || tier != nil
              let isAllowed =
                [.health, .page].contains(endpoint)
                || allowed.contains(endpoint)
                  && !([.statistics, .manageLogs].contains(endpoint) && isNarrow)
              let place = "\(role) at \(endpoint), tenant \(tenant ?? "-"), tier \(tier ?? "-")"
              guard case .allow(let access) = decision else {
                #expect(!isAllowed, "\(place)")
                expectRefusal(decision, 403)
                continue
              }
              #expect(isAllowed, "\(place)")
              check(access, role, endpoint, tenant: tenant, tier: tier)
            }
          }
        }
      }
    }
  }

  private func check(
    _ access: Access, _ role: Role, _ endpoint: Endpoint, tenant: String?, tier: String?
  ) {
    if [.health, .page].contains(endpoint) {
      #expect(access.credential == nil)
      #expect(!access.scope.showsMoney && access.scope.isRestricted)
      return
    }
    let extent: Scope.Extent =
      if let tenant { .tenant(tenant) } else if let tier { .tier(tier) } else { .all }
    #expect(access.scope.extent == extent)
    #expect(access.scope.showsMoney == [.finance, .tier, .tenant, .admin].contains(role))
    let isIngest = [.traces, .metrics, .logs, .putLogEvents].contains(endpoint)
    #expect(access.identity.tenant == (isIngest ? tenant : nil))
  }

  private func expectRefusal(
    _ decision: Decision, _ status: UInt32, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard case .refuse(let answer) = decision else {
      Issue.record("was allowed", sourceLocation: sourceLocation)
      return
    }
    #expect(answer.status == status, sourceLocation: sourceLocation)
    if status == 401 || status == 403 {
      #expect(
        answer.fields.contains { $0.name == "WWW-Authenticate" }, sourceLocation: sourceLocation)
    }
    let text = String(decoding: answer.body, as: UTF8.self)
    #expect(text.hasPrefix("{\"code\":"), sourceLocation: sourceLocation)
    #expect(!text.contains("meter_"), sourceLocation: sourceLocation)
  }

  @Test func refusesWhoIsNotKnown() throws {
    var (token, secret) = StoredToken.make(role: .admin, createdAt: 0)
    token.id = "good"
    var (expired, expiredSecret) = StoredToken.make(role: .admin, createdAt: 0)
    expired.expires = Self.now
    var (revoked, revokedSecret) = StoredToken.make(role: .admin, createdAt: 0)
    revoked.revoked = 1
    let digest = StoredToken.digest(of: secret)
    #expect(token.proof == .digest(digest))
    try withAuthorizer([token, expired, revoked]) { authorizer in
      let twice = request(secret, [HTTPField("authorization", "Bearer \(secret)")])
      var basic = request(nil)
      basic.fields.append(HTTPField("authorization", "Basic \(secret)"))
      for wrong in [
        request(nil), request(""), request("meter_"), request(secret + "x"),
        request(String(secret.dropLast())), request(secret.uppercased()), request(expiredSecret),
        request(revokedSecret), request(digest), twice, basic,
      ] {
        expectRefusal(authorizer.authorize(wrong, for: .reports), 401)
      }
      guard case .allow = authorizer.authorize(request(secret), for: .reports) else {
        Issue.record("the good token is refused")
        return
      }
    }
  }

  /// Ten failures, then 429 for that address; others, and who is known, go on.
  @Test func limitsFailuresByAddress() throws {
    let (token, secret) = StoredToken.make(role: .admin, createdAt: 0)
    try withAuthorizer([token]) { authorizer in
      for _ in 0..<10 { expectRefusal(authorizer.authorize(request("meter_no"), for: .query), 401) }
      let decision = authorizer.authorize(request("meter_no"), for: .query)
      expectRefusal(decision, 429)
      if case .refuse(let answer) = decision {
        #expect(answer.fields == [HTTPField("Retry-After", "6")])
      }
      var other = request("meter_no")
      other.peer = "192.0.2.2"
      expectRefusal(authorizer.authorize(other, for: .query), 401)
      guard case .allow = authorizer.authorize(request(secret), for: .query) else {
        Issue.record("the good token is refused")
        return
      }
    }
  }

  /// A token's own limit is answered 429, for as long as it takes; others go on.
  @Test func limitsRequestsByCredential() throws {
    var (busy, busySecret) = StoredToken.make(role: .ingest, createdAt: 0)
    busy.requestsPerMinute = 3
    let (other, otherSecret) = StoredToken.make(role: .ingest, createdAt: 0)
    try withTemporaryFolder { folder in
      let path = folder.path("tokens.json5")
      try TokenFile(tokens: [busy, other]).write(path: path)
      var settings = AuthorizerSettings()
      settings.tokensPath = path
      let now = Atomic<Int64>(Self.now)
      let authorizer = try Authorizer(
        settings, nowNanoseconds: { now.load(ordering: .relaxed) }, fetch: { _ in [] })
      func isAllowed(_ secret: String) -> Bool {
        if case .allow = authorizer.authorize(request(secret), for: .traces) { true } else { false }
      }
      for _ in 0..<3 { #expect(isAllowed(busySecret)) }
      let decision = authorizer.authorize(request(busySecret), for: .traces)
      expectRefusal(decision, 429)
      if case .refuse(let answer) = decision {
        #expect(answer.fields == [HTTPField("Retry-After", "20")])
      }
      for _ in 0..<10 { #expect(isAllowed(otherSecret)) }
      now.add(20_000_000_000, ordering: .relaxed)
      #expect(isAllowed(busySecret))
      #expect(!isAllowed(busySecret))
    }
  }

  /// Trusted headers count for credentials that name no tenant, where they are configured.
  @Test func takesTenantsFromTrustedHeaders() throws {
    let (open, openSecret) = StoredToken.make(role: .ingest, createdAt: 0)
    var (scoped, scopedSecret) = StoredToken.make(role: .ingest, createdAt: 0)
    scoped.tenant = "hospital-a"
    var trusted = TrustedHeaders()
    try trusted.add("tenant=X-Clinic-ID")
    try trusted.add("tier=X-Tier")
    let fields = [HTTPField("x-clinic-id", "clinic-b"), HTTPField("x-tier", "basic")]
    func identity(_ authorizer: Authorizer, _ secret: String) -> IngestIdentity? {
      guard case .allow(let access) = authorizer.authorize(request(secret, fields), for: .traces)
      else { return nil }
      return access.identity
    }
    try withAuthorizer([open, scoped], trusted: trusted) { authorizer in
      #expect(identity(authorizer, openSecret)?.tenant == "clinic-b")
      #expect(identity(authorizer, openSecret)?.tier == "basic")
      #expect(identity(authorizer, openSecret)?.source == .trustedHeaders)
      #expect(identity(authorizer, scopedSecret)?.tenant == "hospital-a")
      let twice = request(openSecret, fields + [HTTPField("x-clinic-id", "clinic-c")])
      expectRefusalStatus(authorizer.authorize(twice, for: .traces), 400)
    }
    try withAuthorizer([open]) { authorizer in
      #expect(identity(authorizer, openSecret)?.tenant == nil)
    }
  }

  private func expectRefusalStatus(_ decision: Decision, _ status: UInt32) {
    guard case .refuse(let answer) = decision else {
      Issue.record("was allowed")
      return
    }
    #expect(answer.status == status)
  }

  /// A file that others may read is refused at the start; one that breaks later changes nothing.
  @Test func keepsTokensWhenTheFileBreaks() throws {
    try withTemporaryFolder { folder in
      let (token, secret) = StoredToken.make(role: .finance, createdAt: 0)
      let path = folder.path("tokens.json5")
      try TokenFile(tokens: [token]).write(path: path)
      var settings = AuthorizerSettings()
      settings.tokensPath = path
      let authorizer = try Authorizer(
        settings, nowNanoseconds: { Self.now }, fetch: { _ in [] })
      try folder.write("tokens.json5", "{ tokens: [ { id: 1 } ] }")
      #expect(authorizer.reload().count == 1)
      guard case .allow = authorizer.authorize(request(secret), for: .reports) else {
        Issue.record("the token is forgotten")
        return
      }
      #expect(throws: (any Error).self) { try TokenFile(path: path) }
      try TokenFile().write(path: path)
      #expect(authorizer.reload().isEmpty)
      expectRefusal(authorizer.authorize(request(secret), for: .reports), 401)
    }
  }
}
