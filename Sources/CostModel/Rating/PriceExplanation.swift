/// Why one token class or call costs what it costs: the line, the way to it, and the arithmetic.
public struct PriceExplanation: Sendable {
  /// What is priced.
  public let meter: PriceMeter
  /// The line that was chosen, and its place in `PriceBook.lines`.
  public let line: PriceLine
  public let lineIndex: Int
  /// How the model's name led to the line.
  public let step: ModelStep
  /// The meter whose price it is; another one than `meter` means that a fallback was used.
  public let pricedAs: PriceMeter
  /// Whether telemetry named no known provider, so that the model's name alone decided.
  public let isByModelAlone: Bool
  /// The price as the line states it, in `line.unit`.
  public let statedPrice: Money
  /// The lines whose multipliers were applied, in order.
  public let factors: [PriceLine]
  /// For one token or call (or 10⁻¹² of an hour), multipliers included: count × this is the cost.
  public let unitPrice: Money

  /// Whether another meter's price was taken, because the book has none for this one.
  public var isFallback: Bool { pricedAs != meter }

  /// Why this line, in one sentence without a full stop.
  ///
  /// For example: `exact id; service_tier=batch; the book has no price for reasoning: output's
  /// holds; times 1.1 (data residency)`.
  public var reason: String {
    var parts = [step.name]
    if isByModelAlone { parts.append("provider not known, all providers agree") }
    parts += line.conditions
    if isFallback {
      parts.append("the book has no price for \(meter.name): \(pricedAs.name)'s holds")
    }
    for factor in factors.compactMap(\.factor) {
      parts.append("times \(factor.value) (\(factor.kind))")
    }
    return parts.joined(separator: "; ")
  }

  /// The price as people know it: `0.15 per_1m_tokens`, with its multipliers: `0.15 × 1.1 …`.
  public var priceText: String {
    let factors = factors.compactMap(\.factor).map { " × \($0.value)" }.joined()
    return "\(statedPrice)\(factors) \(line.unit.rawValue)"
  }
}

extension PriceBook {
  /// The explanation of one meter of a card that this book gave; nil where it has no price.
  public func explanation(_ meter: PriceMeter, on card: RateCard) -> PriceExplanation? {
    guard let match = card.match(meter), lines.indices.contains(match.lineIndex) else {
      return nil
    }
    let line = lines[match.lineIndex]
    return PriceExplanation(
      meter: meter, line: line, lineIndex: match.lineIndex, step: match.step,
      pricedAs: match.pricedAs, isByModelAlone: match.isByModelAlone,
      statedPrice: line.unit.stated(match.listPrice),
      factors: match.factorLines.map { lines[$0] }, unitPrice: match.unitPrice)
  }
}
