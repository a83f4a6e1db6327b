/// `max(x)`: the largest value, numbers by size and texts by natural order; null if there is none.
struct MaximumAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "max", syntax: "max(value)", meaning: "the largest", type: { $0 },
    make: { MaximumAggregate($0) })

  /// `sortsLast(x)`: the same under the name that stands for order.
  static let sortsLast = AggregateDefinition(
    name: "sortsLast", syntax: "sortsLast(value)", meaning: "the last in the order of sort",
    type: { $0 }, make: { MaximumAggregate($0) })

  private var values = ExtremeValue(.descending)

  init(_ arguments: AggregateArguments) {}

  mutating func update(_ rows: AggregateInput) { values.update(rows) }

  mutating func merge(_ other: MaximumAggregate, groups: [Int]) {
    values.merge(other.values, groups: groups)
  }

  func finish(_ group: Int) -> QueryValue { values.finish(group) }
}
