/// Hourly sums of commits that are in no table of rollups yet, as a reader adds them to what the
/// tables say.
struct PendingSums {
  private let sums: RollupAggregator
  /// The numbers of the sums' keys, by hour, then dimensions.
  private let order: [Int]
  /// Sums are brought into the tables before books are closed, so all here come after these.
  private let closes: [ClosedPeriod]

  /// What `connection` sees.
  ///
  /// - Throws: `LedgerError` for a damaged row.
  init(_ connection: SQLiteConnection) throws {
    sums = try PendingSumTable.sums(connection)
    order = sums.order()
    closes = order.isEmpty ? [] : try ClosedPeriod.all(connection)
  }

  /// The hours from the first to the last that have sums here; nil if none has.
  var heldHours: ClosedRange<Int32>? {
    guard let first = order.first, let last = order.last else { return nil }
    return sums.keys[first].bucket...sums.keys[last].bucket
  }

  /// The rows of some hours, or of the days that these are, in the order of the tables' keys.
  func rows(hours: Range<Int32>, grain: RollupGrain, tenant: NameID?) throws -> [RollupRow] {
    let held = order[firstPlace(from: hours.lowerBound)..<firstPlace(from: hours.upperBound)]
    let numbers = held.filter { tenant == nil || sums.keys[$0].dimensions.tenant == tenant }
    if numbers.isEmpty { return [] }
    if grain == .hour { return numbers.map { row($0, of: sums, bucketHours: 1) } }
    let days = try sums.byDay(numbers)
    return days.order().map { row($0, of: days, bucketHours: 24) }
  }

  private func row(_ number: Int, of sums: RollupAggregator, bucketHours: Int32) -> RollupRow {
    let key = sums.keys[number]
    var row = RollupRow()
    row.hour = key.bucket &* bucketHours
    row.dimensions = key.dimensions
    row.closeNumber = closes.number(ofDay: Hour(number: row.hour).day, posted: .max)
    row.counts = sums.counts[number]
    row.quantities = sums.quantities[number]
    return row
  }

  /// The first place in `order` with an hour not before this one.
  ///
  /// - Complexity: O(log *n*).
  private func firstPlace(from hour: Int32) -> Int {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if sums.keys[order[middle]].bucket < hour { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension LedgerReader {
  /// Hands over the rows of the tables with what waits for them, in the order of the tables' keys.
  func scanAllRollups(
    hours: Range<Int32>, grain: RollupGrain, tenant: NameID?, _ body: (RollupRow) throws -> Void
  ) throws {
    var waiting = try pendingSums().rows(hours: hours, grain: grain, tenant: tenant)[...]
    try Self.scanRollups(connection, hours: hours, grain: grain, tenant: tenant) { row in
      var row = row
      while let next = waiting.first, next.isOrdered(before: row) {
        try body(next)
        waiting.removeFirst()
      }
      if let next = waiting.first, !row.isOrdered(before: next) {
        guard row.counts.add(next.counts), row.quantities.add(next.quantities) else {
          throw LedgerError(.overflow(figure: "rollup"), "a sum no longer fits 64 bits")
        }
        waiting.removeFirst()
      }
      try body(row)
    }
    for row in waiting { try body(row) }
  }
}

extension RollupRow {
  /// Whether its key stands before that of `other`, which is of the same grain.
  fileprivate func isOrdered(before other: RollupRow) -> Bool {
    let (left, right) = (
      RollupKey(bucket: hour, dimensions: dimensions),
      RollupKey(bucket: other.hour, dimensions: other.dimensions)
    )
    return left == right
      ? closeNumber < other.closeNumber : RollupKey.isOrdered(left, right)
  }
}
