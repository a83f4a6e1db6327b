internal import CostModel

/// Why a report could not be made.
public enum ReportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A sum exceeds what 64 bits hold.
  case tooLarge(String)
  /// The ledger's book states another currency than the one that was given.
  case otherCurrency(given: String, ledger: String)
  /// The report has no column of that name.
  case unknownColumn(String, known: [String])
  /// The report needs something that was not given, with what to do about it.
  case missing(report: String, what: String, hint: String)
  /// The report is about money, which the asking person may not see.
  case needsMoney(report: String)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .tooLarge(let figure):
      "\(figure) exceeds 9,223,372,036,854,775,807: ask for a shorter period"
    case .otherCurrency(let given, let ledger):
      "the price book is in \(given), the ledger's in \(ledger): expected a book in \(ledger)"
    case .unknownColumn(let name, let known):
      "there is no column '\(name)'; "
        + (didYouMean(name, among: known) ?? "there are \(known.joined(separator: ", "))")
    case .missing(let report, let what, let hint): "\(report) needs \(what): \(hint)"
    case .needsMoney(let report): "\(report) tells of money, which this credential may not see"
    }
  }

  /// Whether the question is at fault, rather than what the ledger holds.
  public var isWrongUsage: Bool {
    switch self {
    case .unknownColumn, .missing: true
    case .tooLarge, .otherCurrency, .needsMoney: false
    }
  }
}
