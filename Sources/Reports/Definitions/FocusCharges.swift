public import CostModel

/// Usage as charges by FOCUS, ready to be written.
public struct FocusCharges: Sendable {
  public let version: FocusVersion
  let currency: String
  var rows: [FocusCharge] = []
  var priceBookSHA256 = ""
  init(version: FocusVersion, currency: String) {
    self.version = version
    self.currency = currency
  }

  /// How many charges there are.
  public var count: Int { rows.count }

  /// What all charges cost together.
  public var total: Money {
    rows.reduce(Money.zero) { $0.adding($1.cost) ?? $0 }
  }
}

/// One charge: what was used of one meter at one price.
struct FocusCharge: Sendable {
  var periodStart: Int64
  var periodEnd: Int64
  var billingStart: Int64
  var billingEnd: Int64
  var meter: PriceMeter
  var tenant: String?
  var tenantName: String?
  var tier: String?
  var feature: String?
  var agent: String?
  var provider: String?
  var model: String?
  var region: String?
  var serviceTier: String?
  var contextBand = ContextBand.smallest
  var billingAccount: String?
  var quantity: Int64 = 0
  var cost = Money.zero
  /// For one token or call; nil where there is no price.
  var contractedPrice: Money?
  /// What everybody pays.
  var listPrice: Money?

  init(
    periodStart: Int64, periodEnd: Int64, billingStart: Int64, billingEnd: Int64, meter: PriceMeter
  ) {
    self.periodStart = periodStart
    self.periodEnd = periodEnd
    self.billingStart = billingStart
    self.billingEnd = billingEnd
    self.meter = meter
  }

  /// By time, then names, then prices: the same usage always gives the same file.
  static func precedes(_ left: FocusCharge, _ right: FocusCharge) -> Bool {
    if left.periodStart != right.periodStart { return left.periodStart < right.periodStart }
    for (first, second) in zip(left.names, right.names) where first != second {
      guard let first else { return false }
      guard let second else { return true }
      return Reports.precedes(first, second)
    }
    if left.meter != right.meter { return left.meter < right.meter }
    if left.contextBand != right.contextBand { return left.contextBand < right.contextBand }
    let prices = (left.contractedPrice ?? .zero, right.contractedPrice ?? .zero)
    if prices.0 != prices.1 { return prices.0 < prices.1 }
    return left.quantity < right.quantity
  }

  private var names: [String?] {
    [tenant, tier, feature, agent, provider, model, region, serviceTier]
  }
}
