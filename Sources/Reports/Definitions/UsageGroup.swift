internal import CostModel

/// Usage that shares everything a report or a price can depend on.
struct UsageGroup: Sendable {
  var key: Key
  var counts = UsageCounts()
  var quantities = Quantities()

  struct Key: Hashable, Sendable {
    /// Without what neither a price nor the report depends on.
    var dimensions: Dimensions
    /// Number of the time slice.
    var slice: Int32
  }
}

/// A group with its bucket, tier and cost.
struct RatedGroup: Sendable {
  var dimensions: Dimensions
  /// Number of the tier among `TierNames`, by the view that was asked for.
  var tier: Int32
  /// Number of the bucket, 0 where the report has none.
  var bucket: Int32
  /// When prices and tiers were looked up: they are the same for the whole group.
  var instant: Int64
  var sum: UsageSum
  /// The prices by which the group was rated, for reports that use prices.
  var card: RateCard?
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

/// Tiers by number: those of telemetry and those of the registry have no ids in common.
struct TierNames: Sendable {
  private(set) var texts: [String?] = []
  private var numbers: [String?: Int32] = [:]

  /// The number of a tier, new or known; no tier has one, too.
  mutating func number(_ text: String?) -> Int32 {
    if let known = numbers[text] { return known }
    let number = Int32(texts.count)
    texts.append(text)
    numbers[text] = number
    return number
  }

  func text(_ number: Int32) -> String? {
    texts.indices.contains(Int(number)) ? texts[Int(number)] : nil
  }
}
