/// `max(x)`: the largest number or time; null if there is none.
struct MaximumAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "max", syntax: "max(number)", meaning: "the largest number or time",
    type: { $0 == .string ? .decimal : $0 }, make: { MaximumAggregate($0) })

  /// `sortsLast(x)`: the same of all values, texts included.
  static let sortsLast = AggregateDefinition(
    name: "sortsLast", syntax: "sortsLast(value)", meaning: "the last in the order of sort",
    type: { $0 }, make: { _ in MaximumAggregate(of: .all) })

  private var values: ExtremeValue

  init(_ arguments: AggregateArguments) { self.init(of: .numbers) }

  private init(of domain: ExtremeValue.Domain) {
    values = ExtremeValue(.descending, of: domain)
  }

  mutating func update(_ rows: AggregateInput) { values.update(rows) }

  mutating func merge(_ other: MaximumAggregate, groups: [Int]) {
    values.merge(other.values, groups: groups)
  }

  func finish(_ group: Int) -> QueryValue { values.finish(group) }
}
