public import CostModel

/// A question that a report answers.
public struct ReportRequest: Sendable {
  public var name: ReportName
  public var period: Period
  public var filters = ReportFilters()
  /// Tells usage apart by stretches of time, in a column `period_start`.
  public var bucket: Bucket?
  /// Whose word about a tenant's tier counts.
  public var tiers = TierView.effective
  /// The instant whose tiers hold for all usage; nil: each usage's own time.
  public var tiersAsOf: Int64?
  /// Also lists tenants of the registry without usage, where a row is a tenant.
  public var includesIdle = false
  /// A book that replaces the ledger's for this report.
  public var priceBook: PriceBook?
  /// The instant as which tenants and usage are taken from the ledger; nil: as they are.
  public var knownAt: Int64?
  /// The period that `compare` compares with; nil: the one before.
  public var against: Period?
  /// What tiers may use and what may be spent, for `quota` and `budget`.
  public var plans: PlanBook?
  /// What tenants pay, for `margin`; nil: the ledger's charge book.
  public var charges: ChargeBook?
  /// Until when usage can be expected, for forecasts; nil: the end of the last hour with usage.
  public var nowNanoseconds: Int64?
  /// Writes charges by this version of FOCUS instead of the report's rows.
  public var focus: FocusVersion?
  /// The account that pays the providers, for FOCUS; nil: one account a provider.
  public var billingAccount: String?
  /// Which of the rows are printed, in which order.
  public var arrangement = RowArrangement()

  /// Whose usage the asking person may see; applied before anything is added up.
  public var scope = Scope.all

  /// A report of a period, unfiltered.
  public init(name: ReportName, period: Period) {
    self.name = name
    self.period = period
  }

  /// The bucket by which the rows will be told apart: some reports have one of their own, or none.
  public var printedBucket: Bucket? { definition(ratedBy: .builtIn).bucket(self) }

  /// An empty report, of its rows or of charges by FOCUS.
  func definition(ratedBy book: PriceBook) -> any ReportDefinition {
    focus == nil ? name.definition(self) : FocusReport(self, book: book)
  }
}

/// Whose word about a tenant's tier counts. Raw values are those of `--tiers`.
public enum TierView: String, CaseIterable, Sendable {
  /// The registry's tier at the event's time where it knows the tenant, else the observed one.
  case effective = "registry"
  /// What the telemetry stated.
  case observed
}

/// What usage a report is about; nil means all.
///
/// `(unattributed)` as a tenant and `(none)` as a tier or feature name usage without one.
public struct ReportFilters: Hashable, Sendable {
  public var tier: String?
  public var tenant: String?
  public var feature: String?
  public var model: String?

  /// No filter.
  public init() {}

  /// How reports name usage without a tenant.
  public static let unattributed = "(unattributed)"
  /// How reports name usage without a tier or feature.
  public static let none = "(none)"

  var list: [ReportFilter] {
    [("tier", tier), ("tenant", tenant), ("feature", feature), ("model", model)].compactMap {
      (name, value) in value.map { ReportFilter(name: name, value: $0) }
    }
  }
}
