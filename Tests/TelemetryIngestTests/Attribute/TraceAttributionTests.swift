import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// Who usage belongs to, as scenes, each posted forwards and backwards.
@Suite struct TraceAttributionTests {
  typealias Part = TraceScene.Part

  private func lines(_ parts: [Part]) throws -> [String] {
    let forwards = try TraceScene.post([parts])
    let backwards = try TraceScene.post(parts.reversed().map { [$0] }, reopening: true)
    #expect(forwards.lines == backwards.lines)
    #expect(forwards.findings == backwards.findings)
    return forwards.lines
      + forwards.findings.keys.filter { $0.hasPrefix("conflicting") }.sorted()
  }

  private let call = TraceScene.call(1, 1)

  @Test func nearestAncestorGivesTenantTierAndFeature() throws {
    let root = [("tenant.id", "acme"), ("tenant.tier", "premium"), ("feature", "chat")]
    let found = try lines([
      Part(1, root), Part(2, under: 1), Part(3, under: 2, [("feature", "search")]),
      Part(4, under: 3, call), Part(5, under: 2, call),
    ])
    #expect(found == ["4: acme/premium/search gpt-4o 1+1", "5: acme/premium/chat gpt-4o 1+1"])
  }

  @Test func traceThatAgreesGivesTheTenant() throws {
    let found = try lines([
      Part(1, [("http.route", "/")]), Part(2, under: 1, [("tenant_id", "acme")]),
      Part(3, under: 1, call),
    ])
    #expect(found == ["3: acme/-/- gpt-4o 1+1"])
  }

  @Test func twoTenantsInTheTraceLeaveItUnattributed() throws {
    let found = try lines([
      Part(1), Part(2, under: 1, [("tenant.id", "a")]), Part(3, under: 1, [("tenant.id", "b")]),
      Part(4, under: 1, call), Part(5, under: 2, call),
    ])
    #expect(
      found == ["4: -/-/- gpt-4o 1+1", "5: a/-/- gpt-4o 1+1", "conflicting_tenants"])
  }

  @Test func twoSpellingsThatDisagreeAreAConflict() throws {
    let found = try lines([Part(1, call + [("tenant.id", "a"), ("tenant_id", "b")])])
    #expect(found == ["1: -/-/- gpt-4o 1+1", "conflicting_tenants"])
  }

  @Test func fallbackSpellingsDoNotConflict() throws {
    let found = try lines([Part(1, call + [("organization.id", "o"), ("tenant.id", "a")])])
    #expect(found == ["1: a/-/- gpt-4o 1+1"])
  }

  @Test func tierComesOnlyFromASourceOfTheSameTenant() throws {
    let found = try lines([
      Part(1, [("tenant.id", "a"), ("tenant.tier", "premium")]),
      Part(2, under: 1, [("tenant.id", "b")]), Part(3, under: 2, call),
    ])
    #expect(found == ["3: b/-/- gpt-4o 1+1"])
  }

  @Test func sessionBindsSpansOfOtherTraces() throws {
    let session = [("session.id", "s-1")]
    let found = try lines([
      Part(1, trace: 1, call + session),
      Part(2, trace: 2, from: 60, to: 61, session + [("tenant.id", "acme"), ("tier", "basic")]),
    ])
    #expect(found == ["1: acme/basic/- gpt-4o 1+1"])
  }

  @Test func sessionBindsForADayOnly() throws {
    let session = [("session.id", "s-1")]
    let late = 86_400.0 + 1
    let found = try lines([
      Part(1, trace: 1, call + session),
      Part(2, trace: 2, from: late, to: late + 1, session + [("tenant.id", "acme")]),
    ])
    #expect(found == ["1: -/-/- gpt-4o 1+1"])
  }

  @Test func sessionOfTwoTenantsBindsNothing() throws {
    let session = [("session.id", "s-1")]
    let found = try lines([
      Part(1, trace: 1, call + session), Part(2, trace: 2, session + [("tenant.id", "a")]),
      Part(3, trace: 3, session + [("tenant.id", "b")]),
    ])
    #expect(found == ["1: -/-/- gpt-4o 1+1", "conflicting_session"])
  }

  @Test(arguments: [
    ("baggage.tenant.id", "acme"), ("traceloop.association.properties.tenant_id", "acme"),
    ("ai.telemetry.metadata.tenantId", "acme"), ("langsmith.metadata.tenant_id", "acme"),
    ("metadata.user_api_key_org_id", "acme"), ("clinic_id", " acme "),
    ("baggage", "userId=x, tenant.id = acme ;p=1"), ("metadata", #"{"tenant_id": "acme", "n": 1}"#),
    ("baggage", "tenant_id=ac%6De"),
  ])
  func spellingsOfTheTenant(key: String, value: String) throws {
    #expect(try lines([Part(1, call + [(key, value)])]) == ["1: acme/-/- gpt-4o 1+1"])
  }

  @Test(arguments: [
    "service_tier", "account.id", "project.id", "team", "client.id", "openai.response.service_tier",
  ])
  func neverATenantOrTier(key: String) throws {
    #expect(try lines([Part(1, call + [(key, "x")])]) == ["1: -/-/- gpt-4o 1+1"])
  }
}
