/// `count(*)`: how many rows; `count(x)`: how many rows that have it.
struct CountAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "count", syntax: "count(*) | count(value)",
    meaning: "how many rows, or how many that have the value", takesStar: true, isLinear: true,
    type: { _ in .integer }, make: { CountAggregate($0) })

  /// `countOverTime(x)`: the same, as it is called beside `by bin(…)`.
  static let overTime = AggregateDefinition(
    name: "countOverTime", syntax: "countOverTime(value)",
    meaning: "the same as count, beside by bin(…)", takesStar: true, isLinear: true,
    type: { _ in .integer }, make: { CountAggregate($0) })

  private var counts = GroupStates<Int64>(initial: 0)

  init(_ arguments: AggregateArguments) {}

  mutating func update(_ rows: AggregateInput) {
    counts.reserve(rows.groups)
    for (row, group) in rows.groups.enumerated() {
      if let values = rows.values, values[row].isNull { continue }
      counts[group] += rows.weight(row)
    }
  }

  mutating func merge(_ other: CountAggregate, groups: [Int]) {
    counts.reserve(groups)
    for (number, group) in groups.enumerated() { counts[group] += other.counts[number] }
  }

  func finish(_ group: Int) -> QueryValue { .integer(Int128(counts[group])) }
}
