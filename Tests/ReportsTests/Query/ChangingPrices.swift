import CostModel

@testable import Reports

/// Prices and tiers that change by time, for tests that rate in more than one way.
enum ChangingPrices {
  /// A book with a price of `m-1` that ends, one for a tier, one of `m-2`, and further lines.
  static func book(adding lines: String) throws -> PriceBook {
    let text = """
      {
        name: "test", as_of: "2026-01-01", currency: "USD", date: "2026-01-01",
        lines: [
          { provider: "p", model: "m-1", unit: "per_1m_tokens", source: "test",
            to: "2026-11-30T14:30:00Z", prices: { input: "2", output: "6" } },
          { provider: "p", model: "m-1", unit: "per_1m_tokens", source: "test",
            from: "2026-11-30T14:30:00Z", prices: { input: "3", output: "7" } },
          { provider: "p", model: "m-1", unit: "per_1m_tokens", source: "test",
            tenant_tier: "premium", prices: { input: "1", output: "5" } },
          { provider: "p", model: "m-2", unit: "per_1m_tokens", source: "test",
            prices: { input: "11", output: "13" } },
          \(lines)
        ],
      }
      """
    return try PriceBook(json5: Array(text.utf8), fileName: "test.json5")
  }

  /// A registry in which `t1` becomes premium some hours after noon.
  static func registry(_ random: inout SplitMix) -> TenantRegistry {
    var registry = TenantRegistry()
    registry.set("t1", tier: "basic", from: testNoon - 3_600_000_000_000)
    registry.set(
      "t1", tier: "premium", from: testNoon + Int64(1 + random.below(3)) * 5_400_000_000_000)
    return registry
  }
}
