/// `min(x)`: the smallest number or time; null if there is none.
struct MinimumAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "min", syntax: "min(number)", meaning: "the smallest number or time",
    type: { $0 == .string ? .decimal : $0 }, make: { MinimumAggregate($0) })

  /// `sortsFirst(x)`: the same of all values, texts included.
  static let sortsFirst = AggregateDefinition(
    name: "sortsFirst", syntax: "sortsFirst(value)", meaning: "the first in the order of sort",
    type: { $0 }, make: { _ in MinimumAggregate(of: .all) })

  private var values: ExtremeValue

  init(_ arguments: AggregateArguments) { self.init(of: .numbers) }

  private init(of domain: ExtremeValue.Domain) {
    values = ExtremeValue(.ascending, of: domain)
  }

  mutating func update(_ rows: AggregateInput) { values.update(rows) }

  mutating func merge(_ other: MinimumAggregate, groups: [Int]) {
    values.merge(other.values, groups: groups)
  }

  func finish(_ group: Int) -> QueryValue { values.finish(group) }
}
