import CostModel

@testable import Reports

/// A random ledger over two days with everything that makes rating hard: prices, tiers and
/// statuses that change inside of an hour, context steps kept and not kept, unpriced models,
/// missing names, reversals.
func randomUsage(seed: UInt64, calls: Int = 150) throws -> MemoryUsage {
  var random = TestRandom(seed: seed &+ 1_000)
  var usage = MemoryUsage()
  let change = "2026-11-02T\(10 + Int.random(in: 0...9, using: &random)):17:31.5Z"
  usage.book = try testBook(
    testLine(input: "0.15", output: "0.6", conditions: "to: \"\(change)\","),
    testLine(input: "0.175", output: "0.613", conditions: "from: \"\(change)\","),
    testLine(input: "0.1", output: "0.5", conditions: "tenant_tier: \"gold\","),
    testLine(model: "long", input: "1.25", output: "10"),
    testLine(model: "long", input: "2.5", output: "15", conditions: "above: 200000,"),
    testLine(model: "odd", input: "0.3", output: "1.1"),
    testLine(model: "odd", input: "0.7", output: "2.3", conditions: "above: 5000,"),
    """
    { provider: "openai", model: "m", unit: "per_1k_calls", prices: { request: "0.01" } }
    """)
  usage.registry.set("b", tier: "silver", status: .active)
  usage.registry.set("b", tier: "gold", from: Instant.parse("2026-11-02T12:00:00.000000001Z"))
  usage.registry.set("c", status: .offboarded, from: Instant.parse("2026-11-02T05:30:00Z"))
  let start = Instant.parse("2026-11-01T00:00:00Z") ?? 0
  for _ in 0..<calls {
    let time = start + Int64.random(in: 0..<2 * Instant.day, using: &random)
    let reasoning = Int64.random(in: 0...90, using: &random)
    let long = Bool.random(using: &random) ? Int64.random(in: 0...1_000, using: &random) : 0
    let input = [Int64.random(in: 0...9_000, using: &random), 200_000, 200_001, 5_000, 5_001]
    usage.add(
      Instant.rfc3339(time),
      tenant: ["a", "b", "c", "=cmd()", "<script>alert(1)</script>", nil]
        .randomElement(using: &random) ?? nil,
      tier: ["gold", "silver", "|pipe", nil].randomElement(using: &random) ?? nil,
      feature: ["chat", "x,\"y\"", nil].randomElement(using: &random) ?? nil,
      model: ["m", "long", "odd", "mystery"].randomElement(using: &random) ?? "m",
      input: input.randomElement(using: &random) ?? 0,
      output: Int64.random(in: 0...900, using: &random),
      other: [.reasoning: reasoning, .cacheWriteLong: long],
      flags: Int.random(in: 0..<6, using: &random) == 0 ? [.error] : [.metered])
    if Int.random(in: 0..<12, using: &random) == 0,
      var entry = usage.entries.randomElement(using: &random)
    {
      entry.flags.insert(.reversal)
      usage.entries.append(entry)
    }
  }
  return usage
}

/// Each row's cost by an independent way: every entry rated alone, at its own instant.
func naiveCosts(
  _ usage: MemoryUsage, _ request: ReportRequest
) throws -> [[String?]: Money] {
  var costs: [[String?]: Money] = [:]
  var rater = Rater(book: usage.book ?? .builtIn) { usage.text($0) }
  for entry in usage.entries where request.period.contains(entry.startNanoseconds) {
    let tenant = usage.text(entry.dimensions.tenant)
    let tier = usage.registry.effectiveTier(
      of: tenant, at: entry.startNanoseconds, observed: usage.text(entry.dimensions.observedTier))
    if let wanted = request.filters.tier, wanted != (tier ?? ReportFilters.none) { continue }
    let bucket = request.bucket.map {
      String($0.start(containing: entry.startNanoseconds, in: request.period.zone))
    }
    let feature = usage.text(entry.dimensions.feature)
    let key = request.name == .costPerTenant ? [bucket, tenant, tier] : [bucket, tier, feature]
    let cost = try rater.rate(entry, tier: tier)
    costs[key] = (costs[key] ?? .zero).adding(cost.total)
  }
  return costs.filter { $0.value != .zero }
}
