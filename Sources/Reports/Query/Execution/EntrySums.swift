internal import CostModel

/// The entries of one lane, added up by all that the query tells apart of them. What is grouped and
/// rated are then some thousand sums instead of each entry.
struct EntrySums {
  private let shape: SumShape
  private var values: [DenseNumbers]
  private var pairs: [PairNumbers]
  /// By number: the values of the columns.
  private var keys: [[Int64]]
  /// By number of what decides rate cards: whether sums can be rated as a whole; nil if not known.
  private var fits: [Bool?] = []
  /// Hours that are added up together, by the first of them.
  private var stretch: (number: Int64, hour: Int32)?
  /// How large a sum can be at most.
  private var bound: Int64 = 0

  // By number.
  private var quantities: [[Int64]] = Array(repeating: [], count: Quantities.slotCount)
  private var weights: [Int64] = []
  private var entries: [Int64] = []
  private var requests: [Int64] = []
  private var metered: [Int64] = []
  private var errors: [Int64] = []

  /// Sums stay below: times any price of use they fit, as each entry's cost does.
  private static let boundMax: Int64 = 1 << 40
  /// Sums that are held at most.
  private static let countMax = 1 << 16

  init(_ shape: SumShape) {
    self.shape = shape
    values = Array(repeating: DenseNumbers(), count: shape.columns.count)
    pairs = Array(repeating: PairNumbers(), count: shape.columns.count)
    keys = Array(repeating: [], count: shape.columns.count)
  }

  /// How blocks go on.
  enum Step {
    /// The block was added.
    case added
    /// First the sums must be taken out, then the block can be asked for again.
    case full
    /// The block's entries must be looked at one by one.
    case single
  }

  /// Adds a block. `isFit` says whether sums of a row's circumstances can be rated as a whole.
  mutating func add(_ rows: any EntryRows, isFit: (Int) -> Bool) -> Step {
    guard rows.count > 0, let number = shape.stretch(ofHour: rows.hour),
      let bound = bound(of: rows), bound < Self.boundMax
    else { return .single }
    if let stretch, stretch.number != number { return .full }
    if self.bound + bound >= Self.boundMax || weights.count >= Self.countMax { return .full }
    var stretches = RowStretches(rows: rows.count)
    for (level, column) in shape.columns.enumerated() {
      stretches.cut(by: column, of: rows, values: &values[level], pairs: &pairs[level])
      if level + 1 == shape.rated.count, !areFit(stretches, isFit) { return .single }
    }
    stretch = stretch ?? (number, rows.hour)
    self.bound += bound
    count(rows, stretches)
    addUp(rows, stretches)
    return .added
  }

  /// How large sums over a block can be; nil if too large.
  private func bound(of rows: any EntryRows) -> Int64? {
    var largest: UInt64 = 1
    if shape.needsQuantities {
      for slot in 0..<Quantities.slotCount {
        let range = rows.range(slot: slot)
        largest = max(largest, range.lowerBound.magnitude, range.upperBound.magnitude)
      }
    }
    let (bound, overflow) = largest.multipliedReportingOverflow(by: UInt64(rows.count))
    return overflow ? nil : Int64(exactly: bound)
  }

  private mutating func areFit(_ stretches: RowStretches, _ isFit: (Int) -> Bool) -> Bool {
    for (place, number) in stretches.numbers.enumerated() {
      let number = Int(number)
      if number >= fits.count {
        fits.append(contentsOf: repeatElement(nil, count: number + 1 - fits.count))
      }
      let known = fits[number] ?? isFit(stretches.starts[place])
      fits[number] = known
      if !known { return false }
    }
    return true
  }

  /// Counts the entries, and keeps the values of combinations that are new.
  private mutating func count(_ rows: any EntryRows, _ stretches: RowStretches) {
    grow(to: Int(stretches.numbers.max() ?? 0) + 1)
    for (place, start) in stretches.starts.enumerated() {
      let number = Int(stretches.numbers[place])
      if entries[number] == 0 {
        for (level, column) in shape.columns.enumerated() {
          keys[level][number] = rows.value(column, start)
        }
      }
      entries[number] += Int64(stretches.end(place) - start)
    }
  }

  private mutating func grow(to count: Int) {
    let zeros = repeatElement(Int64(0), count: max(0, count - entries.count))
    for level in keys.indices { keys[level].append(contentsOf: zeros) }
    entries.append(contentsOf: zeros)
    weights.append(contentsOf: zeros)
    requests.append(contentsOf: zeros)
    metered.append(contentsOf: zeros)
    errors.append(contentsOf: zeros)
  }

  private mutating func addUp(_ rows: any EntryRows, _ stretches: RowStretches) {
    let isSigned = rows.reversalCount > 0
    let mayBeSummed = rows.range(.flags).upperBound >= Int64(EntryFlags.summed.rawValue)
    let flags = isSigned || mayBeSummed || shape.needsOutcomes ? rows.values(.flags) : []
    let reversal = Int64(EntryFlags.reversal.rawValue)
    let signs: [Int64] = isSigned ? flags.map { $0 & reversal == 0 ? 1 : -1 } : []
    func signed(_ values: [Int64]) -> [Int64] {
      isSigned ? zip(values, signs).map { $0 &* $1 } : values
    }
    if isSigned { stretches.add(signs, to: &weights) } else { stretches.addCounts(to: &weights) }
    func count(_ flag: EntryFlags?, to counts: inout [Int64]) {
      let (wanted, summed) = (Int64(flag?.rawValue ?? 0), Int64(EntryFlags.summed.rawValue))
      stretches.add(
        signed(flags.map { $0 & summed == 0 && $0 & wanted == wanted ? 1 : 0 }), to: &counts)
    }
    if isSigned || mayBeSummed {
      count(nil, to: &requests)
    } else {
      stretches.addCounts(to: &requests)
    }
    if shape.needsOutcomes {
      count(.metered, to: &metered)
      count(.error, to: &errors)
    }
    guard shape.needsQuantities else { return }
    for slot in quantities.indices where rows.range(slot: slot) != 0...0 {
      let missing = weights.count - quantities[slot].count
      quantities[slot].append(contentsOf: repeatElement(0, count: missing))
      stretches.add(signed(rows.values(slot: slot)), to: &quantities[slot])
    }
  }

  /// The sums, which are then begun anew; nil if there are none.
  mutating func take() -> SummedRows? {
    guard let stretch else { return nil }
    defer { self = EntrySums(shape) }
    let calls = weights.indices.map { number in
      var counts = UsageCounts()
      counts.requests = requests[number]
      counts.meteredRequests = metered[number]
      counts.errors = errors[number]
      return counts
    }
    return SummedRows(
      hour: stretch.hour, columns: Dictionary(uniqueKeysWithValues: zip(shape.columns, keys)),
      quantities: quantities.map { sums in
        sums.isEmpty ? [] : sums + repeatElement(0, count: weights.count - sums.count)
      },
      calls: calls, weights: weights, scanned: entries)
  }
}
