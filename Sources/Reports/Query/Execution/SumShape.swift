internal import CostModel

/// What a query tells apart of entries if it asks for nothing but sums of them: entries that agree
/// in that may be added up before they are grouped and rated, as amounts are counts times prices.
struct SumShape: Sendable {
  /// Columns that decide rate cards.
  private(set) var rated: [EntryColumn] = []
  /// Columns that decide groups, filters and the scope.
  private(set) var others: [EntryColumn] = []
  /// Whether tokens or units are asked for.
  private(set) var needsQuantities = false
  /// Whether calls that failed, or reported usage, are asked for.
  private(set) var needsOutcomes = false
  /// Whether the hour matters by itself: buckets of time, and months of charges.
  private(set) var needsHour = false
  /// Instants at which a price or a tier changes, ascending; none where neither matters.
  private let cuts: [Int64]

  var columns: [EntryColumn] { rated + others }
  var isRated: Bool { !rated.isEmpty }

  /// Nil for a query that needs single entries.
  init?(
    _ plan: QueryPlan, scope: QueryScope, prices: Rater.Circumstances, cuts: [Int64]
  ) {
    let eligibility = SumEligibility(plan)
    if eligibility.obstacle != nil { return nil }
    let needsTiers = scope.tiers != nil
    self.cuts = eligibility.needsRating || needsTiers ? cuts.sorted() : []
    var found: Set<EntryColumn> = []
    for field in plan.stages[0].fields {
      if field.name == "@timestamp" {
        needsHour = true
        continue
      }
      guard let columns = field.decidingColumns(prices) else { return nil }
      found.formUnion(columns)
      if field.isRated { rated = QueryField.ratedColumns(prices) }
      if field.needsCharges { needsHour = true }
      needsQuantities = needsQuantities || field.keptAs == .sum && field.name != "requests"
      needsOutcomes = needsOutcomes || ["metered_requests", "errors"].contains(field.name)
    }
    if scope.tenants != nil || needsTiers { found.insert(.tenant) }
    if needsTiers { found.insert(.observedTier) }
    others = found.subtracting(rated).sorted { $0.rawValue < $1.rawValue }
  }

  /// A number that is the same for hours whose entries may be added up together; nil for an hour in
  /// which a price or a tier changes.
  func stretch(ofHour hour: Int32) -> Int64? {
    let start = Hour(number: hour).startNanoseconds
    let before = cuts.count { $0 <= start }
    if before < cuts.count, cuts[before] - start < Hour.nanoseconds { return nil }
    return needsHour ? Int64(hour) : Int64(before)
  }
}
