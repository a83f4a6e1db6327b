/// `earliest(x)`: the value of the row with the earliest `@timestamp` that has one.
struct EarliestAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "earliest", syntax: "earliest(value)", meaning: "the value at the earliest @timestamp",
    needsTime: true, type: { $0 }, make: { EarliestAggregate($0) })

  private var values = ValueAtTime(.ascending)

  init(_ arguments: AggregateArguments) {}

  mutating func update(_ rows: AggregateInput) { values.update(rows) }

  mutating func merge(_ other: EarliestAggregate, groups: [Int]) {
    values.merge(other.values, groups: groups)
  }

  func finish(_ group: Int) -> QueryValue { values.finish(group) }
}
