/// `latest(x)`: the value of the row with the latest `@timestamp` that has one.
struct LatestAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "latest", syntax: "latest(value)", meaning: "the value at the latest @timestamp",
    needsTime: true, type: { $0 }, make: { LatestAggregate($0) })

  private var values = ValueAtTime(.descending)

  init(_ arguments: AggregateArguments) {}

  mutating func update(_ rows: AggregateInput) { values.update(rows) }

  mutating func merge(_ other: LatestAggregate, groups: [Int]) {
    values.merge(other.values, groups: groups)
  }

  func finish(_ group: Int) -> QueryValue { values.finish(group) }
}
