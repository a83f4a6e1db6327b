internal import CostModel

/// Sums, as if each were an entry: fields that sums are kept by load from them as from entries, and
/// what is added up is there already added up. All are of one hour, or of days or a month that
/// begin with it and in which no price and no tier changes.
struct SummedRows: EntryRows {
  let hour: Int32
  let calls: [UsageCounts]
  /// How many entries each row counts for, reversals taken off.
  let weights: [Int64]
  /// How many entries statistics count for each row.
  let scanned: [Int64]
  private let columns: [EntryColumn: RangedValues]
  /// By place of `Quantities`; empty where nothing was used.
  private let quantities: [RangedValues]

  var count: Int { weights.count }
  var callCounts: [UsageCounts]? { calls }

  /// Sums of entries by some columns; other columns are 0.
  init(
    hour: Int32, columns: [EntryColumn: [Int64]], quantities: [[Int64]], calls: [UsageCounts],
    weights: [Int64], scanned: [Int64]
  ) {
    self.hour = hour
    self.columns = columns.mapValues(RangedValues.init)
    self.quantities = quantities.map(RangedValues.init)
    (self.calls, self.weights, self.scanned) = (calls, weights, scanned)
  }

  /// Sums that the ledger keeps, all of one hour. They count for as many entries as calls.
  init(_ sums: ArraySlice<RollupRow>) {
    hour = sums.first?.hour ?? 0
    calls = sums.map(\.counts)
    weights = calls.map(\.requests)
    scanned = weights
    columns = Dictionary(
      uniqueKeysWithValues: Dimensions.columns.map { column in
        (column, RangedValues(sums.map { $0.dimensions.value(column) ?? 0 }))
      })
    let used = sums.reduce(UInt16(0)) { $0 | $1.quantities.presence }
    quantities = (0..<Quantities.slotCount).map { slot in
      RangedValues(used & (1 << UInt16(slot)) == 0 ? [] : sums.map { $0.quantities[slot: slot] })
    }
  }

  /// Sums in pieces of one hour and of at most `countMax` rows; they are ordered by hour.
  static func pieces(of sums: [RollupRow], countMax: Int) -> [SummedRows] {
    var pieces: [SummedRows] = []
    var first = 0
    while first < sums.count {
      let hour = sums[first].hour
      let last = sums[first...].prefix(countMax).firstIndex { $0.hour != hour }
      let end = last ?? min(first + countMax, sums.count)
      pieces.append(SummedRows(sums[first..<end]))
      first = end
    }
    return pieces
  }

  func values(_ column: EntryColumn) -> [Int64] {
    columns[column]?.all ?? [Int64](repeating: value(column, 0), count: count)
  }

  func values(slot: Int) -> [Int64] {
    quantities[slot].all.isEmpty ? [Int64](repeating: 0, count: count) : quantities[slot].all
  }

  func value(_ column: EntryColumn, _ row: Int) -> Int64 {
    if let values = columns[column] { return values.all[row] }
    return column == .start ? Hour(number: hour).startNanoseconds : 0
  }

  func value(slot: Int, _ row: Int) -> Int64 {
    quantities[slot].all.isEmpty ? 0 : quantities[slot].all[row]
  }

  func range(_ column: EntryColumn) -> ClosedRange<Int64> {
    columns[column]?.range ?? value(column, 0)...value(column, 0)
  }

  func range(slot: Int) -> ClosedRange<Int64> { quantities[slot].range }

  func entry(_ row: Int) -> Entry {
    var entry = Entry()
    entry.startNanoseconds = Hour(number: hour).startNanoseconds
    entry.dimensions = Dimensions(of: { value($0, row) })
    for slot in 0..<Quantities.slotCount { entry.quantities[slot: slot] = value(slot: slot, row) }
    return entry
  }
}

/// Values with the smallest and largest of them, which are asked for again and again.
private struct RangedValues {
  let all: [Int64]
  /// `0...0` if there are none.
  let range: ClosedRange<Int64>

  init(_ all: [Int64]) {
    self.all = all
    range = (all.min() ?? 0)...(all.max() ?? 0)
  }
}
