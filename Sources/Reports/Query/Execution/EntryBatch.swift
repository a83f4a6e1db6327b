internal import CostModel

/// Some rows of a block, as fields are loaded from them.
final class EntryBatch: InputBatch {
  /// The rows of the block that are left.
  private(set) var rows: RowSelection
  let table: TextTable
  private let block: BlockColumns
  private let pricing: EntryPricing
  private var cards: [Int32]?

  init(rows: RowSelection, of block: BlockColumns, table: TextTable, pricing: EntryPricing) {
    self.rows = rows
    self.block = block
    self.table = table
    self.pricing = pricing
  }

  /// Leaves only these of the rows.
  func keep(_ kept: [Int]) {
    cards = cards.map { cards in kept.map { cards[$0] } }
    rows = rows.picking(kept)
  }

  func column(_ field: QueryField) throws(QueryError) -> Column { try field.load(self) }

  func integers(_ column: EntryColumn) -> [Int64] { block.integers(column, rows) }

  func texts(_ column: EntryColumn) -> Column {
    let codes = integers(column).map {
      table.code(NameID(rawValue: UInt32(truncatingIfNeeded: $0)))
    }
    return .texts(codes, table)
  }

  /// The same text for all rows.
  func text(_ text: String) -> Column {
    .texts([UInt32](repeating: table.code(text), count: rows.count), table)
  }

  func flags() -> [EntryFlags] {
    integers(.flags).map { EntryFlags(rawValue: UInt16(truncatingIfNeeded: $0)) }
  }

  /// For each row 1, or -1 if it is a reversal; nil where the block holds none.
  func signs() -> [Int64]? {
    guard block.rows.reversalCount > 0 else { return nil }
    return integers(.flags).map { $0 & Int64(EntryFlags.reversal.rawValue) == 0 ? 1 : -1 }
  }

  /// The sum of some places of `Quantities`.
  func sum(_ slots: [Int]) -> [Int64] { block.sum(slots, rows) }

  /// Counts of calls, where the rows are sums; nil where they are entries.
  func counts(_ count: (UsageCounts) -> Int64) -> [Int64]? {
    block.callCounts.map { counts in (0..<rows.count).map { count(counts[rows[$0]]) } }
  }

  /// How many calls each row stands for.
  func requests() -> [Int64] {
    counts(\.requests) ?? flags().map { $0.contains(.summed) ? 0 : 1 }
  }

  func identities() -> [SpanIdentity] {
    let (high, low, span) = (integers(.traceHigh), integers(.traceLow), integers(.span))
    return high.indices.map {
      SpanIdentity(
        traceHigh: UInt64(bitPattern: high[$0]), traceLow: UInt64(bitPattern: low[$0]),
        span: UInt64(bitPattern: span[$0]))
    }
  }

  func effectiveTiers() -> Column {
    let (tenants, observed) = (integers(.tenant), integers(.observedTier))
    let starts = integers(.start)
    let codes = tenants.indices.map { row in
      pricing.tierCode(
        of: NameID(rawValue: UInt32(truncatingIfNeeded: tenants[row])),
        observed: NameID(rawValue: UInt32(truncatingIfNeeded: observed[row])), at: starts[row],
        table)
    }
    return .texts(codes, table)
  }

  // MARK: - Money

  /// What each row cost. Reversals cost what their entries cost: the scan weighs them.
  func costs() throws(QueryError) -> [Money] { try costs(of: PriceMeter.all) }

  /// What some kinds of usage of each row cost together.
  func costs(of meters: [PriceMeter]) throws(QueryError) -> [Money] {
    let cards = ratedCards()
    var costs = [Money](repeating: .zero, count: cards.count)
    for meter in meters where pricing.hasPrice(meter) && mayOccur(meter) {
      try pricing.add(meter, counts(of: meter), cards, to: &costs)
    }
    return costs
  }

  /// Tokens of each row without a price.
  func unpricedTokens() -> [Int64] {
    let cards = ratedCards()
    var tokens = [Int64](repeating: 0, count: cards.count)
    for meter in PriceMeter.all where meter.tokenClass != nil && mayOccur(meter) {
      let counts = counts(of: meter)
      for row in tokens.indices where !pricing.hasPrice(meter, card: cards[row]) {
        tokens[row] &+= counts[row]
      }
    }
    return tokens
  }

  /// Whether all tokens of each row have a price.
  func arePriced() -> [Bool] { unpricedTokens().map { $0 == 0 } }

  /// What each row's tenant is charged for some kinds of usage.
  func charges(of meters: [PriceMeter]) throws(QueryError) -> [Money] {
    var charges: [Money] = []
    charges.reserveCapacity(rows.count)
    let requests = requests()
    for place in 0..<rows.count {
      charges.append(
        try pricing.charge(
          block.rows.usageEntry(rows[place]), at: block.rows.value(.start, rows[place]),
          requests: requests[place], isSum: block.callCounts != nil, meters: meters))
    }
    return charges
  }

  private func ratedCards() -> [Int32] {
    if let cards { return cards }
    let found = pricing.cards(rows, of: block)
    cards = found
    return found
  }

  private func mayOccur(_ meter: PriceMeter) -> Bool {
    meter == .request || block.range(slot: meter.slot) != 0...0
  }

  private func counts(of meter: PriceMeter) -> [Int64] {
    meter == .request ? requests() : block.integers(slot: meter.slot, rows)
  }
}
