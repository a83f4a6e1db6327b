import CostModel
import Testing

@Suite struct ActorTemplateTests {
  private func registry(_ tenants: (String, String)...) -> TenantRegistry {
    var registry = TenantRegistry()
    for (tenant, tier) in tenants { registry.set(tenant, tier: tier) }
    return registry
  }

  @Test func aTenantOfTheRegistryResolvesWhatCannotBeSplit() throws {
    let template = try #require(ActorTemplate(parsing: "{tier}-{tenant}-{user}"))
    let registry = registry(("clinic-a", "basic"), ("clinic-b", "basic"), ("hospital-a", "premium"))
    #expect(
      template.resolve("basic-clinic-a-dr.smith@clinic-a.com", registry: registry)
        == .resolved(tenant: "clinic-a", tier: "basic", user: "dr.smith@clinic-a.com"))
    // A tier that the registry does not give the tenant does not fit.
    #expect(template.resolve("premium-clinic-a-x", registry: registry) == .unknown)
    #expect(template.resolve("basic-clinic-a-", registry: registry) == .unknown)
    #expect(template.resolve("basic-clinic-z-x", registry: registry) == .unknown)
  }

  @Test func severalThatFitAreNeverGuessed() throws {
    let template = try #require(ActorTemplate(parsing: "{tier}-{tenant}-{user}"))
    let both = registry(("a", "basic"), ("a-b", "basic"))
    #expect(
      template.resolve("basic-a-b-eve", registry: both) == .ambiguous(tenants: ["a", "a-b"]))
    // Without a user only one of them is left.
    #expect(
      template.resolve("basic-a-b", registry: both)
        == .resolved(tenant: "a", tier: "basic", user: "b"))
    let short = try #require(ActorTemplate(parsing: "{tenant}:{user}"))
    #expect(
      short.resolve("a:u", registry: both) == .resolved(tenant: "a", tier: nil, user: "u"))
  }

  @Test(arguments: ["{tier}-{user}", "{tenant}{user}", "{tenant}-{tenant}", "{name}-{tenant}", ""])
  func refusesTemplatesThatCannotBeRead(text: String) {
    #expect(ActorTemplate(parsing: text) == nil)
  }
}
