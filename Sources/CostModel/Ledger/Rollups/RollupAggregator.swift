/// What identifies a rollup row besides its close number.
struct RollupKey: Hashable {
  /// The hour, or the day, counted from 1970 UTC.
  var bucket: Int32
  var dimensions: Dimensions

  /// The key's columns in the order of the tables' primary keys.
  var columns: InlineArray<12, Int64> {
    [
      Int64(bucket), Int64(dimensions.tenant.rawValue), Int64(dimensions.observedTier.rawValue),
      Int64(dimensions.feature.rawValue), Int64(dimensions.agent.rawValue),
      Int64(dimensions.provider.rawValue), Int64(dimensions.model.rawValue),
      Int64(dimensions.region.rawValue), Int64(dimensions.serviceTier.rawValue),
      Int64(dimensions.contextBand.rawValue), dimensions.isMeasured ? 1 : 0,
      dimensions.isRolledUp ? 1 : 0,
    ]
  }

  /// Whether `left` stands before `right`; tells nearly all apart by their first columns.
  static func isOrdered(_ left: RollupKey, _ right: RollupKey) -> Bool {
    if left.bucket != right.bucket { return left.bucket < right.bucket }
    let (l, r) = (left.dimensions, right.dimensions)
    if l.tenant != r.tenant { return l.tenant < r.tenant }
    if l.observedTier != r.observedTier { return l.observedTier < r.observedTier }
    if l.feature != r.feature { return l.feature < r.feature }
    if l.agent != r.agent { return l.agent < r.agent }
    if l.provider != r.provider { return l.provider < r.provider }
    if l.model != r.model { return l.model < r.model }
    let (left, right) = (left.columns, right.columns)
    for index in 7..<12 where left[index] != right[index] { return left[index] < right[index] }
    return false
  }

  fileprivate var quickHash: UInt64 {
    func pair(_ high: NameID, _ low: NameID) -> UInt64 {
      UInt64(high.rawValue) << 32 | UInt64(low.rawValue)
    }
    let marks = (dimensions.isMeasured ? 1 : 0) | (dimensions.isRolledUp ? 2 : 0) as UInt64
    let small = marks << 8 | UInt64(dimensions.contextBand.rawValue)
    var hash = UInt64(UInt32(bitPattern: bucket)) << 32 | small
    hash = Self.stir(hash, pair(dimensions.tenant, dimensions.observedTier))
    hash = Self.stir(hash, pair(dimensions.feature, dimensions.agent))
    hash = Self.stir(hash, pair(dimensions.provider, dimensions.model))
    return Self.stir(hash, pair(dimensions.region, dimensions.serviceTier))
  }

  private static func stir(_ hash: UInt64, _ value: UInt64) -> UInt64 {
    let product = (hash ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(
      by: value ^ 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }
}

/// Sums the usage of a batch by key in memory, so that the file is touched once for each key.
struct RollupAggregator {
  private(set) var keys: [RollupKey] = []
  private(set) var counts: [UsageCounts] = []
  private(set) var quantities: [Quantities] = []
  /// Number of a key plus one at the place that its hash says, or after it; 0 is free.
  private var slots = [Int32](repeating: 0, count: 1024)
  /// The table's name, for messages.
  private let table: String

  init(table: String) { self.table = table }

  /// Adds usage to a key, and returns the key's number. `sign` is -1 to take it away.
  @discardableResult
  mutating func add(
    _ key: RollupKey, _ count: UsageCounts, _ quantity: Quantities, sign: Int64
  ) throws -> Int {
    let number = number(of: key)
    guard counts[number].add(count) else { throw overflow("requests") }
    guard quantities[number].add(quantity, sign: sign) else {
      throw overflow(overflowingColumn(quantities[number], quantity, sign))
    }
    return number
  }

  /// Adds up those of these hourly sums by day.
  func byDay(_ numbers: some Sequence<Int>) throws -> RollupAggregator {
    var days = RollupAggregator(table: "rollup_day")
    for number in numbers {
      var key = keys[number]
      key.bucket = Hour(number: key.bucket).day
      try days.add(key, counts[number], quantities[number], sign: 1)
    }
    return days
  }

  /// Some keys' sums added up without their signs, or the largest number if that does not fit.
  func magnitude(of numbers: some Sequence<Int>) -> Int64 {
    var total: UInt128 = 0
    for number in numbers {
      let count = counts[number]
      for value in [count.requests, count.meteredRequests, count.errors] {
        total += UInt128(value.magnitude)
      }
      total += quantities[number].magnitude
    }
    return Int64(clamping: total)
  }

  /// The numbers of the keys in the order of the table's primary key.
  func order() -> [Int] {
    keys.indices.sorted { RollupKey.isOrdered(keys[$0], keys[$1]) }
  }

  private mutating func number(of key: RollupKey) -> Int {
    if 2 * (keys.count + 1) > slots.count { grow() }
    let place = place(of: key)
    if slots[place] != 0 { return Int(slots[place]) - 1 }
    keys.append(key)
    counts.append(UsageCounts())
    quantities.append(Quantities())
    slots[place] = Int32(truncatingIfNeeded: keys.count)
    return keys.count - 1
  }

  private func place(of key: RollupKey) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: key.quickHash >> 20) & mask
    while slots[place] != 0, keys[Int(slots[place]) - 1] != key { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: 2 * slots.count)
    for number in keys.indices {
      slots[place(of: keys[number])] = Int32(truncatingIfNeeded: number + 1)
    }
  }

  private func overflowingColumn(
    _ sum: Quantities, _ quantity: Quantities, _ sign: Int64
  ) -> String {
    for (slot, name) in LedgerSchema.quantityColumns {
      let product = quantity[slot: slot].multipliedReportingOverflow(by: sign)
      let isOverflow = sum[slot: slot].addingReportingOverflow(product.partialValue).overflow
      if product.overflow || isOverflow { return name }
    }
    return "quantities"
  }

  private func overflow(_ column: String) -> LedgerError {
    LedgerError(
      .overflow(figure: "\(table).\(column)"), "the sum \(table).\(column) no longer fits 64 bits",
      hint: "nothing of this batch was kept; look for absurd counts in the telemetry")
  }
}
