internal import CostModel

/// Tier and cost of entries: the registry and the rater of one lane of a scan.
final class EntryPricing {
  private var rater: Rater
  private let registry: TenantRegistry
  private let name: (NameID) -> String?
  private var names: [NameID: String?] = [:]

  init(book: PriceBook, registry: TenantRegistry, name: @escaping (NameID) -> String?) {
    rater = Rater(book: book, name: name)
    self.registry = registry
    self.name = name
  }

  /// The effective tier: the registry's at that time where it knows the tenant, else the observed.
  func tier(of tenant: NameID, observed: NameID, at instant: Int64) -> String? {
    registry.effectiveTier(of: text(tenant), at: instant, observed: text(observed))
  }

  /// Whether an entry may be seen.
  func isInScope(_ entry: Entry, _ scope: QueryScope) -> Bool {
    isInScope(entry.dimensions, at: entry.startNanoseconds, scope)
  }

  /// Whether a sum may be seen.
  func isInScope(_ sum: RollupRow, _ scope: QueryScope) -> Bool {
    isInScope(sum.dimensions, at: Hour(number: sum.hour).startNanoseconds, scope)
  }

  private func isInScope(
    _ dimensions: Dimensions, at instant: Int64, _ scope: QueryScope
  ) -> Bool {
    if let tenants = scope.tenants {
      guard let tenant = text(dimensions.tenant), tenants.contains(tenant) else { return false }
    }
    guard let tiers = scope.tiers else { return true }
    let tier = tier(of: dimensions.tenant, observed: dimensions.observedTier, at: instant)
    return tier.map(tiers.contains) ?? false
  }

  /// Whether a sum cannot be rated as a whole, so that its entries must be.
  func needsEntries(_ sum: RollupRow) -> Bool {
    let instant = Hour(number: sum.hour).startNanoseconds
    let dimensions = sum.dimensions
    let tier = tier(of: dimensions.tenant, observed: dimensions.observedTier, at: instant)
    return rater.needsEntries(dimensions, tier: tier, at: instant)
  }

  /// What an entry cost, without the sign of a reversal; `requests` for a sum of several.
  func cost(of entry: Entry, requests: Int64? = nil) throws(QueryError) -> RatedUsage {
    let dimensions = entry.dimensions
    let tier = tier(
      of: dimensions.tenant, observed: dimensions.observedTier, at: entry.startNanoseconds)
    do {
      return try rater.rate(
        dimensions, tier: tier, quantities: entry.quantities, requests: requests ?? 1,
        at: entry.startNanoseconds,
        inputTokens: requests == nil ? entry.quantities.inputTokens : nil)
    } catch {
      throw QueryError(error.description, at: SourceRange(0, 0))
    }
  }

  private func text(_ id: NameID) -> String? {
    if let known = names[id] { return known }
    let text = name(id)
    names[id] = .some(text)
    return text
  }
}
