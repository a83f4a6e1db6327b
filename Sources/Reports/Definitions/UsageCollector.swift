internal import CostModel

/// Reads the usage of a period from rollups and, where an hour is cut, from entries, and adds it up
/// by what a report and a price can depend on.
struct UsageCollector {
  private let slices: TimeSlices
  private let accepts: DimensionFilter
  private let keepsFeature: Bool
  private let keepsAgent: Bool
  /// By slice: rows come slice by slice, and a small table stays in the processor's cache.
  private var places: [[Dimensions: Int]]
  private(set) var groups: [UsageGroup] = []
  /// The hour of the last row, and its slice: rows come in the order of time.
  private var lastHour: Int32 = .min
  private var lastSlice: Int32 = 0

  init(
    slices: TimeSlices, filter: DimensionFilter, keepsFeature: Bool, keepsAgent: Bool = false
  ) {
    self.slices = slices
    places = Array(repeating: [:], count: slices.count)
    accepts = filter
    self.keepsFeature = keepsFeature
    self.keepsAgent = keepsAgent
  }

  /// Reads everything that the slices cover.
  mutating func collect(from source: some UsageSource) throws {
    for range in slices.dayHours { try collectDays(range, from: source) }
    for range in slices.hours {
      try scan(range, .hour, source)
    }
    for range in slices.entryHours {
      try source.forEachEntry(hours: range) { entry in try add(entry) }
    }
  }

  /// Reads whole days: by the month where a month lies within one slice and has been summed, else
  /// day by day.
  private mutating func collectDays(_ hours: Range<Int32>, from source: some UsageSource) throws {
    for piece in slices.months(in: hours) {
      if piece.isMonth,
        try source.scanMonth(from: piece.hours.lowerBound, { row in try add(row) })
      {
        continue
      }
      try scan(piece.hours, .day, source)
    }
  }

  private mutating func scan(
    _ hours: Range<Int32>, _ grain: RollupGrain, _ source: some UsageSource
  ) throws {
    if let tenant = accepts.onlyTenant {
      try source.scanRollups(hours: hours, grain: grain, tenant: tenant) { row in try add(row) }
    } else {
      try source.scanRollups(hours: hours, grain: grain) { row in try add(row) }
    }
  }

  private mutating func add(_ row: RollupRow) throws {
    guard accepts(row.dimensions) else { return }
    if row.hour != lastHour {
      let start = Hour(number: row.hour).startNanoseconds
      guard let slice = slices.slice(containing: start) else { return }
      // A slice mostly has as many groups as the one before it: its table need not grow.
      if places[slice].isEmpty {
        places[slice].reserveCapacity(places[Int(lastSlice)].count)
      }
      (lastHour, lastSlice) = (row.hour, Int32(slice))
    }
    try add(
      row.dimensions, slice: lastSlice, counts: row.counts, quantities: row.quantities, sign: 1)
  }

  private mutating func add(_ entry: Entry) throws {
    // A cut hour holds entries of two slices, and at the period's edge some from outside of it.
    guard accepts(entry.dimensions), let slice = slices.slice(containing: entry.startNanoseconds)
    else { return }
    try add(
      entry.dimensions, slice: Int32(slice), counts: UsageCounts(entry),
      quantities: entry.quantities, sign: entry.sign)
  }

  private mutating func add(
    _ dimensions: Dimensions, slice: Int32, counts: UsageCounts, quantities: Quantities,
    sign: Int64
  ) throws {
    let key = UsageGroup.Key(
      dimensions: dimensions.forGrouping(keepsFeature: keepsFeature, keepsAgent: keepsAgent),
      slice: slice)
    let place = places[Int(slice)].place(of: key.dimensions, next: groups.count)
    if place == groups.count { groups.append(UsageGroup(key: key)) }
    guard groups[place].counts.add(counts) else {
      throw ReportError.tooLarge("the sum of requests")
    }
    guard groups[place].quantities.add(quantities, sign: sign) else {
      throw ReportError.tooLarge("the sum of tokens")
    }
  }
}

extension Dictionary where Value == Int {
  /// The number of a key; a new one gets `next`. One search, new or known.
  mutating func place(of key: Key, next: Int) -> Int {
    { (place: inout Int) in place }(&self[key, default: next])
  }
}

extension Dimensions {
  /// Without agent and feature unless they are needed: the fewer groups, the less to rate.
  func forGrouping(keepsFeature: Bool, keepsAgent: Bool = false) -> Dimensions {
    var dimensions = self
    if !keepsAgent { dimensions.agent = .none }
    dimensions.isRolledUp = false
    if !keepsFeature { dimensions.feature = .none }
    return dimensions
  }
}

/// The filters that ids decide; the tier's is decided after the effective tier is known.
struct DimensionFilter: Sendable {
  private var tenants: Set<NameID>?
  private var features: Set<NameID>?
  private var models: Set<NameID>?

  init(_ filters: ReportFilters, source: some UsageSource) throws {
    tenants = try Self.ids(
      filters.tenant, .tenant, absent: ReportFilters.unattributed, source: source)
    features = try Self.ids(filters.feature, .feature, absent: ReportFilters.none, source: source)
    models = try Self.ids(filters.model, .model, absent: ReportFilters.none, source: source)
  }

  /// The one tenant that is wanted, if it is one.
  var onlyTenant: NameID? { tenants?.count == 1 ? tenants?.first : nil }

  func callAsFunction(_ dimensions: Dimensions) -> Bool {
    if let tenants, !tenants.contains(dimensions.tenant) { return false }
    if let features, !features.contains(dimensions.feature) { return false }
    if let models, !models.contains(dimensions.model) { return false }
    return true
  }

  private static func ids(
    _ text: String?, _ kind: NameKind, absent: String, source: some UsageSource
  ) throws -> Set<NameID>? {
    guard let text else { return nil }
    if text == absent { return [.none] }
    return Set(try source.names(kind).filter { $0.text == text }.map(\.id))
  }
}
