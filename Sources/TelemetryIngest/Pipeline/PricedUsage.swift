public import CostModel

/// Which token classes of which usage have a price, for the counts at the end of an ingest.
///
/// An answer is asked for once for usage that is alike between two changes of prices or tiers.
public struct PricedUsage: Sendable {
  /// Whether a class has a price under some circumstances at an instant.
  public typealias Answer =
    @Sendable (
      _ dimensions: Dimensions, _ tokenClass: TokenClass, _ nanoseconds: Int64
    ) -> Bool

  private let answer: Answer
  /// The instants at which answers change, ascending.
  private let boundaries: [Int64]
  private var known: [Question: ClassSet] = [:]
  private static let knownMax = 100_000

  private struct Question: Hashable {
    var dimensions: Dimensions
    /// How many boundaries lie before the usage.
    var interval: Int
  }

  /// One bit a token class.
  private typealias ClassSet = UInt32

  /// - Parameter boundaries: the instants at which answers change, in any order.
  public init(boundaries: [Int64], answer: @escaping Answer) {
    self.boundaries = boundaries.sorted()
    self.answer = answer
  }

  /// How many of an entry's tokens have no price at the time of the entry.
  mutating func unpricedTokens(_ entry: Entry) -> Int64 {
    let priced = pricedClasses(entry)
    return TokenClass.allCases.reduce(0) { sum, tokenClass in
      priced & (1 << ClassSet(tokenClass.rawValue)) != 0
        ? sum : sum.addingReportingOverflow(entry.quantities[tokenClass]).partialValue
    }
  }

  private mutating func pricedClasses(_ entry: Entry) -> ClassSet {
    var question = Question(
      dimensions: entry.dimensions, interval: interval(of: entry.startNanoseconds))
    // What prices do not depend on would only make the same question many.
    question.dimensions.feature = .none
    question.dimensions.agent = .none
    question.dimensions.isMeasured = true
    if let classes = known[question] { return classes }
    var classes: ClassSet = 0
    for tokenClass in TokenClass.allCases
    where answer(entry.dimensions, tokenClass, entry.startNanoseconds) {
      classes |= 1 << ClassSet(tokenClass.rawValue)
    }
    if known.count >= Self.knownMax { known.removeAll(keepingCapacity: true) }
    known[question] = classes
    return classes
  }

  /// - Complexity: O(log boundaries)
  private func interval(of nanoseconds: Int64) -> Int {
    var (low, high) = (0, boundaries.count)
    while low < high {
      let middle = (low + high) / 2
      if boundaries[middle] <= nanoseconds { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
