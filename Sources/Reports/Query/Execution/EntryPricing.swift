internal import CostModel

/// Tier and cost of entries: the registry and the rater of one lane of a scan.
final class EntryPricing {
  private var rater: Rater
  private var entryFinder: CardFinder
  private var sumFinder: CardFinder
  private var prices: CardPrices
  private let registry: TenantRegistry
  /// The instants at which the registry changes.
  private let changes: [Int64]
  private let charges: ChargeBook?
  private let name: (NameID) -> String?
  private var names: [NameID: String?] = [:]
  private var lastTier: (key: TierKey, code: UInt32)?
  private var tierCodes: [TierKey: UInt32] = [:]

  private struct TierKey: Hashable {
    var tenant: NameID
    var observed: NameID
    var change: Int
  }

  init(
    book: PriceBook, charges: ChargeBook? = nil, registry: TenantRegistry,
    name: @escaping (NameID) -> String?
  ) {
    rater = Rater(book: book, name: name)
    entryFinder = CardFinder(rater.circumstances, areSums: false)
    sumFinder = CardFinder(rater.circumstances, areSums: true)
    prices = CardPrices()
    self.charges = charges
    self.registry = registry
    changes = registry.boundaries(in: Int64.min..<Int64.max)
    self.name = name
  }

  // MARK: - Tiers and scope

  /// The effective tier: the registry's at that time where it knows the tenant, else the observed.
  func tier(of tenant: NameID, observed: NameID, at instant: Int64) -> String? {
    registry.effectiveTier(of: text(tenant), at: instant, observed: text(observed))
  }

  /// The same as a number of a lane's texts, remembered for each tenant.
  func tierCode(
    of tenant: NameID, observed: NameID, at instant: Int64, _ table: TextTable
  ) -> UInt32 {
    let change = changes.isEmpty ? 0 : changes.firstIndex { $0 > instant } ?? changes.count
    let key = TierKey(tenant: tenant, observed: observed, change: change)
    if let lastTier, lastTier.key == key { return lastTier.code }
    let code =
      tierCodes[key] ?? table.code(tier(of: tenant, observed: observed, at: instant))
    tierCodes[key] = code
    lastTier = (key, code)
    return code
  }

  /// Whether an entry may be seen.
  func isInScope(_ entry: Entry, _ scope: QueryScope) -> Bool {
    isInScope(entry.dimensions, at: entry.startNanoseconds, scope)
  }

  /// Whether a sum may be seen.
  func isInScope(_ sum: RollupRow, _ scope: QueryScope) -> Bool {
    isInScope(sum.dimensions, at: Hour(number: sum.hour).startNanoseconds, scope)
  }

  private func isInScope(
    _ dimensions: Dimensions, at instant: Int64, _ scope: QueryScope
  ) -> Bool {
    if let tenants = scope.tenants {
      guard let tenant = text(dimensions.tenant), tenants.contains(tenant) else { return false }
    }
    guard let tiers = scope.tiers else { return true }
    let tier = tier(of: dimensions.tenant, observed: dimensions.observedTier, at: instant)
    return tier.map(tiers.contains) ?? false
  }

  // MARK: - Cost

  /// What prices depend on.
  var circumstances: Rater.Circumstances { rater.circumstances }

  /// Whether any of some sums cannot be rated as a whole, so that its entries must be.
  func needsEntries(_ sums: SummedRows) -> Bool {
    cards(.stretch(0..<sums.count), of: BlockColumns(sums)).contains {
      rater.needsEntries(card: Int($0))
    }
  }

  /// Whether sums of a row's circumstances cannot be rated as a whole.
  func needsEntries(_ row: Int, of rows: any EntryRows) -> Bool {
    let instant = Hour(number: rows.hour).startNanoseconds
    let dimensions = rows.usageEntry(row).dimensions
    let tier = tier(of: dimensions.tenant, observed: dimensions.observedTier, at: instant)
    return rater.needsEntries(dimensions, tier: tier, at: instant)
  }

  /// The rate cards of some rows of a block, or of some sums.
  func cards(_ rows: RowSelection, of block: BlockColumns) -> [Int32] {
    let isSum = block.callCounts != nil
    func card(_ rater: inout Rater, _ row: Int, at instant: Int64) -> Int {
      let entry = block.rows.usageEntry(row)
      let dimensions = entry.dimensions
      return rater.card(
        dimensions,
        tier: tier(of: dimensions.tenant, observed: dimensions.observedTier, at: instant),
        at: instant, inputTokens: isSum ? nil : entry.quantities.inputTokens)
    }
    // Cards are found by columns only where one instant of the hour is as good as another.
    let start = Hour(number: block.rows.hour).startNanoseconds
    func cardOfHour(_ rater: inout Rater, _ row: Int) -> Int { card(&rater, row, at: start) }
    var found: [Int32]?
    if let tierTime = tierTime(ofHour: block.rows.hour, isSum: isSum) {
      found =
        isSum
        ? sumFinder.cards(rows, of: block, tierTime: tierTime, &rater, card: cardOfHour)
        : entryFinder.cards(rows, of: block, tierTime: tierTime, &rater, card: cardOfHour)
    }
    let cards =
      found
      ?? (0..<rows.count).map { place in
        Int32(card(&rater, rows[place], at: block.rows.value(.start, rows[place])))
      }
    prices.take(from: rater)
    return cards
  }

  /// A number that is the same for hours in which tenants have the same tiers, as far as prices
  /// depend on it; nil for an hour of entries in which one changes.
  private func tierTime(ofHour hour: Int32, isSum: Bool) -> Int? {
    guard rater.circumstances.contains(.tenant) else { return 0 }
    let start = Hour(number: hour).startNanoseconds
    let before = changes.count { $0 <= start }
    if isSum { return before }
    let isCut = before < changes.count && changes[before] - start < Hour.nanoseconds
    return isCut ? nil : before
  }

  /// Whether any card met so far has a price for a meter.
  func hasPrice(_ meter: PriceMeter) -> Bool { prices.hasPrice(meter) }

  func hasPrice(_ meter: PriceMeter, card: Int32) -> Bool { prices.hasPrice(meter, card: card) }

  /// Adds what counts of one meter cost.
  func add(
    _ meter: PriceMeter, _ counts: [Int64], _ cards: [Int32], to costs: inout [Money]
  ) throws(QueryError) {
    try prices.add(meter, counts, cards, to: &costs)
  }

  // MARK: - Charges

  /// What a call, or a sum of calls, is charged for some kinds of usage, before allowances.
  func charge(
    _ entry: Entry, at instant: Int64, requests: Int64, isSum: Bool, meters: [PriceMeter]
  ) throws(QueryError) -> Money {
    guard let charges else { return .zero }
    let dimensions = entry.dimensions
    var piece = ChargeableUsage()
    piece.tenant = text(dimensions.tenant)
    piece.tier = tier(of: dimensions.tenant, observed: dimensions.observedTier, at: instant)
    piece.feature = text(dimensions.feature)
    piece.model = text(dimensions.model)
    piece.month = monthStart(instant)
    for meter in meters where meter != .request {
      piece.quantities[slot: meter.slot] = entry.quantities[slot: meter.slot]
    }
    piece.requests = meters.contains(.request) ? requests : 0
    do {
      piece.cost = try rater.rate(
        dimensions, tier: piece.tier, quantities: piece.quantities, requests: piece.requests,
        at: instant, inputTokens: isSum ? nil : entry.quantities.inputTokens)
      return try charges.charge(piece).amount
    } catch {
      throw QueryError(error.description, at: SourceRange(0, 0))
    }
  }

  private func monthStart(_ instant: Int64) -> Int64 {
    let date = CivilDate(dayNumber: Int(floorDivide(instant, Instant.day))).startOfMonth
    return Int64(date.dayNumber) * Instant.day
  }

  private func text(_ id: NameID) -> String? {
    if let known = names[id] { return known }
    let text = name(id)
    names[id] = .some(text)
    return text
  }
}
