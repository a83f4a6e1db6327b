internal import CostModel

/// Findings added up by what they are about.
struct FindingSums {
  struct Key: Hashable {
    var kind: FindingKind
    var tenant: NameID
    var model: NameID
    var detail = ""
  }

  struct Sum {
    var count: Int64 = 0
    var tokens: Int64 = 0
    /// The money that is concerned; nil where it cannot be known.
    var cost: Money?
    /// Whether `cost` is a bound, because only tokens are known and not their classes.
    var isBound = false
    /// Whether a part has no price, so that `cost` is what is known of it.
    var isIncomplete = false
    var example: SpanIdentity?

    /// What `cost` is.
    var costIs: String { isBound ? "at most" : isIncomplete ? "at least" : "exact" }
  }

  private(set) var sums: [Key: Sum] = [:]

  mutating func add(
    _ key: Key, count: Int64, tokens: Int64, cost: Money?, isBound: Bool = false,
    isIncomplete: Bool = false, example: SpanIdentity? = nil
  ) throws {
    var sum = sums[key] ?? Sum()
    sum.count = sum.count.addingClamped(count)
    sum.tokens = sum.tokens.addingClamped(tokens)
    if let cost {
      sum.cost = try (sum.cost ?? .zero).adding(cost, figure: "the money at stake")
    }
    sum.isBound = sum.isBound || isBound
    sum.isIncomplete = sum.isIncomplete || isIncomplete
    sum.example = sum.example ?? example
    sums[key] = sum
  }

  /// Gives an example to the findings of a tenant and model that have none.
  mutating func setExamples(_ examples: [UsageOf: SpanIdentity]) {
    for key in sums.keys where sums[key]?.example == nil {
      sums[key]?.example = examples[UsageOf(tenant: key.tenant, model: key.model)]
    }
  }

  /// Whose usage of which model.
  struct UsageOf: Hashable {
    var tenant: NameID
    var model: NameID
  }
}
