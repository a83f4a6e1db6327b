/// Rating of whole columns: the card of each row, and the prices of each card.
extension Rater {
  /// What prices can depend on besides provider, model, service tier and the prompt's length.
  public struct Circumstances: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let region = Circumstances(rawValue: 1)
    /// The tenant, or its tier.
    public static let tenant = Circumstances(rawValue: 2)
  }

  /// What the book's prices depend on.
  public var circumstances: Circumstances {
    let conditions = book.conditions
    var found: Circumstances = conditions.usesRegions ? .region : []
    if !conditions.tenants.isEmpty || !conditions.tenantTiers.isEmpty { found.insert(.tenant) }
    return found
  }

  /// A number that is the same for hours in which the same prices hold; nil for an hour in which
  /// they change, so that each call's own instant decides.
  public mutating func priceTime(ofHour hour: Int32) -> PriceTime? {
    let start = Hour(number: hour).startNanoseconds
    let end = start &+ Hour.nanoseconds &- 1
    let interval = intervalNumber(of: start)
    guard start < end, interval == intervalNumber(of: end) else { return nil }
    var time = PriceTime(interval: interval)
    if book.conditions.windows.isEmpty { return time }
    time.windows = windowMask(at: start)
    for minute in 1..<60 as Range<Int64>
    where windowMask(at: start &+ minute &* 60 &* Instant.second) != time.windows {
      return nil
    }
    return time
  }

  /// The same for sums that begin with an hour, none of which reaches over a change of prices.
  public mutating func priceTime(ofSumsFrom hour: Int32) -> PriceTime {
    PriceTime(interval: intervalNumber(of: Hour(number: hour).startNanoseconds))
  }

  /// Whether sums of the card's circumstances cannot be rated as a whole.
  public func needsEntries(card: Int) -> Bool { rows[card].needsEntries }

  /// The number of the card that holds for a call. For an entry give its `inputTokens`; without
  /// them the dimensions' band decides, as for a sum.
  public mutating func card(
    _ dimensions: Dimensions, tier: String?, at instant: Int64, inputTokens: Int64?
  ) -> Int { cardNumber(dimensions, tier: tier, at: instant, inputTokens: inputTokens) }

  /// Cards met so far: their numbers are 0 ..< `cardCount`.
  public var cardCount: Int { rows.count }

  /// The price of one of a meter by a card; nil where it has none.
  public func price(card: Int, _ meter: PriceMeter) -> Money? {
    rows[card].price(slot: meter.slot)
  }

  /// Prompts shorter than this cost the same for each token, whatever their length.
  public var firstContextStep: Int64 {
    min(ContextBand.steps[0], book.conditions.unkeptThresholds.first ?? .max)
  }

  /// A number that is the same for prompts whose tokens cost the same.
  public func contextStep(_ inputTokens: Int64) -> Int64 {
    Int64(finerBand(inputTokens)) << 8 | Int64(ContextBand(inputTokens: inputTokens).rawValue)
  }
}

/// When prices hold: between which changes of the book, and in which of its hours of the week.
public struct PriceTime: Hashable, Sendable {
  var interval: Int32
  var windows: UInt64 = 0
}
