internal import CostModel

/// The prices of all cards that a lane met, by meter: what multiplying a column of counts touches.
struct CardPrices {
  /// By slot of the meter, then by card.
  private var prices: [[Int128]] = Array(
    repeating: [], count: PriceMeter.all.reduce(0) { max($0, $1.slot) } + 1)
  /// Slots that any card has a price for.
  private var priced: Set<Int> = []
  private var cardCount = 0
  /// Whether all prices are small enough that products with usual counts cannot overflow.
  private var areSmall = true

  /// No price is as low.
  private static let none = Int128.min
  /// About one unit of currency a token: with counts below 2⁴⁰ the sum of 17 products fits.
  private static let smallPrice: Int128 = 1 << 80
  private static let smallCount: Int64 = 1 << 40

  /// Takes in the cards that are new.
  mutating func take(from rater: Rater) {
    for card in cardCount..<rater.cardCount {
      for meter in PriceMeter.all {
        let price = rater.price(card: card, meter)
        prices[meter.slot].append(price?.units ?? Self.none)
        guard let price else { continue }
        priced.insert(meter.slot)
        if price.units.magnitude >= Self.smallPrice.magnitude { areSmall = false }
      }
    }
    cardCount = rater.cardCount
  }

  func hasPrice(_ meter: PriceMeter) -> Bool { priced.contains(meter.slot) }

  func hasPrice(_ meter: PriceMeter, card: Int32) -> Bool {
    prices[meter.slot][Int(card)] != Self.none
  }

  /// Adds what counts of one meter cost by each row's card.
  func add(
    _ meter: PriceMeter, _ counts: [Int64], _ cards: [Int32], to costs: inout [Money]
  ) throws(QueryError) {
    let prices = prices[meter.slot]
    for row in costs.indices {
      let (count, price) = (counts[row], prices[Int(cards[row])])
      if count == 0 || price == Self.none { continue }
      if areSmall, count.magnitude < Self.smallCount.magnitude {
        costs[row].units &+= price &* Int128(count)
        continue
      }
      let amount = price.multipliedReportingOverflow(by: Int128(count))
      let sum = costs[row].units.addingReportingOverflow(amount.partialValue)
      if amount.overflow || sum.overflow {
        throw QueryError(
          "\(count) \(meter.name) at \(Money(units: price)) each does not fit: amounts reach "
            + "170 trillion", at: SourceRange(0, 0))
      }
      costs[row].units = sum.partialValue
    }
  }
}
