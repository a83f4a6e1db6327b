/// A usage and its circumstances, of which a price is asked.
public struct QuotedUsage: Sendable {
  public var context = PriceContext()
  public var quantities = Quantities()
  public var requests: Int64 = 0

  public init() {}

  /// Sets a meter's count from text: `1842`, or hours such as `0.25`. False for what is no count.
  public mutating func set(_ meter: PriceMeter, _ text: String) -> Bool {
    if let unit = meter.countedUnit {
      guard let amount = try? ExactDecimal(parsing: text), !amount.isNegative,
        amount.scale <= unit.fractionDigits, let count = unit.count(amount)
      else { return false }
      quantities[unit] = count
      return true
    }
    guard let count = Int64(text), count >= 0 else { return false }
    if let tokenClass = meter.tokenClass {
      quantities[tokenClass] = count
    } else {
      requests = count
    }
    return true
  }

  /// How often a meter was used.
  public func count(_ meter: PriceMeter) -> Int64 {
    meter == .request ? requests : quantities[slot: meter.slot]
  }
}

/// What a usage costs, meter by meter, and why.
public struct PriceQuote: Sendable {
  /// One meter that was used.
  public struct Part: Sendable {
    public var meter: PriceMeter
    /// Stored count: tokens, calls, or 10⁻¹² hours.
    public var count: Int64
    /// nil where there is no price.
    public var explanation: PriceExplanation?
    public var amount: Money?
    /// Why there is no price.
    public var unpricedReason: UnpricedReason?

    /// The count as people know it.
    public var amountUsed: ExactDecimal {
      meter.countedUnit?.amount(count) ?? ExactDecimal(coefficient: Int128(count), scale: 0)
    }
  }

  /// In the order of meters. Requests without a price are left out: most providers take none.
  public let parts: [Part]
  /// The sum of all priced parts.
  public let total: Money
  /// Tokens without a price.
  public let unpricedTokens: Int64
}

extension PriceBook {
  /// What one call costs, with its explanation. A sum that does not fit throws, naming the figure.
  public func quote(_ usage: QuotedUsage) throws(RatingError) -> PriceQuote {
    var context = usage.context
    context.contextLength = .tokens(usage.quantities.inputTokens)
    let card = rateCard(for: context)
    let rated = try PriceRow(card).rate(usage.quantities, requests: usage.requests)
    var parts: [PriceQuote.Part] = []
    for meter in PriceMeter.all {
      let count = usage.count(meter)
      let explanation = explanation(meter, on: card)
      if count == 0 || (meter == .request && explanation == nil) { continue }
      parts.append(
        PriceQuote.Part(
          meter: meter, count: count, explanation: explanation,
          amount: explanation == nil ? nil : rated.amounts[meter.slot],
          unpricedReason: card.unpricedReason(meter)))
    }
    return PriceQuote(parts: parts, total: rated.total, unpricedTokens: rated.unpricedTokens)
  }
}
