/// `min(x)`: the smallest value, numbers by size and texts by natural order; null if there is none.
struct MinimumAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "min", syntax: "min(value)", meaning: "the smallest", type: { $0 },
    make: { MinimumAggregate($0) })

  /// `sortsFirst(x)`: the same under the name that stands for order.
  static let sortsFirst = AggregateDefinition(
    name: "sortsFirst", syntax: "sortsFirst(value)", meaning: "the first in the order of sort",
    type: { $0 }, make: { MinimumAggregate($0) })

  private var values = ExtremeValue(.ascending)

  init(_ arguments: AggregateArguments) {}

  mutating func update(_ rows: AggregateInput) { values.update(rows) }

  mutating func merge(_ other: MinimumAggregate, groups: [Int]) {
    values.merge(other.values, groups: groups)
  }

  func finish(_ group: Int) -> QueryValue { values.finish(group) }
}
