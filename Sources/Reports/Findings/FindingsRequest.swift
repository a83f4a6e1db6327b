public import CostModel

/// Asks for everything in the data that a person should know.
public struct FindingsRequest: Sendable {
  public var period: Period
  public var filters = ReportFilters()
  /// Only of these kinds; empty: all.
  public var kinds: [FindingKind] = []
  /// Nil: the ledger's book.
  public var priceBook: PriceBook?
  /// What tiers include, for usage of models outside of a tier.
  public var plans: PlanBook?
  /// Reads every call, for examples and for running totals; rollups alone are quicker.
  public var readsEntries = true

  public init(period: Period) { self.period = period }
}
