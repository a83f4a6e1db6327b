/// What a usage costs: money by token class and call, exactly, and what has no price.
public struct RatedUsage: Sendable {
  var amounts: InlineArray<17, Money> = InlineArray(repeating: .zero)
  var unpricedCounts: InlineArray<17, Int64> = InlineArray(repeating: 0)
  /// One bit a slot that holds an amount or an unpriced count: adding touches no others.
  var usedMask: UInt32 = 0
  /// One bit a token class that was priced by another class's line.
  var fallbackMask: UInt16 = 0
  /// Priced cost of all classes and calls.
  public internal(set) var total = Money.zero
  /// Tokens of all classes without a price. Calls without one cost nothing and are not counted.
  public internal(set) var unpricedTokens: Int64 = 0
  /// Why; of several reasons the first of `UnpricedReason`'s order. nil if all tokens have a price.
  public internal(set) var reason: UnpricedReason?

  public init() {}

  /// What the tokens of a class cost; zero where they are unpriced.
  public subscript(tokenClass: TokenClass) -> Money { amounts[Int(tokenClass.rawValue)] }
  /// What counted units cost.
  public subscript(unit: CountedUnit) -> Money { amounts[PriceMeter(unit).slot] }
  /// What the calls as such cost.
  public var requestCost: Money { amounts[PriceMeter.request.slot] }

  /// What a meter's usage costs, whichever it is.
  public subscript(meter: PriceMeter) -> Money { amounts[meter.slot] }

  /// Tokens of a class without a price.
  public func unpriced(_ tokenClass: TokenClass) -> Int64 {
    unpricedCounts[Int(tokenClass.rawValue)]
  }

  /// Counted units without a price (they cost nothing here).
  public func unpriced(_ unit: CountedUnit) -> Int64 { unpricedCounts[PriceMeter(unit).slot] }

  /// Whether everything that was used has a price.
  public var isComplete: Bool { unpricedTokens == 0 && reason == nil }

  /// The classes whose tokens were priced by another class's line, in order.
  public var fallbacks: [TokenClass] {
    fallbackMask == 0
      ? [] : TokenClass.allCases.filter { fallbackMask & (1 << UInt16($0.rawValue)) != 0 }
  }

  /// Adds another rated usage; an overflow is an error that names the figure.
  public mutating func add(_ other: RatedUsage) throws(RatingError) {
    for slot in 0..<PriceMeter.slotCount where other.usedMask & (1 << UInt32(slot)) != 0 {
      guard let sum = amounts[slot].adding(other.amounts[slot]) else {
        throw .tooLarge(figure: "the sum of \(PriceMeter.name(ofSlot: slot)) costs")
      }
      amounts[slot] = sum
      let (count, overflow) =
        unpricedCounts[slot].addingReportingOverflow(other.unpricedCounts[slot])
      if overflow { throw .tooLarge(figure: "the sum of unpriced tokens") }
      unpricedCounts[slot] = count
    }
    guard let sum = total.adding(other.total) else {
      throw .tooLarge(figure: "the sum of costs")
    }
    total = sum
    let (count, overflow) = unpricedTokens.addingReportingOverflow(other.unpricedTokens)
    if overflow { throw .tooLarge(figure: "the sum of unpriced tokens") }
    unpricedTokens = count
    usedMask |= other.usedMask
    fallbackMask |= other.fallbackMask
    reason = UnpricedReason.first(of: reason, other.reason)
  }
}

/// Why usage could not be rated. Missing prices are not errors: see `UnpricedReason`.
public enum RatingError: Error, Hashable, CustomStringConvertible, Sendable {
  /// A figure exceeds what money or counts can hold.
  case tooLarge(figure: String)
  /// The book has a context step that rollups do not keep: rate the entries.
  case needsEntries

  public var description: String {
    switch self {
    case .tooLarge(let figure): "\(figure) does not fit: amounts reach 170 trillion"
    case .needsEntries:
      "the price book has a context step that rollups do not keep; entries must be rated"
    }
  }
}

extension UnpricedReason {
  /// The one that is reported of two.
  static func first(of left: UnpricedReason?, _ right: UnpricedReason?) -> UnpricedReason? {
    guard let left else { return right }
    guard let right, left != right else { return left }
    return allCases.first { $0 == left || $0 == right }
  }
}

extension PriceMeter {
  static func name(ofSlot slot: Int) -> String {
    all.first { $0.slot == slot }?.name ?? "slot \(slot)"
  }
}
