/// The line and price that were chosen for one meter, and why.
public struct PriceMatch: Hashable, Sendable {
  /// Place in `PriceBook.lines`.
  public var lineIndex: Int
  /// How the model's name led to the line.
  public var step: ModelStep
  /// The meter whose price it is; another one than asked for means a fallback.
  public var pricedAs: PriceMeter
  /// For one token or call (or 10⁻¹² of an hour), multipliers included.
  public var unitPrice: Money
  /// Whether the provider was not known, so that the model's name alone decided.
  public var isByModelAlone: Bool
  /// The line's own price of one, before multipliers.
  public var listPrice: Money
  /// Places of the lines whose multipliers were applied, in order.
  public var factorLines: [Int] = []
}

/// What each token and call costs under one set of circumstances.
public struct RateCard: Sendable {
  /// By slot of `PriceMeter`.
  private(set) var matches: [PriceMatch?]
  private(set) var reasons: [UnpricedReason?]
  /// Whether a threshold decides that rollups do not keep: rate the entries instead.
  public internal(set) var needsEntries = false

  init() {
    matches = Array(repeating: nil, count: PriceMeter.slotCount)
    reasons = Array(repeating: .noPriceForClass, count: PriceMeter.slotCount)
  }

  /// A card on which nothing has a price.
  init(unpriced reason: UnpricedReason) {
    self.init()
    reasons = Array(repeating: reason, count: PriceMeter.slotCount)
  }

  /// The chosen price, nil where there is none.
  public func match(_ meter: PriceMeter) -> PriceMatch? { matches[meter.slot] }

  /// Why a meter has no price, nil where it has one.
  public func unpricedReason(_ meter: PriceMeter) -> UnpricedReason? {
    matches[meter.slot] == nil ? reasons[meter.slot] : nil
  }

  mutating func set(_ match: PriceMatch, for meter: PriceMeter) { matches[meter.slot] = match }
  mutating func clear(_ meter: PriceMeter, _ reason: UnpricedReason) {
    matches[meter.slot] = nil
    reasons[meter.slot] = reason
  }
  mutating func setAllReasons(_ reason: UnpricedReason) {
    reasons = Array(repeating: reason, count: PriceMeter.slotCount)
  }

  /// Whether token class `tokenClass` is priced by another class's line.
  public func isFallback(_ tokenClass: TokenClass) -> Bool {
    let meter = PriceMeter(tokenClass)
    return matches[meter.slot].map { $0.pricedAs != meter } ?? false
  }
}
