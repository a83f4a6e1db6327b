internal import CostModel

/// What every question about bills begins with: the book that rates usage, in the bills' currency,
/// and the time that both are about.
struct BillQuestion {
  let book: PriceBook
  let period: Period

  /// - Parameter given: the book and period that were asked for; nil: the ledger's, the bills'.
  init(
    _ bills: [Bill], book given: PriceBook?, period givenPeriod: Period?, source: some UsageSource
  ) throws {
    book = try given ?? source.adoptedPriceBook() ?? .builtIn
    let currencies = Set(bills.map(\.currency) + [book.currency]).sorted()
    if currencies.count > 1 { throw BillError.currencies(currencies) }
    period = try givenPeriod ?? Self.days(of: bills)
  }

  /// The days that some bills are about.
  private static func days(of bills: [Bill]) throws -> Period {
    let periods = bills.compactMap(\.period)
    guard let from = periods.map(\.lowerBound).min(), let to = periods.map(\.upperBound).max()
    else { throw BillError.undated }
    let days = (CalendarZone.utc.date(at: from), CalendarZone.utc.date(at: to - 1))
    return Period(first: days.0, last: days.1)
  }
}
