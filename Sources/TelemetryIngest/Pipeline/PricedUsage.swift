public import CostModel

/// Which token classes of which usage have a price, for the counts at the end of an ingest.
///
/// An answer is asked for once for usage that is alike between two changes of prices or tiers.
public struct PricedUsage: Sendable {
  /// The classes that have a price under some circumstances at an instant.
  public typealias Answer =
    @Sendable (_ dimensions: Dimensions, _ nanoseconds: Int64) -> [TokenClass]

  private let answer: Answer
  /// The instants at which answers change, ascending.
  private let boundaries: [Int64]
  /// Who used which model, as numbers; and with these numbers where, when and how much at once, as
  /// places among the answers. Two exact keys of two words are found quicker than one of five.
  private var models = KeyTable()
  private var questions = KeyTable()
  private var answers: [ClassSet] = []
  private static let knownMax = 100_000

  /// One bit a token class, the one of its slot among quantities.
  private typealias ClassSet = UInt16

  /// - Parameter boundaries: the instants at which answers change, in any order.
  public init(boundaries: [Int64], answer: @escaping Answer) {
    self.boundaries = boundaries.sorted()
    self.answer = answer
  }

  /// How many of an entry's tokens have no price at the time of the entry.
  mutating func unpricedTokens(_ entry: Entry) -> Int64 {
    var unpriced = entry.quantities.presence & Self.allClasses
    if unpriced == 0 { return 0 }
    unpriced &= ~pricedClasses(entry)
    var sum: Int64 = 0
    while unpriced != 0 {
      let count = entry.quantities[slot: unpriced.trailingZeroBitCount]
      sum = sum.addingReportingOverflow(count).partialValue
      unpriced &= unpriced &- 1
    }
    return sum
  }

  private static let allClasses = classSet(TokenClass.allCases)

  private static func classSet(_ classes: [TokenClass]) -> ClassSet {
    classes.reduce(0) { $0 | 1 << ClassSet($1.rawValue) }
  }

  /// What prices do not depend on would only make the same question many: it is left out.
  private mutating func pricedClasses(_ entry: Entry) -> ClassSet {
    let dimensions = entry.dimensions
    let model = number(
      of: RunKey(
        high: Self.word(dimensions.tenant.rawValue, dimensions.observedTier.rawValue),
        low: Self.word(dimensions.provider.rawValue, dimensions.model.rawValue)))
    let interval = UInt32(truncatingIfNeeded: interval(of: entry.startNanoseconds))
    let length = UInt32(dimensions.contextBand.rawValue) << 1 | (dimensions.isRolledUp ? 1 : 0)
    let question = RunKey(
      high: Self.word(dimensions.region.rawValue, dimensions.serviceTier.rawValue),
      low: Self.word(UInt32(bitPattern: model), interval << 9 | length))
    if let place = questions[question] { return answers[Int(place)] }
    let classes = Self.classSet(answer(dimensions, entry.startNanoseconds))
    if answers.count >= Self.knownMax {
      (models, questions, answers) = (KeyTable(), KeyTable(), [])
    } else {
      questions.update(question, to: Int32(truncatingIfNeeded: answers.count))
      answers.append(classes)
    }
    return classes
  }

  private mutating func number(of key: RunKey) -> Int32 {
    if let known = models[key] { return known }
    let number = Int32(truncatingIfNeeded: models.count)
    models.update(key, to: number)
    return number
  }

  private static func word(_ high: UInt32, _ low: UInt32) -> UInt64 {
    UInt64(high) << 32 | UInt64(low)
  }

  /// - Complexity: O(log boundaries)
  private func interval(of nanoseconds: Int64) -> Int { boundaries.firstPlace { $0 > nanoseconds } }
}
