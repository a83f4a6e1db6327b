import CostModel
import Testing

@testable import Reports

/// `charge` and `margin`, over the five calls of `MemoryEntries.sample`.
@Suite struct ChargeQueryTests {
  /// The tenant acme pays by the token, the basic tier cost and a quarter.
  private static func charges() throws -> ChargeBook {
    let text = """
      {
        name: "test", as_of: "2026-11-01", currency: "USD",
        lines: [
          { tenant: "acme", unit: "per_1m_tokens", prices: { input: "5", output: "10" },
            flat_fee: "49", included: { amount: "1" } },
          { tier: "basic", markup: "0.25" },
        ],
      }
      """
    return try ChargeBook(json5: Array(text.utf8), fileName: "charges.json5")
  }

  @Test(
    arguments: [
      (
        "stats sum(charge) as paid, sum(cost) as c, sum(margin) as m by tenant",
        [
          "tenant=acme paid=0.0078 c=0.00318 m=0.00462",
          // What has no price cannot be marked up.
          "tenant=zeta paid=0.005 c=0.004 m=0.001",
          // Nobody is charged for usage without a tenant.
          "tenant=- paid=0 c=0.00002 m=-0.00002",
        ]
      ),
      (
        "stats sum(charge.input) as i, sum(output_charge) as o by tier",
        ["tier=basic i=0.005 o=0", "tier=premium i=0.0075 o=0.0003", "tier=- i=0 o=0"]
      ),
      (
        "filter charge > 0.003 | fields tenant, charge, margin | sort charge desc",
        [
          "tenant=acme charge=0.0051 margin=0.00304", "tenant=zeta charge=0.005 margin=0.001",
        ]
      ),
      (
        "stats sum(margin) / sum(charge) as share by tenant | filter tenant = \"zeta\"",
        ["tenant=zeta share=0.2"]
      ),
    ] as [(String, [String])])
  func charges(query: String, rows: [String]) throws {
    for reading in [QueryOptions.Reading.fastest, .entries] {
      var options = QueryOptions()
      options.charges = try Self.charges()
      options.reading = reading
      #expect(try answer(query, over: .sample(), options: options) == rows, "\(reading)")
    }
  }

  /// Whoever sees one tenant or tier sees what it pays, and not what is earned on it.
  @Test func hidesTheMarginFromTenants() throws {
    var options = QueryOptions()
    options.charges = try Self.charges()
    options.scope = QueryScope(tenants: ["acme"])
    let paid = try answer("stats sum(charge) as c", over: .sample(), options: options)
    #expect(paid == ["c=0.0078"])
    for query in ["stats sum(margin)", "filter margin > 0 | fields tenant", "sort margin"] {
      let error = try #require(throws: QueryError.self) {
        try answer(query, over: .sample(), options: options)
      }
      #expect(error.message == "'margin' is not for credentials of one tenant or tier")
    }
    options.scope = .all
    options.scope.showsMoney = false
    #expect(throws: QueryError.self) {
      try answer("stats sum(charge)", over: .sample(), options: options)
    }
  }
}
