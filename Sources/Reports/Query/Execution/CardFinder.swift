internal import CostModel

/// Finds the rate card of each row of a block by its columns, so that a row costs a few small
/// lookups and no card is looked for twice.
struct CardFinder {
  private var numbers: [DenseNumbers]
  private var pairs: [PairNumbers]
  private let columns: [EntryColumn]
  /// Whether rows are sums, which keep the band of the prompts' lengths.
  private let areSums: Bool
  /// The card of each combination of values, as long as neither prices nor tiers change with time.
  private var cards: [Int32] = []
  private var time: PriceTime?
  private var tierTime = 0
  private var lastHour: (hour: Int32, time: PriceTime?)?

  init(_ circumstances: Rater.Circumstances, areSums: Bool) {
    self.areSums = areSums
    // Of entries the exact length decides.
    columns = QueryField.ratedColumns(circumstances).filter { areSums || $0 != .contextBand }
    // The last number is that of the prompt's length.
    numbers = Array(repeating: DenseNumbers(), count: columns.count + 1)
    pairs = Array(repeating: PairNumbers(), count: columns.count)
  }

  /// The cards of rows; nil where single instants decide.
  ///
  /// `tierTime` is another number where another tier may hold for a tenant; `card` finds the card
  /// of one row.
  mutating func cards(
    _ rows: RowSelection, of block: BlockColumns, tierTime: Int, _ rater: inout Rater,
    card: (inout Rater, Int) -> Int
  ) -> [Int32]? {
    let hour = block.rows.hour
    if lastHour?.hour != hour {
      let time = areSums ? rater.priceTime(ofSumsFrom: hour) : rater.priceTime(ofHour: hour)
      lastHour = (hour, time)
    }
    guard let time = lastHour?.time else { return nil }
    if time != self.time || tierTime != self.tierTime {
      (self.time, self.tierTime) = (time, tierTime)
      cards = []
    }
    let combinations = combinations(rows, block, rater)
    var found: [Int32] = []
    found.reserveCapacity(combinations.count)
    for (place, combination) in combinations.enumerated() {
      let number = Int(combination)
      if number >= cards.count {
        cards.append(contentsOf: repeatElement(-1, count: number + 1 - cards.count))
      }
      if cards[number] < 0 { cards[number] = Int32(card(&rater, rows[place])) }
      found.append(cards[number])
    }
    return found
  }

  /// A small number for each row, equal where all that decides is equal.
  private mutating func combinations(
    _ rows: RowSelection, _ block: BlockColumns, _ rater: Rater
  ) -> [Int32] {
    var shared: Int32 = 0
    var each: [Int32]?
    func combine(_ level: Int, _ values: (constant: Int64?, all: () -> [Int64])) {
      if let constant = values.constant {
        let number = numbers[level].number(constant)
        if level == 0 {
          shared = number
        } else if let old = each {
          each = old.map { pairs[level - 1].number($0, number) }
        } else {
          shared = pairs[level - 1].number(shared, number)
        }
        return
      }
      let own = values.all().map { numbers[level].number($0) }
      if level == 0 {
        each = own
      } else if let old = each {
        each = own.indices.map { pairs[level - 1].number(old[$0], own[$0]) }
      } else {
        each = own.map { pairs[level - 1].number(shared, $0) }
      }
    }
    for (level, column) in columns.enumerated() {
      let range = block.rows.range(column)
      let constant = range.lowerBound == range.upperBound ? range.lowerBound : nil
      combine(level, (constant, { block.integers(column, rows) }))
    }
    let steps = contextSteps(rows, block, rater)
    combine(columns.count, (steps == nil ? 0 : nil, { steps ?? [] }))
    return each ?? [Int32](repeating: shared, count: rows.count)
  }

  /// Numbers of the prompts' lengths; nil where all are short.
  private func contextSteps(
    _ rows: RowSelection, _ block: BlockColumns, _ rater: Rater
  ) -> [Int64]? {
    if areSums { return nil }
    let inputs = TokenClass.allCases.filter(\.isInput).map { Int($0.rawValue) }
    let longest = inputs.reduce(Int64(0)) { sum, slot in
      let (total, overflow) = sum.addingReportingOverflow(block.range(slot: slot).upperBound)
      return overflow ? .max : total
    }
    let first = rater.firstContextStep
    if longest < first { return nil }
    return block.sum(inputs, rows).map { $0 < first ? 0 : rater.contextStep($0) }
  }
}
