/// A rate card's prices in a flat form: what rating a row touches.
struct PriceRow {
  private var prices: InlineArray<17, Money> = InlineArray(repeating: .zero)
  private var pricedMask: UInt32 = 0
  private var fallbackMask: UInt16 = 0
  private var reasons: InlineArray<17, UnpricedReason> =
    InlineArray(repeating: .noPriceForClass)
  let needsEntries: Bool

  init(_ card: RateCard) {
    needsEntries = card.needsEntries
    for meter in PriceMeter.all {
      if let match = card.match(meter) {
        prices[meter.slot] = match.unitPrice
        pricedMask |= 1 << UInt32(meter.slot)
        if match.pricedAs != meter { fallbackMask |= 1 << UInt16(meter.slot) }
      } else if let reason = card.unpricedReason(meter) {
        reasons[meter.slot] = reason
      }
    }
  }

  /// The price of one of a slot; nil where it has none.
  func price(slot: Int) -> Money? {
    pricedMask & (1 << UInt32(slot)) != 0 ? prices[slot] : nil
  }

  func rate(_ quantities: Quantities, requests: Int64) throws(RatingError) -> RatedUsage {
    var rated = RatedUsage()
    for slot in 0..<Quantities.slotCount {
      let count = quantities[slot: slot]
      if count != 0 { try rate(count, slot: slot, into: &rated) }
    }
    if requests != 0 && pricedMask & (1 << UInt32(PriceMeter.request.slot)) != 0 {
      try rate(requests, slot: PriceMeter.request.slot, into: &rated)
    }
    return rated
  }

  private func rate(
    _ count: Int64, slot: Int, into rated: inout RatedUsage
  ) throws(RatingError) {
    rated.usedMask |= 1 << UInt32(slot)
    guard pricedMask & (1 << UInt32(slot)) != 0 else {
      rated.unpricedCounts[slot] = count
      guard slot < Quantities.firstUnitSlot else { return }
      let (sum, overflow) = rated.unpricedTokens.addingReportingOverflow(count)
      if overflow { throw .tooLarge(figure: "the sum of unpriced tokens") }
      rated.unpricedTokens = sum
      rated.reason = UnpricedReason.first(of: rated.reason, reasons[slot])
      return
    }
    guard let amount = prices[slot].times(count), let total = rated.total.adding(amount) else {
      throw .tooLarge(
        figure: "\(count) \(PriceMeter.name(ofSlot: slot)) at \(prices[slot]) each")
    }
    rated.amounts[slot] = amount
    rated.total = total
    if slot < Quantities.firstUnitSlot { rated.fallbackMask |= fallbackMask & (1 << UInt16(slot)) }
  }
}
