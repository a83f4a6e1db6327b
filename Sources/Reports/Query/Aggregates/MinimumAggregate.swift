/// `min(x)`: the smallest value, numbers by size and texts by natural order; null if there is none.
struct MinimumAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "min", syntax: "min(value)", meaning: "the smallest", type: { $0 },
    make: { MinimumAggregate($0) })

  private var extremes = GroupStates(initial: QueryValue.null)

  init(_ arguments: AggregateArguments) {}

  mutating func update(_ rows: AggregateInput) {
    guard let values = rows.values else { return }
    extremes.reserve(rows.groups)
    for (row, group) in rows.groups.enumerated() { take(values[row], group) }
  }

  mutating func merge(_ other: MinimumAggregate, groups: [Int]) {
    extremes.reserve(groups)
    for (number, group) in groups.enumerated() { take(other.extremes[number], group) }
  }

  private mutating func take(_ value: QueryValue, _ group: Int) {
    if value.isNull { return }
    let held = extremes[group]
    if held.isNull || NaturalOrder.compare(value, held) == .ascending {
      extremes[group] = value
    }
  }

  func finish(_ group: Int) -> QueryValue { extremes[group] }
}
