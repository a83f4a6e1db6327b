internal import CostModel

/// A source that shows only what a scope allows, as if the ledger held nothing else.
///
/// One tenant's scope is applied here, to everything that is read. A tier's scope depends on the
/// registry at the usage's time and is applied to usage in `UsageRating`, before it is added up;
/// here it leaves out what was counted and found of tenants that were not at that tier throughout.
struct ScopedSource<Base: UsageSource>: UsageSource {
  private let base: Base
  private let scope: Scope
  /// The ids of the scope's tenant; nil if the scope is not one tenant's.
  private let tenants: Set<NameID>?

  init(_ base: Base, scope: Scope) throws {
    self.base = base
    self.scope = scope
    tenants = try scope.tenant.map { tenant in
      Set(try base.names(.tenant).filter { $0.text == tenant }.map(\.id))
    }
  }

  func text(_ id: NameID) -> String? { base.text(id) }

  /// Names are looked up by text only; nothing lists them to people within a restricted scope.
  func names(_ kind: NameKind) throws -> [(id: NameID, text: String)] {
    let names = try base.names(kind)
    guard kind == .tenant, let tenants else { return names }
    return names.filter { tenants.contains($0.id) }
  }

  /// Within a tenant's scope, the days that hold usage of that tenant.
  func heldHours() throws -> Range<Int32>? {
    guard let held = try base.heldHours(), tenants != nil else { return try base.heldHours() }
    let first = Hour(number: held.lowerBound).day &* 24
    let last = (Hour(number: held.upperBound &- 1).day &+ 1) &* 24
    var days: ClosedRange<Int32>?
    try scanRollups(hours: first..<last, grain: .day) { row in
      days =
        min(days?.lowerBound ?? row.hour, row.hour)...max(days?.upperBound ?? row.hour, row.hour)
    }
    return days.map { $0.lowerBound..<$0.upperBound &+ 24 }
  }

  func scanRollups(
    hours: Range<Int32>, grain: RollupGrain, _ body: (RollupRow) throws -> Void
  ) throws {
    try base.scanRollups(hours: hours, grain: grain) { row in
      if let tenants, !tenants.contains(row.dimensions.tenant) { return }
      try body(row)
    }
  }

  func summarisedDays(hours: [Range<Int32>]) throws -> [Int32] {
    try base.summarisedDays(hours: hours)
  }

  func scanDay(from hour: Int32, _ body: (DaySummaryRow) throws -> Void) throws -> Bool {
    try base.scanDay(from: hour) { row in
      if let tenants, !tenants.contains(row.usage.dimensions.tenant) { return }
      try body(row)
    }
  }

  func forEachEntry(hours: Range<Int32>, _ body: (Entry) throws -> Void) throws {
    try base.forEachEntry(hours: hours) { entry in
      if let tenants, !tenants.contains(entry.dimensions.tenant) { return }
      try body(entry)
    }
  }

  func forEachReversal(hours: Range<Int32>, _ body: (Entry) throws -> Void) throws {
    try base.forEachReversal(hours: hours) { entry in
      if let tenants, !tenants.contains(entry.dimensions.tenant) { return }
      try body(entry)
    }
  }

  func counters(hours: Range<Int32>) throws -> [IngestCounterTotal] {
    let isSeen = try visibility(hours)
    return try base.counters(hours: hours).filter { counter in
      // A tier's counts must be of times at which the tenant was at that tier.
      (scope.tier == nil || counter.hour != IngestCounterChange.unknownHour)
        && isSeen(counter.tenant)
    }
  }

  func findings(hours: Range<Int32>) throws -> [FindingTotal] {
    let isSeen = try visibility(hours)
    return try base.findings(hours: hours).filter { isSeen($0.tenant) }
  }

  func adoptedPriceBook() throws -> PriceBook? { try base.adoptedPriceBook() }

  /// Within a tenant's scope, the registry knows that tenant only.
  func registeredTenants() throws -> TenantRegistry {
    let registry = try base.registeredTenants()
    guard let tenant = scope.tenant else { return registry }
    return registry.limited(to: tenant)
  }

  /// Whether what was counted or found of a tenant is shown.
  private func visibility(_ hours: Range<Int32>) throws -> (NameID) -> Bool {
    if let tenants { return { tenants.contains($0) } }
    guard let tier = scope.tier else { return { _ in true } }
    let registry = try base.registeredTenants()
    let start = Hour(number: hours.lowerBound).startNanoseconds
    let end = Hour(number: hours.upperBound).startNanoseconds
    return { id in
      guard let name = base.text(id), let tenant = registry[name],
        tenant.tier(at: start) == tier
      else { return false }
      return !tenant.tiers.contains { $0.from > start && $0.from < end && $0.value != tier }
    }
  }
}
