import CostModel
import Testing

@Suite struct TenantRegistryTests {
  private let march: Int64 = 1_772_323_200_000_000_000

  private func read(_ text: String) throws -> TenantRegistry {
    try TenantRegistry(importing: Array(text.utf8), fileName: "t")
  }

  @Test func effectiveTierIsTheRegistrysAtThatTime() throws {
    var registry = TenantRegistry()
    registry.set("clinic-a", name: "Family Practice", tier: "basic", status: .active)
    registry.set("clinic-a", tier: "premium", from: march)
    registry.set("clinic-b", tier: "gold", from: march)
    func tier(_ tenant: String?, _ instant: Int64) -> String? {
      registry.effectiveTier(of: tenant, at: instant, observed: "observed")
    }
    #expect(tier("clinic-a", march - 1) == "basic")
    #expect(tier("clinic-a", march) == "premium")
    #expect(tier("clinic-b", march - 1) == "observed")
    #expect(tier("clinic-b", march) == "gold")
    #expect(tier("unknown", march) == "observed")
    #expect(tier(nil, march) == "observed")
    #expect(registry.status(of: "clinic-a", at: 0) == .active)
    #expect(registry.boundaries(in: 0..<Int64.max) == [march])
    #expect(registry.boundaries(in: march..<Int64.max) == [])
  }

  @Test func csv() throws {
    let registry = try read(
      """
      tenant,name,tier,status,from
      hospital-a,"Hospital, A",premium,active,
      clinic-a,,basic,,2026-01-01
      clinic-a,,premium,Offboarded,2026-03-01
      """)
    #expect(registry.tenants.map(\.id) == ["clinic-a", "hospital-a"])
    #expect(registry["hospital-a"]?.displayName == "Hospital, A")
    #expect(registry["clinic-a"]?.tier(at: march) == "premium")
    #expect(registry["clinic-a"]?.tier(at: march - 1) == "basic")
    #expect(registry["clinic-a"]?.tier(at: 0) == nil)
    #expect(registry["clinic-a"]?.status(at: march) == .offboarded)
  }

  @Test func jsonForms() throws {
    let own = try read("// ours\n{ tenants: [ { tenant: 'a', tier: 'x', from: '2026-03-01' } ] }")
    #expect(own["a"]?.tier(at: march) == "x")
    let clinics = try read(
      #"{"clinics": [{"clinic_id": "c", "clinic_name": "C", "tier": "basic", "providers": []}]}"#)
    #expect(clinics["c"]?.displayName == "C")
    #expect(clinics["c"]?.tier(at: 0) == "basic")
    let toolkit = try read(
      #"{"tenant_row": {"tenantId": "id-1", "sbtaws_active": false, "#
        + #""tenantData": {"tenantName": "clearpay", "tier": "basic"}}}"#)
    #expect(toolkit["id-1"]?.displayName == "clearpay")
    #expect(toolkit["id-1"]?.status(at: 0) == .inactive)
  }

  @Test(arguments: [
    (
      "tenant,teir\na,b",
      """
      t:1:8: error: there is no column "teir"
        tenant,teir
               ^^^^
        hint: did you mean 'tier'?
      """
    ),
    (
      "tenant,status,from\na,gone,soon\n,active,",
      """
      t:2:3: error: there is no status "gone"
        a,gone,soon
          ^^^^
        hint: there are: onboarding, active, inactive, offboarded
      t:2:8: error: "soon" is no instant
        a,gone,soon
               ^^^^
        hint: write 2026-03-01 (midnight UTC) or 2026-03-01T08:30:00Z
      t:3:1: error: this line names no tenant
        ,active,
        ^
      """
    ),
    (
      "{ tenants: [ { tenant: 'a', teir: 'b' } ] }",
      """
      t:1:29: error: a tenant has no "teir"
        { tenants: [ { tenant: 'a', teir: 'b' } ] }
                                    ^^^^
        hint: did you mean 'tier'?
      """
    ),
  ])
  func faultsHaveTheirPlace(text: String, expected: String) {
    let error = #expect(throws: DiagnosticsError.self) { try read(text) }
    #expect(error?.description == expected)
  }

  @Test func writingAndReadingIsTheIdentity() throws {
    for seed: UInt64 in 1...200 {
      var random = TestRandom(seed: seed)
      var registry = TenantRegistry()
      for _ in 0..<Int.random(in: 0...20, using: &random) {
        let isDated = Bool.random(using: &random)
        registry.set(
          ["a", "b\"\\", "ü\n", "d"].randomElement(using: &random) ?? "",
          name: Bool.random(using: &random) ? "N" : nil,
          tier: ["basic", "premium", nil].randomElement(using: &random) ?? nil,
          status: [.active, .offboarded, nil].randomElement(using: &random) ?? nil,
          from: isDated ? Int64.random(in: 0...march, using: &random) : nil)
      }
      let again = try TenantRegistry(importing: registry.json, fileName: "ledger")
      #expect(again == registry, "seed \(seed)")
      #expect(again.json == registry.json, "seed \(seed)")
    }
  }
}
