import CostModel
import Testing

@Suite struct RegistryImportTests {
  private func read(_ text: String) throws -> TenantRegistry {
    try TenantRegistry(importing: Array(text.utf8), fileName: "t")
  }

  private func instant(_ text: String) throws -> Int64 {
    try #require(Instant.parse(dateOrTime: text))
  }

  /// Events in any order of the file give the history by their own times.
  @Test func eventsOfTheSaaSBuilderToolkitAreAHistory() throws {
    func event(_ name: String, _ day: String, data: String = "") -> String {
      #"{"detail-type": "sbt_aws_\#(name)", "time": "\#(day)T00:00:00Z", "#
        + #""detail": {"tenantId": "t1"\#(data)}}"#
    }
    let data = #", "tenantData": {"tenantName": "clearpay", "tier": "basic"}"#
    let registry = try read(
      [
        event("offboardingSuccess", "2026-06-01"),
        event("onboardingRequest", "2026-01-01", data: data),
        event("onboardingFailure", "2026-01-02"), event("onboardingSuccess", "2026-01-03"),
        event("deactivateSuccess", "2026-03-01"),
      ].joined(separator: "\n"))
    let statuses = try ["2026-01-01", "2026-01-02", "2026-01-03", "2026-03-01", "2026-06-01"].map {
      registry.status(of: "t1", at: try instant($0))
    }
    #expect(statuses == [.onboarding, .onboarding, .active, .inactive, .offboarded])
    #expect(registry["t1"]?.displayName == "clearpay")
    #expect(registry["t1"]?.tier(at: try instant("2026-02-01")) == "basic")
  }

  @Test(arguments: [
    ("true", "created", TenantStatus.active), ("true", "In progress", .onboarding),
    ("false", "created", .inactive), ("false", "deleted", .offboarded),
  ]) func registrations(active: String, registration: String, status: TenantStatus) throws {
    let registry = try read(
      """
      {"tenant_row": {"tenantId": "x", "sbtaws_active": \(active),
        "tenantData": {"tenantName": "n", "tier": "basic"},
        "tenantRegistrationData": {"registrationStatus": "\(registration)"}}}
      """)
    #expect(registry.status(of: "x", at: 0) == status)
  }

  @Test func deploymentsAndResourcesComeBackFromTheLedgersText() throws {
    var registry = try read(
      """
      tenant,deployment,from
      hospital-a,pool,
      hospital-a,Silo,2026-03-01
      """)
    registry.assign("arn:*:runtime/hospital-a-*", to: "hospital-a")
    registry.assign("arn:*:runtime/x", to: "x")
    let again = try TenantRegistry(importing: registry.json, fileName: "again")
    #expect(again["hospital-a"]?.deployment(at: try instant("2026-02-28")) == .pool)
    #expect(again["hospital-a"]?.deployment(at: try instant("2026-03-01")) == .silo)
    #expect(again.tenant(ofResource: "ARN:aws:runtime/hospital-a-7") == "hospital-a")
    #expect(again.tenant(ofResource: "arn:aws:runtime/hospital-b-7") == nil)
    #expect(again.json == registry.json)
    var without = again
    without.remove("hospital-a")
    #expect(without.resources.map(\.tenant) == ["x"])
    var merged = TenantRegistry()
    merged.merge(again)
    #expect(merged["hospital-a"]?.deployments == registry["hospital-a"]?.deployments)
    #expect(merged.resources == registry.resources)
  }

  @Test(arguments: [
    ("tenant,deployment\na,sillo\n", "did you mean 'silo'?"),
    ("{\"detail-type\": \"sbt_aws_x\", \"detail\": {}}", "names no \"tenantId\""),
    ("{ resources: [ { resource: \"x\" } ] }", "a resource needs \"tenant\""),
    ("{\"tenantId\": \"a\"}\n{\"tenantId\": 3}\n", "t, line 2:1:"),
  ]) func refusesWithThePlace(text: String, message: String) {
    do {
      _ = try read(text)
      Issue.record("the file was taken")
    } catch {
      #expect("\(error)".contains(message), "\(error)")
    }
  }
}
