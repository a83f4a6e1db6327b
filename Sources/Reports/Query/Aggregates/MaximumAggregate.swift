/// `max(x)`: the largest value, numbers by size and texts by natural order; null if there is none.
struct MaximumAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "max", syntax: "max(value)", meaning: "the largest", type: { $0 },
    make: { MaximumAggregate($0) })

  private var extremes = GroupStates(initial: QueryValue.null)

  init(_ arguments: AggregateArguments) {}

  mutating func update(_ rows: AggregateInput) {
    guard let values = rows.values else { return }
    extremes.reserve(rows.groups)
    for (row, group) in rows.groups.enumerated() { take(values[row], group) }
  }

  mutating func merge(_ other: MaximumAggregate, groups: [Int]) {
    extremes.reserve(groups)
    for (number, group) in groups.enumerated() { take(other.extremes[number], group) }
  }

  private mutating func take(_ value: QueryValue, _ group: Int) {
    if value.isNull { return }
    let held = extremes[group]
    if held.isNull || NaturalOrder.compare(value, held) == .descending {
      extremes[group] = value
    }
  }

  func finish(_ group: Int) -> QueryValue { extremes[group] }
}
