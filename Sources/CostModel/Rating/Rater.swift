/// Rates usage with one price book, remembering the rate card of each set of circumstances.
///
/// For example:
/// ```
/// var rater = Rater(book: book, name: reader.text)
/// let rated = try rater.rate(
///   row.dimensions, tier: tier, quantities: row.quantities, requests: row.counts.requests,
///   at: hourStart)
/// ```
public struct Rater {
  public let book: PriceBook
  private let name: (NameID) -> String?
  private var cards: [RateCard] = []
  private(set) var rows: [PriceRow] = []
  private var cardNumbers: [CardKey: Int] = [:]
  /// Callers ask several things of the same card.
  private var lastCard: (key: CardKey, number: Int)?
  private var namedTenants: [NameID: Bool] = [:]
  private(set) var tierNumbers: [String: Int32] = [:]
  private var lastWindows: (minute: Int64, mask: UInt64)?
  private var boundaryIndex: (range: Range<Int64>, number: Int32)?

  /// `name` gives the text of a dimension's id, nil for `none`.
  public init(book: PriceBook, name: @escaping (NameID) -> String?) {
    self.book = book
    self.name = name
    for (number, tier) in book.conditions.tenantTiers.sorted().enumerated() {
      tierNumbers[tier] = Int32(number + 1)
    }
  }

  /// What a usage costs at one instant.
  ///
  /// `tier` is the tenant's effective tier. For an entry give its `inputTokens`, so that every
  /// context step can be decided; for a rollup row the dimensions' band decides, and a step that it
  /// does not keep throws `RatingError.needsEntries`. A rollup row may be rated as a whole only if
  /// no boundary of `boundaries(in:)` lies inside its bucket. Overflows throw, naming the figure.
  public mutating func rate(
    _ dimensions: Dimensions, tier: String?, quantities: Quantities, requests: Int64,
    at instant: Int64, inputTokens: Int64? = nil
  ) throws(RatingError) -> RatedUsage {
    let number = cardNumber(dimensions, tier: tier, at: instant, inputTokens: inputTokens)
    if rows[number].needsEntries && inputTokens == nil { throw .needsEntries }
    return try rows[number].rate(quantities, requests: requests)
  }

  /// What an entry costs, reversals negative.
  public mutating func rate(_ entry: Entry, tier: String?) throws(RatingError) -> RatedUsage {
    var quantities = Quantities()
    guard quantities.add(entry.quantities, sign: entry.sign) else {
      throw .tooLarge(figure: "an entry's tokens")
    }
    return try rate(
      entry.dimensions, tier: tier, quantities: quantities,
      requests: UsageCounts(entry).requests,
      at: entry.startNanoseconds, inputTokens: entry.quantities.inputTokens)
  }

  /// The prices that hold for a usage, with their lines.
  public mutating func rateCard(
    _ dimensions: Dimensions, tier: String?, at instant: Int64, inputTokens: Int64? = nil
  ) -> RateCard {
    cards[cardNumber(dimensions, tier: tier, at: instant, inputTokens: inputTokens)]
  }

  /// Whether a rollup row cannot be rated as a whole, because of a context step it does not keep.
  public mutating func needsEntries(
    _ dimensions: Dimensions, tier: String?, at instant: Int64
  ) -> Bool {
    rows[cardNumber(dimensions, tier: tier, at: instant, inputTokens: nil)].needsEntries
  }

  /// The instants strictly inside a range at which any price of the book changes, ascending.
  public func boundaries(in range: Range<Int64>) -> [Int64] {
    book.conditions.boundaries.filter { $0 > range.lowerBound && $0 < range.upperBound }
  }

  mutating func cardNumber(
    _ dimensions: Dimensions, tier: String?, at instant: Int64, inputTokens: Int64?
  ) -> Int {
    var key = CardKey(
      provider: dimensions.provider, model: dimensions.model, serviceTier: dimensions.serviceTier)
    key.band = dimensions.contextBand.rawValue
    key.interval = intervalNumber(of: instant)
    // What the book does not name is left out, so that thousands of tenants share one card.
    if book.conditions.usesRegions { key.region = dimensions.region }
    if !book.conditions.tenants.isEmpty && isNamed(dimensions.tenant) {
      key.tenant = dimensions.tenant
    }
    if let tier, !tierNumbers.isEmpty { key.tier = tierNumbers[tier] ?? 0 }
    if let inputTokens {
      key.band = ContextBand(inputTokens: inputTokens).rawValue
      key.finerBand = finerBand(inputTokens)
      if !book.conditions.windows.isEmpty { key.windows = windowMask(at: instant) }
    }
    if let lastCard, lastCard.key == key { return lastCard.number }
    if let number = cardNumbers[key] {
      lastCard = (key, number)
      return number
    }

    var context = PriceContext()
    context.provider = name(dimensions.provider)
    context.model = name(dimensions.model)
    context.region = name(dimensions.region)
    context.serviceTier = name(dimensions.serviceTier)
    context.tenantTier = tier
    context.tenant = name(dimensions.tenant)
    context.contextLength = inputTokens.map { .tokens($0) } ?? .band(dimensions.contextBand)
    context.instantNanoseconds = instant
    let card = book.rateCard(for: context)
    cards.append(card)
    rows.append(PriceRow(card))
    cardNumbers[key] = cards.count - 1
    return cards.count - 1
  }

  private mutating func isNamed(_ tenant: NameID) -> Bool {
    if let known = namedTenants[tenant] { return known }
    let isNamed = name(tenant).map(book.conditions.tenants.contains) ?? false
    namedTenants[tenant] = isNamed
    return isNamed
  }

  /// Between which of the book's boundaries an instant lies.
  mutating func intervalNumber(of instant: Int64) -> Int32 {
    if let (range, number) = boundaryIndex, range.contains(instant) { return number }
    let boundaries = book.conditions.boundaries
    let number = boundaries.firstIndex { $0 > instant } ?? boundaries.count
    let start = number == 0 ? Int64.min : boundaries[number - 1]
    let end = number == boundaries.count ? Int64.max : boundaries[number]
    if start < end { boundaryIndex = (start..<end, Int32(number)) }
    return Int32(number)
  }

  /// Which of the book's hours of the week hold at an instant, a bit each. None begins or ends
  /// within a minute.
  mutating func windowMask(at instant: Int64) -> UInt64 {
    let minute = floorDivide(instant, 60 * Instant.second).quotient
    if let lastWindows, lastWindows.minute == minute { return lastWindows.mask }
    var mask: UInt64 = 0
    for (place, windows) in book.conditions.windows.enumerated() where windows.contains(instant) {
      mask |= 1 << UInt64(place)
    }
    lastWindows = (minute, mask)
    return mask
  }

  /// Place of a prompt's length among the book's steps that rollups do not keep.
  func finerBand(_ inputTokens: Int64) -> Int32 {
    var band: Int32 = 1
    for threshold in book.conditions.unkeptThresholds {
      if inputTokens < threshold { break }
      band += inputTokens == threshold ? 1 : 2
    }
    return band
  }
}

/// What a rate card depends on, as numbers.
private struct CardKey: Hashable {
  var provider: NameID
  var model: NameID
  var serviceTier: NameID
  var region = NameID.none
  var tenant = NameID.none
  var tier: Int32 = 0
  var interval: Int32 = 0
  var finerBand: Int32 = 0
  var band: UInt8 = 0
  var windows: UInt64 = 0
}
