/// Entries by columns, not yet encoded: what encoder and merger work on.
struct EntryColumns {
  let count: Int
  /// Column `c` is `values[c * count ..< (c + 1) * count]`.
  private(set) var values: [Int64]

  /// The entries `numbers` of `entries`, taken in at `posted`.
  init(_ entries: [Entry], _ numbers: ArraySlice<Int32>, posted: Int64) {
    count = numbers.count
    var written = [Int64](repeating: 0, count: EntryColumn.count * numbers.count)
    var target = written.mutableSpan
    for (row, number) in numbers.enumerated() {
      Self.write(
        entries[Int(number)], posted: posted, row: row, stride: numbers.count, to: &target)
    }
    values = written
  }

  /// The entries of several blocks, one after the other.
  init(_ blocks: [EntryBlock]) {
    count = blocks.reduce(0) { $0 + $1.count }
    values = []
    values.reserveCapacity(EntryColumn.count * count)
    for column in 0..<EntryColumn.count {
      for block in blocks { block.append(column: column, to: &values) }
    }
  }

  /// The values of one column.
  func column(_ number: Int) -> ArraySlice<Int64> {
    values[number * count..<(number + 1) * count]
  }

  /// How many of the entries are reversals.
  var reversalCount: Int { column(EntryColumn.flags.number).reversalCount }

  /// The rows `order` of these, in that order.
  func picking(_ order: ArraySlice<Int32>) -> EntryColumns {
    var picked: [Int64] = []
    picked.reserveCapacity(EntryColumn.count * order.count)
    for column in 0..<EntryColumn.count {
      let base = column * count
      for row in order { picked.append(values[base + Int(row)]) }
    }
    return EntryColumns(count: order.count, values: picked)
  }

  /// These with other values in one column: what `change` makes of each row's.
  func changing(
    _ column: EntryColumn, _ change: (_ row: Int, _ value: Int64) -> Int64
  ) -> EntryColumns {
    var changed = values
    let base = column.number * count
    for row in 0..<count { changed[base + row] = change(row, changed[base + row]) }
    return EntryColumns(count: count, values: changed)
  }

  /// The rows ordered by tenant, then time; equal ones as they stood.
  func orderByTenantAndTime() -> [Int32] {
    let (tenant, start) = (column(EntryColumn.tenant.number), column(EntryColumn.start.number))
    let (firstTenant, firstStart) = (tenant.startIndex, start.startIndex)
    return Self.orderByTenantAndTime((0..<Int32(count)).map { $0 }) {
      (tenant[firstTenant + $0], start[firstStart + $0])
    }
  }

  /// Numbers of rows ordered by tenant, then time, then number.
  static func orderByTenantAndTime(
    _ rows: [Int32], _ key: (Int) -> (tenant: Int64, start: Int64)
  ) -> [Int32] {
    var keyed = rows.map { row in
      let (tenant, start) = key(Int(row))
      return (tenant: tenant, start: start, row: row)
    }
    keyed.sort { $0 < $1 }
    return keyed.map(\.row)
  }

  /// - Precondition: There are `count` values for each column.
  init(count: Int, values: [Int64]) {
    precondition(values.count == EntryColumn.count * count)
    self.count = count
    self.values = values
  }

  /// Writes an entry's columns to every `stride`th place from `row` on.
  static func write(
    _ entry: Entry, posted: Int64, row: Int, stride: Int, to target: inout MutableSpan<Int64>
  ) {
    func place(_ column: EntryColumn) -> Int { column.number * stride + row }
    let dimensions = entry.dimensions
    target[place(.traceHigh)] = Int64(bitPattern: entry.span.traceHigh)
    target[place(.traceLow)] = Int64(bitPattern: entry.span.traceLow)
    target[place(.span)] = Int64(bitPattern: entry.span.span)
    target[place(.start)] = entry.startNanoseconds
    target[place(.duration)] = entry.durationNanoseconds
    target[place(.timeToFirstToken)] = entry.timeToFirstTokenNanoseconds
    target[place(.tenant)] = Int64(dimensions.tenant.rawValue)
    target[place(.observedTier)] = Int64(dimensions.observedTier.rawValue)
    target[place(.feature)] = Int64(dimensions.feature.rawValue)
    target[place(.agent)] = Int64(dimensions.agent.rawValue)
    target[place(.provider)] = Int64(dimensions.provider.rawValue)
    target[place(.model)] = Int64(dimensions.model.rawValue)
    target[place(.region)] = Int64(dimensions.region.rawValue)
    target[place(.serviceTier)] = Int64(dimensions.serviceTier.rawValue)
    target[place(.contextBand)] = Int64(dimensions.contextBand.rawValue)
    target[place(.marks)] = (dimensions.isMeasured ? 1 : 0) | (dimensions.isRolledUp ? 2 : 0)
    target[place(.session)] = Int64(entry.session.rawValue)
    target[place(.user)] = Int64(entry.user.rawValue)
    target[place(.operation)] = Int64(entry.operation.rawValue)
    target[place(.flags)] = Int64(entry.flags.rawValue)
    target[place(.posted)] = posted
    for slot in 0..<Quantities.slotCount {
      target[(EntryColumn.firstQuantity + slot) * stride + row] = entry.quantities[slot: slot]
    }
  }
}

extension Sequence<Int64> {
  /// How many of these `EntryFlags` are a reversal's.
  var reversalCount: Int {
    let reversal = Int64(EntryFlags.reversal.rawValue)
    return reduce(0) { $0 + ($1 & reversal == 0 ? 0 : 1) }
  }
}
