/// One line of a charge book: whom it is for, and what it charges.
///
/// A line may say several things at once: a flat fee, an allowance within it, and a markup on what
/// goes beyond.
public struct ChargeLine: TimeLimited, Sendable {
  /// Place in `ChargeBook.lines`, from 0.
  public var index = 0
  /// Conditions; nil or empty means any.
  public var tenant: String?
  public var tier: String?
  public var feature: String?
  /// Exact ids in lower case.
  public var models: [String] = []
  /// First instant of validity, the first of a month; nil: ever before.
  public var from: Int64?
  /// First instant no longer valid, the first of a month; nil: ever after.
  public var to: Int64?
  public var unit = PriceUnit.perMillionTokens
  /// What one token or call is charged, ascending by meter; empty: nothing of its own.
  public var prices: [MeterPrice] = []
  /// What is added to the cost: 0.2 charges 1.2 times the cost.
  public var markup: ExactDecimal?
  /// A month's fee.
  public var flatFee: Money?
  /// The part of a month's charges that the fee covers.
  public var includedAmount: Money?
  /// The tokens of a month that the fee covers.
  public var includedTokens: Int64?
  public var note: String?
  /// Where it stands.
  public var fileName = ""
  public var lineNumber = 0
  var range = 0..<0

  public init() {}

  /// How special the line is: tenant, then tier, feature, model.
  var rank: Int {
    (tenant == nil ? 0 : 8) + (tier == nil ? 0 : 4) + (feature == nil ? 0 : 2)
      + (models.isEmpty ? 0 : 1)
  }

  /// The price of a meter, or of the class whose price holds for it.
  func price(_ meter: PriceMeter) -> Money? {
    var wanted: PriceMeter? = meter
    while let current = wanted {
      if let price = prices.first(where: { $0.meter == current }) { return price.price }
      wanted = current.tokenClass?.priceFallback.map { PriceMeter($0) }
    }
    return nil
  }
}
