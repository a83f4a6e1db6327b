public import CostModel

/// Asks who bears which part of one or several bills.
public struct AllocateRequest: Sendable {
  public var bills: [Bill]
  public var rules = AllocationRules()
  /// Whose usage shares the bill; nil: that of the time which the bill is about.
  public var period: Period?
  /// Shares each line by the usage of its own day instead of the whole period's.
  public var isByDay = false
  public var view = AllocationView.tenant
  /// For the driver `cost`; nil: the ledger's book.
  public var priceBook: PriceBook?

  public init(bills: [Bill]) { self.bills = bills }
}

/// What the rows of a shared-out bill are. Raw values are the names on the command line.
public enum AllocationView: String, CaseIterable, Sendable {
  /// One row for each who bears a part.
  case tenant
  /// One row for each service and bearer.
  case service
  /// One row for each pool of lines and bearer, with the weights.
  case line
}

/// A bill shared out, as a table, and whether it adds up.
public struct AllocatedBill: Sendable {
  public var table: ReportTable
  /// Whether the parts add up to the bills and declared costs, to the last digit.
  public var isComplete: Bool
  /// Digits after the point that print all amounts exactly.
  public var digits: Int
}

/// Why a bill cannot be shared out or compared.
public enum BillError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No line of the bill can be dated, and no period was asked for.
  case undated
  /// The bills, or a bill and the ledger's prices, are in different currencies.
  case currencies([String])

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .undated:
      "the bill does not say which time it is about: name the usage's period, such as "
        + "--month 2026-11"
    case .currencies(let names):
      "amounts are in \(names.joined(separator: " and ")): expected one currency"
    }
  }
}
