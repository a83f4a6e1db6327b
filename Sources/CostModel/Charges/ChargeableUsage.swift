/// Usage of one tenant in one calendar month that is charged alike, with what it cost.
public struct ChargeableUsage: Sendable {
  /// nil: nobody can be charged.
  public var tenant: String?
  /// The effective tier.
  public var tier: String?
  public var feature: String?
  public var model: String?
  /// The first instant of the calendar month, in UTC.
  public var month: Int64 = 0
  public var quantities = Quantities()
  public var requests: Int64 = 0
  /// What the price book says of it.
  public var cost = RatedUsage()

  public init() {}
}

/// What one piece of usage is charged.
public struct Charge: Sendable {
  /// By price or markup, before the allowance.
  public var amount = Money.zero
  /// What the month's allowance takes off `amount`.
  public var included = Money.zero
  /// Tokens for which no line says anything, or whose markup has no cost to stand on.
  public var unchargedTokens: Int64 = 0
  /// The line that charged each meter, as places in `ChargeBook.lines`, each once, ascending.
  public var lines: [Int] = []

  /// What the tenant pays.
  public var revenue: Money { amount.subtracting(included) ?? .zero }

  public init() {}
}

/// A month's fee of a tenant.
public struct MonthlyFee: Hashable, Sendable {
  public var tenant: String
  /// The tier by which the fee is charged.
  public var tier: String?
  public var month: Int64
  public var amount: Money
  /// Place in `ChargeBook.lines`.
  public var line: Int
}
