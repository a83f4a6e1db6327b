/// What each tenant weighs in a pool: how much of its driver is that tenant's.
struct AllocationWeights {
  private let usage: MeteredUsage
  private let tierWeights: [String: Int64]
  private let tenants: [String?]
  private let lastTiers: [String?: String]

  init(usage: MeteredUsage, tierWeights: [String: Int64]) {
    self.usage = usage
    self.tierWeights = tierWeights
    tenants = usage.tenants
    lastTiers = usage.lastTiers
  }

  /// By tenant, in the order of names; those without any weigh 0.
  func weights(of pool: AllocationPool) -> [(tenant: String?, weight: Int128)] {
    switch pool.driver {
    case .equal, .tierWeights: return perTenant(pool)
    default: break
    }
    let modelKeys = modelMatch(pool.driver)
    var sums: [String?: Int128] = [:]
    for (key, amounts) in usage.amounts {
      if let day = pool.day, key.day != day { continue }
      if let tier = pool.tier, key.tier != tier { continue }
      if let modelKeys, !(key.model.map(modelKeys.contains) ?? false) { continue }
      sums[key.tenant, default: 0] += weight(pool.driver, amounts)
    }
    return tenants.map { ($0, sums[$0] ?? 0) }
  }

  private func weight(_ driver: AllocationDriver, _ amounts: MeteredUsage.Amounts) -> Int128 {
    switch driver {
    case .tokens(let classes, _):
      if classes.isEmpty { return Int128(amounts.quantities.totalTokens) }
      return classes.reduce(0) { $0 + Int128(amounts.quantities[$1]) }
    case .units(let unit): return Int128(amounts.quantities[unit])
    case .requests: return Int128(amounts.requests)
    case .seconds: return amounts.nanoseconds
    case .cost: return amounts.cost.units
    case .direct, .equal, .tierWeights, .unallocated: return 0
    }
  }

  /// Tenants that are known by name and have usage: the same for each, or by the tier's weight.
  private func perTenant(_ pool: AllocationPool) -> [(tenant: String?, weight: Int128)] {
    var present: Set<String> = []
    for key in usage.amounts.keys {
      if let day = pool.day, key.day != day { continue }
      if let tier = pool.tier, key.tier != tier { continue }
      if let tenant = key.tenant { present.insert(tenant) }
    }
    return tenants.map { tenant in
      guard let tenant, present.contains(tenant) else { return (tenant, 0) }
      if pool.driver == .equal { return (tenant, 1) }
      return (tenant, Int128(lastTiers[tenant].flatMap { tierWeights[$0] } ?? 0))
    }
  }

  /// The models of measured usage that a bill's model means; nil where any is meant.
  private func modelMatch(_ driver: AllocationDriver) -> Set<String>? {
    guard case .tokens(_, let model?) = driver else { return nil }
    return Set(matchingModels(model, among: Set(usage.amounts.keys.compactMap(\.model))))
  }
}

/// Which of some models' names a bill's name for a model means: the same name, else those that are
/// the same without wrapping and inference profile, else those that are without their date, too.
package func matchingModels(_ name: String, among known: some Collection<String>) -> [String] {
  let exact = known.filter { $0.lowercased() == name.lowercased() }
  if !exact.isEmpty { return exact.sorted() }
  let wanted = BilledModel(name)
  let plain = known.filter { BilledModel($0).plain == wanted.plain }
  if !plain.isEmpty { return plain.sorted() }
  return known.filter { BilledModel($0).undated == wanted.undated }.sorted()
}

/// A model's name without what bills and telemetry put around it.
package struct BilledModel: Hashable {
  /// Without ARN, path and inference profile.
  let plain: String
  /// Also without date and version.
  let undated: String

  init(_ text: String) {
    let name = ModelName(text)
    var plain = name.unwrapped ?? name.id
    for prefix in ["us-gov.", "us.", "eu.", "apac.", "global.", "jp.", "au.", "ca."]
    where plain.hasPrefix(prefix) {
      plain = String(plain.dropFirst(prefix.count))
      break
    }
    self.plain = plain
    undated = ModelName(plain).undated.last ?? plain
  }
}

extension BilledModel {
  /// A model's name without ARN, path and inference profile.
  package static func plainName(_ text: String) -> String { BilledModel(text).plain }
}
