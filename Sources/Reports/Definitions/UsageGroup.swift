internal import CostModel

/// Usage that shares everything a report or a price can depend on.
struct UsageGroup: Sendable {
  var key: Key
  var counts = UsageCounts()
  var quantities = Quantities()

  struct Key: Hashable, Sendable {
    /// The agent is left out: no price and neither report depends on it.
    var dimensions: Dimensions
    /// Number of the time slice.
    var slice: Int32
  }
}

/// A group with its tier and cost, and with names in place of ids.
struct RatedGroup: Sendable {
  var tenant: String?
  /// By the view that was asked for: effective or observed.
  var tier: String?
  var observedTier: String?
  var feature: String?
  var model: String?
  /// Start of the bucket, or of the period.
  var bucketStart: Int64
  var isMeasured: Bool
  var sum: UsageSum
}

/// Counts, tokens and costs, added up.
struct UsageSum: Sendable {
  var counts = UsageCounts()
  var quantities = Quantities()
  var rated = RatedUsage()

  mutating func add(_ other: UsageSum) throws {
    guard counts.add(other.counts) else { throw ReportError.tooLarge("the sum of requests") }
    guard quantities.add(other.quantities) else { throw ReportError.tooLarge("the sum of tokens") }
    try rated.add(other.rated)
  }
}

/// Why a report could not be made.
public enum ReportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A sum exceeds what 64 bits hold.
  case tooLarge(String)
  /// The ledger's book states another currency than the one that was given.
  case otherCurrency(given: String, ledger: String)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .tooLarge(let figure):
      "\(figure) exceeds 9,223,372,036,854,775,807: ask for a shorter period"
    case .otherCurrency(let given, let ledger):
      "the price book is in \(given), the ledger's in \(ledger): expected a book in \(ledger)"
    }
  }
}
