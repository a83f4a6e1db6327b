public import CostModel

/// Asks where bills and the metered cost of the same time differ, and why.
public struct ReconcileRequest: Sendable {
  public var bills: [Bill]
  /// What the bill's names for models mean is taken from these rules.
  public var rules = AllocationRules()
  /// Nil: the time that the bill is about.
  public var period: Period?
  /// Tells days apart.
  public var isByDay = false
  /// Nil: the ledger's book.
  public var priceBook: PriceBook?
  /// Differences up to this amount count as matched: providers round their lines.
  public var tolerance = Money(units: Money.one / 100)

  public init(bills: [Bill]) { self.bills = bills }
}

/// How a row of a bill compares with what was metered. Raw values are printed: never renamed.
public enum ReconciledStatus: String, CaseIterable, Sendable {
  case matched
  /// Both know the same number of tokens, but not their price.
  case differentPrice = "different price"
  case differentQuantity = "different quantity"
  case differentPriceAndQuantity = "different price and quantity"
  /// Amounts differ, and the bill does not say how many tokens it is for.
  case differentAmount = "different amount"
  case missingInTelemetry = "missing in telemetry"
  case missingOnTheBill = "missing on the bill"
  /// Telemetry does not meter such things.
  case notMetered = "not metered"
}
