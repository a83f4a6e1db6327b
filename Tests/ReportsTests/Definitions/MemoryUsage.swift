import CostModel

@testable import Reports

/// Usage in memory: entries, and rollups added up from them whenever they are asked for.
struct MemoryUsage: UsageSource {
  var entries: [Entry] = []
  var registry = TenantRegistry()
  var book: PriceBook?
  var counterTotals: [IngestCounterTotal] = []
  var findingTotals: [FindingTotal] = []
  private var texts: [String] = []
  private var kinds: [NameKind] = []

  func text(_ id: NameID) -> String? {
    let place = Int(id.rawValue) - 1
    return texts.indices.contains(place) ? texts[place] : nil
  }

  func names(_ kind: NameKind) throws -> [(id: NameID, text: String)] {
    texts.indices.filter { kinds[$0] == kind }.map {
      (NameID(rawValue: UInt32($0 + 1)), texts[$0])
    }
  }

  func heldHours() throws -> Range<Int32>? {
    guard let first = entries.map(\.hour).min(), let last = entries.map(\.hour).max() else {
      return nil
    }
    return first..<last + 1
  }

  func scanRollups(
    hours: Range<Int32>, grain: RollupGrain, _ body: (RollupRow) throws -> Void
  ) throws {
    for row in try rollups(hours: hours, grain: grain) { try body(row) }
  }

  func rollups(hours: Range<Int32>, grain: RollupGrain) throws -> [RollupRow] {
    struct Key: Hashable {
      var hour: Int32
      var dimensions: Dimensions
    }
    var rows: [Key: RollupRow] = [:]
    for entry in entries where hours.contains(entry.hour) {
      let hour = grain == .hour ? entry.hour : Hour(number: entry.hour).day * 24
      let key = Key(hour: hour, dimensions: entry.dimensions)
      var row = rows[key] ?? RollupRow()
      row.hour = hour
      row.dimensions = entry.dimensions
      _ = row.counts.add(UsageCounts(entry))
      _ = row.quantities.add(entry.quantities, sign: entry.sign)
      rows[key] = row
    }
    return rows.values.sorted { $0.hour < $1.hour }
  }

  func forEachEntry(hours: Range<Int32>, _ body: (Entry) throws -> Void) throws {
    for entry in entries where hours.contains(entry.hour) { try body(entry) }
  }

  func counters(hours: Range<Int32>) throws -> [IngestCounterTotal] {
    counterTotals.filter {
      hours.contains($0.hour) || $0.hour == IngestCounterChange.unknownHour
    }
  }

  func findings(hours: Range<Int32>) throws -> [FindingTotal] { findingTotals }
  func adoptedPriceBook() throws -> PriceBook? { book }
  func registeredTenants() throws -> TenantRegistry { registry }

  /// The id of a name, new or known; `none` for nil.
  mutating func id(_ kind: NameKind, _ text: String?) -> NameID {
    guard let text else { return .none }
    if let place = texts.indices.first(where: { texts[$0] == text && kinds[$0] == kind }) {
      return NameID(rawValue: UInt32(place + 1))
    }
    texts.append(text)
    kinds.append(kind)
    return NameID(rawValue: UInt32(texts.count))
  }

  /// Adds a call.
  mutating func add(
    _ time: String, tenant: String?, tier: String? = nil, feature: String? = nil,
    model: String = "m", input: Int64 = 0, output: Int64 = 0,
    other: [TokenClass: Int64] = [:], flags: EntryFlags = .metered
  ) {
    var entry = Entry()
    entry.startNanoseconds = Instant.parse(time) ?? 0
    entry.dimensions.tenant = id(.tenant, tenant)
    entry.dimensions.observedTier = id(.tier, tier)
    entry.dimensions.feature = id(.feature, feature)
    entry.dimensions.provider = id(.provider, "openai")
    entry.dimensions.model = id(.model, model)
    entry.flags = flags
    entry.quantities[.input] = input
    entry.quantities[.output] = output
    for (tokenClass, count) in other { entry.quantities[tokenClass] = count }
    entry.dimensions.contextBand = ContextBand(inputTokens: entry.quantities.inputTokens)
    entries.append(entry)
  }
}

/// A report of a name with everything that it needs.
func testRequest(_ name: ReportName, period: Period) -> ReportRequest {
  var request = ReportRequest(name: name, period: period)
  request.nowNanoseconds = Instant.parse("2026-11-02T18:00:00Z")
  var plans = PlanBook()
  plans.plans = ["gold", "silver"].map { tier in
    TierPlan(
      tier: tier,
      limits: [
        AllowedUse(limit: .requestsPerDay, allowed: 3),
        AllowedUse(limit: .inputTokensPerDay, allowed: 20_000),
      ])
  }
  plans.budgets = [
    Budget(amount: Money(units: Money.one / 100)),
    Budget(tenant: "a", amount: Money(units: Money.one / 1_000)),
    Budget(tier: "gold", amount: Money(units: Money.one)),
  ]
  request.plans = plans
  request.charges = try? ChargeBook(
    json5: Array(
      """
      { name: "test", as_of: "2026-11-01", currency: "USD",
        lines: [{ markup: "0.25" }, { tier: "gold", markup: "0.1" }] }
      """.utf8), fileName: "charges.json5")
  if name == .statement { request.filters.tenant = "a" }
  return request
}

/// A price book of some lines, each the JSON5 of one.
func testBook(_ lines: String...) throws -> PriceBook {
  let text = """
    { name: "test", as_of: "2026-11-01", currency: "USD", lines: [\(lines.joined(separator: ","))] }
    """
  return try PriceBook(json5: Array(text.utf8), fileName: "test.json5")
}

/// A line for model `m`, in dollars per million tokens.
func testLine(
  model: String = "m", input: String, output: String, conditions: String = ""
) -> String {
  """
  { provider: "openai", model: "\(model)", \(conditions) unit: "per_1m_tokens",
    prices: { input: "\(input)", output: "\(output)" } }
  """
}

/// A small seeded generator, so that a failing property can be repeated by its seed.
struct TestRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
