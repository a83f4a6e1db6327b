internal import CostModel

/// The usage of a period, read once: what `reprice`, `explain`, `findings` and bills price in ways
/// of their own.
struct PeriodUsage {
  let period: Period
  /// The hours that hold usage at all.
  let held: Range<Int32>?
  /// Nil where the ledger holds nothing in the period.
  let slices: TimeSlices?
  let groups: [UsageGroup]
  private let filter: DimensionFilter
  private let keepsFeature: Bool

  /// Reads what the filters leave (the tier's apart), cut wherever a price of any of the books or
  /// a tier of any of the registries changes. `models` are those whose prices are asked for besides
  /// the usage's own.
  init(
    _ period: Period, filters: ReportFilters, books: [PriceBook], registries: [TenantRegistry],
    models: [String] = [], cuts: [Int64] = [], keepsFeature: Bool, source: some UsageSource
  ) throws {
    self.period = period
    self.keepsFeature = keepsFeature
    held = try source.heldHours()
    filter = try DimensionFilter(filters, source: source)
    guard let held, let covered = coveredPeriod(period, held: held) else {
      slices = nil
      groups = []
      return
    }
    let range = covered.from..<covered.to
    var cuts = cuts
    for book in books { cuts += try source.priceChanges(of: book, in: range, models: models) }
    for registry in registries { cuts += registry.boundaries(in: range) }
    let slices = TimeSlices(from: covered.from, to: covered.to, cuts: cuts)
    var collector = UsageCollector(slices: slices, filter: filter, keepsFeature: keepsFeature)
    try collector.collect(from: source)
    self.slices = slices
    groups = collector.groups.filter { $0.counts != UsageCounts() || !$0.quantities.isZero }
  }

  /// Hands over the entries that some groups were added up from, each with its group's key.
  func forEachEntry(
    of keys: Set<UsageGroup.Key>, source: some UsageSource,
    _ body: (Entry, UsageGroup.Key) throws -> Void
  ) throws {
    guard let slices, !keys.isEmpty else { return }
    var read: Int32 = .min
    for slice in Set(keys.map(\.slice)).sorted() {
      let touched = slices.touchedHours(Int(slice))
      guard touched.upperBound > read else { continue }
      let hours = max(touched.lowerBound, read)..<touched.upperBound
      read = hours.upperBound
      try source.forEachEntry(hours: hours) { entry in
        guard filter(entry.dimensions), let slice = slices.slice(containing: entry.startNanoseconds)
        else { return }
        let key = UsageGroup.Key(
          dimensions: entry.dimensions.forGrouping(keepsFeature: keepsFeature),
          slice: Int32(slice))
        if keys.contains(key) { try body(entry, key) }
      }
    }
  }

  /// Hands over every entry of the usage.
  func forEachEntry(
    source: some UsageSource, _ body: (Entry) throws -> Void
  ) throws {
    guard let slices, let first = slices.starts.first else { return }
    let covered = Period(from: first, to: slices.end)
    try source.forEachEntry(hours: covered.hours) { entry in
      if covered.contains(entry.startNanoseconds), filter(entry.dimensions) { try body(entry) }
    }
  }

  /// When a group's usage began, at the earliest: its prices and tiers hold throughout.
  func instant(_ group: UsageGroup.Key) -> Int64 {
    guard let slices, slices.starts.indices.contains(Int(group.slice)) else { return period.from }
    return slices.starts[Int(group.slice)]
  }
}
