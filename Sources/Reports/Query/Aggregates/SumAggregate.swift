/// `sum(x)`: the exact sum of the numbers; null if there is none.
struct SumAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "sum", syntax: "sum(number)", meaning: "the exact sum", isLinear: true,
    type: { $0 == .boolean ? .integer : $0 }, make: { SumAggregate($0) })

  /// `sumOverTime(x)`: the same, as it is called beside `by bin(…)`.
  static let overTime = AggregateDefinition(
    name: "sumOverTime", syntax: "sumOverTime(number)",
    meaning: "the same as sum, beside by bin(…)", isLinear: true, type: definition.type,
    make: { SumAggregate($0) })

  private var sums = GroupStates(initial: ExactSum())
  private let range: SourceRange

  init(_ arguments: AggregateArguments) { range = arguments.range }

  mutating func update(_ rows: AggregateInput) { sums.add(rows) }

  mutating func merge(_ other: SumAggregate, groups: [Int]) {
    sums.merge(other.sums, groups: groups)
  }

  func finish(_ group: Int) throws(QueryError) -> QueryValue {
    guard let value = sums[group].value else { throw .sumTooLarge(at: range) }
    return value
  }
}
