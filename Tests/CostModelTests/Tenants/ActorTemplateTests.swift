import CostModel
import Testing

@Suite struct ActorTemplateTests {
  private func registry(_ tenants: (String, String)...) -> TenantRegistry {
    var registry = TenantRegistry()
    for (tenant, tier) in tenants { registry.set(tenant, tier: tier) }
    return registry
  }

  private func resolve(
    _ actor: String, _ template: String..., registry: TenantRegistry
  ) -> ActorResolver.Resolution {
    let templates = template.compactMap { ActorTemplate(parsing: $0) }
    return ActorResolver(templates: templates, registry: registry).resolve(actor)
  }

  private static let usual = "{tier}-{tenant}-{user}"

  @Test func aTenantOfTheRegistryResolvesWhatCannotBeSplit() {
    let registry = registry(("clinic-a", "basic"), ("clinic-b", "basic"), ("hospital-a", "premium"))
    #expect(
      resolve("basic-clinic-a-dr.smith@clinic-a.com", Self.usual, registry: registry)
        == .resolved(tenant: "clinic-a", tier: "basic", user: "dr.smith@clinic-a.com"))
    // A tier that the registry does not give the tenant does not fit.
    #expect(resolve("premium-clinic-a-x", Self.usual, registry: registry) == .unknown)
    #expect(resolve("basic-clinic-a-", Self.usual, registry: registry) == .unknown)
    #expect(resolve("basic-clinic-z-x", Self.usual, registry: registry) == .unknown)
    // An agent that acts for nobody in particular.
    #expect(
      resolve("basic-clinic-a", Self.usual, registry: registry)
        == .resolved(tenant: "clinic-a", tier: "basic", user: nil))
  }

  @Test func severalThatFitAreNeverGuessed() {
    let both = registry(("a", "basic"), ("a-b", "basic"))
    let ambiguous = ActorResolver.Resolution.ambiguous(tenants: ["a", "a-b"])
    #expect(resolve("basic-a-b-eve", Self.usual, registry: both) == ambiguous)
    #expect(resolve("basic-a-b", Self.usual, registry: both) == ambiguous)
    #expect(
      resolve("a:u", "{tenant}:{user}", registry: both)
        == .resolved(tenant: "a", tier: nil, user: "u"))
    // Of two templates each may read it in another way.
    #expect(resolve("a-b:c", "{tenant}-{user}", "{tenant}:{user}", registry: both) == ambiguous)
  }

  @Test func aUserBeforeTheTenant() {
    let registry = registry(("acme", "basic"), ("me", "basic"))
    #expect(
      resolve("kim@acme", "{user}@{tenant}", registry: registry)
        == .resolved(tenant: "acme", tier: nil, user: "kim"))
    #expect(
      resolve(String(repeating: "@", count: 256), "{user}@{tenant}", registry: registry)
        == .unknown)
    #expect(
      resolve(
        "kim@acme" + String(repeating: "x", count: 256), "{user}@{tenant}",
        registry: registry) == .unknown)
  }

  @Test(arguments: ["{tier}-{user}", "{tenant}{user}", "{tenant}-{tenant}", "{name}-{tenant}", ""])
  func refusesTemplatesThatCannotBeRead(text: String) {
    #expect(ActorTemplate(parsing: text) == nil)
  }
}
