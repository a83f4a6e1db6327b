/// `avg(x)`: the mean of the numbers, to 18 digits; null if there is none.
struct AverageAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "avg", syntax: "avg(number)", meaning: "the mean, to 18 digits", isLinear: true,
    type: { $0 == .boolean || $0 == .integer ? .decimal : $0 }, make: { AverageAggregate($0) })

  private var sums = GroupStates(initial: ExactSum())
  private let range: SourceRange

  init(_ arguments: AggregateArguments) { range = arguments.range }

  mutating func update(_ rows: AggregateInput) { sums.add(rows) }

  mutating func merge(_ other: AverageAggregate, groups: [Int]) {
    sums.merge(other.sums, groups: groups)
  }

  func finish(_ group: Int) throws(QueryError) -> QueryValue {
    let sum = sums[group]
    guard let total = sum.value else { throw .sumTooLarge(at: range) }
    do {
      return try QueryArithmetic.apply(.divide, total, .integer(Int128(sum.count)))
    } catch {
      throw .sumTooLarge(at: range)
    }
  }
}
