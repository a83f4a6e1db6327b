internal import CostModel

/// What a report makes of rated usage: it takes it piece by piece, then gives columns and rows.
///
/// Most reports take groups that rollups give; one with `entryPasses` above 0 takes single calls.
protocol ReportDefinition {
  /// Whether usage of different features must be told apart.
  var usesFeature: Bool { get }
  /// Whether usage of different agents must be told apart.
  var usesAgent: Bool { get }
  /// Whether groups must carry the prices that rated them: each then is rated by one card alone.
  var usesPrices: Bool { get }
  /// How often all calls are looked at before they are added; nil: the report reads rollups.
  var entryPasses: Int? { get }
  /// Whether days may come as summaries, with durations in histograms, instead of call by call.
  var takesDaySummaries: Bool { get }
  /// Everything of the report's period that was added.
  var total: UsageSum { get }
  /// The bucket, where the report has one that nobody asked for.
  func bucket(_ request: ReportRequest) -> Bucket?
  /// A period that is read before the report's own.
  func earlierPeriod(_ request: ReportRequest) -> Period?

  mutating func addEarlier(_ group: RatedGroup) throws
  mutating func add(_ group: RatedGroup) throws
  mutating func look(at entry: Entry, pass: Int)
  mutating func add(_ entry: Entry, _ group: RatedGroup, names: ReportNames) throws
  /// Takes a row of a day's summary, with a group that says of which bucket and tier it is.
  mutating func add(_ row: DaySummaryRow, _ group: RatedGroup) throws
  /// Fills columns, rows and totals of `table`.
  func fill(_ table: inout ReportTable, names: ReportNames) throws
}

extension ReportDefinition {
  var usesFeature: Bool { false }
  var usesAgent: Bool { false }
  var usesPrices: Bool { false }
  var entryPasses: Int? { nil }
  var takesDaySummaries: Bool { false }
  func bucket(_ request: ReportRequest) -> Bucket? { request.bucket }
  func earlierPeriod(_ request: ReportRequest) -> Period? { nil }
  mutating func addEarlier(_ group: RatedGroup) throws {}
  mutating func add(_ group: RatedGroup) throws {}
  mutating func look(at entry: Entry, pass: Int) {}
  mutating func add(_ entry: Entry, _ group: RatedGroup, names: ReportNames) throws {}
  mutating func add(_ row: DaySummaryRow, _ group: RatedGroup) throws {}
}

/// Texts and times for the numbers by which groups are told apart.
struct ReportNames {
  var text: (NameID) -> String?
  var tiers = TierNames()
  /// By number of the bucket; empty where the report has none.
  var bucketStarts: [Int64] = []
  /// The same for the period that was read before.
  var earlierBucketStarts: [Int64] = []
  /// The prices that hold for usage of a tier at an instant.
  var card: (Dimensions, String?, Int64) -> RateCard? = { _, _, _ in nil }
  var registry = TenantRegistry()
  var request: ReportRequest
  /// The hours that hold usage at all.
  var held: Range<Int32>?

  func bucketStart(_ number: Int32) -> Int64 {
    bucketStarts.indices.contains(Int(number)) ? bucketStarts[Int(number)] : 0
  }
}

extension ReportDefinition {
  /// The column that `--by` adds.
  func bucketColumns(_ bucket: Bucket?) -> [ReportColumn] {
    bucket == nil ? [] : [ReportColumn("period_start", title: "From", kind: .instant)]
  }

  /// The values of a row's bucket and two names.
  func keyValues(_ key: RowKey, _ bucket: Bucket?) -> [ReportValue] {
    bucketValues(key, bucket) + [ReportValue(key.first), ReportValue(key.second)]
  }

  func bucketValues(_ key: RowKey, _ bucket: Bucket?) -> [ReportValue] {
    bucket == nil ? [] : [.instant(key.bucketStart)]
  }
}

extension ReportValue {
  /// A text, or its absence.
  init(_ text: String?) { self = text.map { .text($0) } ?? .absent }

  /// The cost of one of `count`, to 18 digits half to even; absent where there is none.
  static func quotient(_ cost: Money, _ count: Int64) -> ReportValue {
    cost.divided(by: count).map { .money($0) } ?? .absent
  }

  /// A part of a whole in millionths, rounded down; absent where the whole is nothing.
  static func ratio(_ part: Int64, of whole: Int64) -> ReportValue {
    whole == 0 ? .absent : .share(Int64(clamping: Int128(part) * 1_000_000 / Int128(whole)))
  }

  /// The same of amounts.
  static func ratio(_ part: Money, of whole: Money) -> ReportValue {
    guard whole.units > 0, let ratio = part.ratio(of: whole, digits: 6),
      let millionths = powerOfTen(6 - ratio.scale)
    else { return .absent }
    return .share(Int64(clamping: ratio.coefficient * millionths))
  }
}

extension ReportColumn {
  /// The columns that name whose usage a row is.
  static let tenant = ReportColumn(
    "tenant", title: "Tenant", kind: .text, absentText: ReportFilters.unattributed)
  static let tier = ReportColumn(
    "tier", title: "Tier", kind: .text, absentText: ReportFilters.none)
  static let share = ReportColumn("share", title: "Share", kind: .share, priority: 1)

  /// A column of names, `(none)` where there is none.
  static func name(_ name: String, title: String, priority: Int = 0) -> ReportColumn {
    ReportColumn(
      name, title: title, kind: .text, absentText: ReportFilters.none, priority: priority)
  }

  static func quotient(
    _ name: String, title: String, of numerator: String = "cost", by denominator: String,
    priority: Int = 2
  ) -> ReportColumn {
    var column = ReportColumn(
      name, title: title, kind: .money, role: .quotient, priority: priority)
    column.quotient = ColumnQuotient(numerator: numerator, denominator: denominator)
    return column
  }

  /// An amount that is stated, not computed from usage.
  static func given(_ name: String, title: String) -> ReportColumn {
    var column = ReportColumn(
      name, title: title, kind: .money, role: .quotient, absentText: "none")
    column.isGiven = true
    return column
  }

  /// A part of something, which does not add up over rows.
  static func ratio(
    _ name: String, title: String, of numerator: String, by denominator: String,
    priority: Int = 2
  ) -> ReportColumn {
    var column = ReportColumn(
      name, title: title, kind: .ratio, role: .quotient, priority: priority)
    column.quotient = ColumnQuotient(numerator: numerator, denominator: denominator)
    return column
  }
}

extension ReportName {
  /// An empty report of this name.
  func definition(_ request: ReportRequest) -> any ReportDefinition {
    switch self {
    case .costPerTenant: CostPerTenant()
    case .featureCostPerTier: FeatureCostPerTier()
    case .tierSummary: TierSummary()
    case .costPerModel: CostPerModel()
    case .costPerUser: CostPerUser()
    case .costPerSession: CostPerSession()
    case .costPerAgent: CostPerAgent()
    case .costOverTime: CostOverTime()
    case .tokenClasses: TokenClasses()
    case .cacheSavings: CacheSavings()
    case .failureCost: FailureCost()
    case .tenantHealth: TenantHealth()
    case .quota: QuotaReport(request)
    case .budget: BudgetReport()
    case .anomalies: AnomalyReport()
    case .coverage: CoverageReport()
    case .margin: MarginReport(request)
    case .statement: Statement()
    case .compare: Comparison()
    }
  }
}
