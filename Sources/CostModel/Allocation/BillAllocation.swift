/// A bill shared out: who bears which part of it, and what is left to nobody.
///
/// Every part is exact, and the parts of a pool add up to it to the last digit; so all parts,
/// the unallocated ones included, add up to the bill.
public struct BillAllocation: Sendable {
  /// Who bears a part.
  public enum Bearer: Hashable, Sendable {
    case tenant(String)
    /// Measured usage without a tenant.
    case unattributed
    /// Nobody: there was nothing to share by, or no rule.
    case unallocated(reason: String)
  }

  /// A part of a pool.
  public struct Part: Hashable, Sendable {
    public var bearer: Bearer
    public var pool: AllocationPool
    public var amount: Money
    /// The bearer's weight, and that of all: tokens, requests …; 0 of 0 where nothing was weighed.
    public var weight: Int128
    public var weightSum: Int128
  }

  public private(set) var parts: [Part] = []

  /// Shares out what a bill's lines amount to, by usage.
  ///
  /// - Parameter weights: of tiers, for pools that are shared by them.
  /// - Throws: `MoneyError` if a sum does not fit.
  public init(
    _ pools: [(pool: AllocationPool, amount: Money)], usage: MeteredUsage,
    weights: [String: Int64] = [:]
  ) throws(MoneyError) {
    // Lines of a pool are added up first, so that it is rounded once, at the 24th digit.
    var sums: [AllocationPool: Money] = [:]
    var order: [AllocationPool] = []
    for (pool, amount) in pools {
      if let known = sums[pool] {
        sums[pool] = try known.adding(amount, figure: "the sum of a bill's lines")
      } else {
        sums[pool] = amount
        order.append(pool)
      }
    }
    let shares = AllocationWeights(usage: usage, tierWeights: weights)
    for pool in order { share(pool, sums[pool] ?? .zero, shares) }
  }

  private mutating func share(
    _ pool: AllocationPool, _ amount: Money, _ shares: AllocationWeights
  ) {
    switch pool.driver {
    case .direct(let tenant):
      append(.tenant(tenant), pool, amount, 0, of: 0)
      return
    case .unallocated(let reason):
      append(.unallocated(reason: reason), pool, amount, 0, of: 0)
      return
    default: break
    }
    let weights = shares.weights(of: pool)
    let sum = weights.reduce(Int128(0)) { $0 &+ $1.weight }
    guard let amounts = largestRemainder(amount.units, weights: weights.map(\.weight)) else {
      let place = pool.day == nil ? "in the period" : "on the day"
      append(
        .unallocated(reason: "no \(pool.driver.text) \(place)"), pool, amount, 0, of: 0)
      return
    }
    for (share, units) in zip(weights, amounts) where share.weight != 0 {
      let bearer = share.tenant.map { Bearer.tenant($0) } ?? .unattributed
      append(bearer, pool, Money(units: units), share.weight, of: sum)
    }
  }

  private mutating func append(
    _ bearer: Bearer, _ pool: AllocationPool, _ amount: Money, _ weight: Int128, of sum: Int128
  ) {
    parts.append(
      Part(bearer: bearer, pool: pool, amount: amount, weight: weight, weightSum: sum))
  }

  /// The sum of all parts; nil if it does not fit.
  public var total: Money? {
    var total = Money.zero
    for part in parts {
      guard let sum = total.adding(part.amount) else { return nil }
      total = sum
    }
    return total
  }
}
