/// `stddev(x)`: the standard deviation of the numbers, as of a whole population.
struct DeviationAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "stddev", syntax: "stddev(number)", meaning: "the standard deviation (population)",
    type: { _ in .double }, make: { DeviationAggregate($0) })

  /// Count, mean and sum of squared distances from the mean: stable where squares are not.
  private struct Moments {
    var count = 0.0
    var mean = 0.0
    var squares = 0.0

    mutating func add(_ other: Moments) {
      let total = count + other.count
      if total == 0 { return }
      let distance = other.mean - mean
      squares += other.squares + distance * distance * count * other.count / total
      mean += distance * other.count / total
      count = total
    }
  }

  private var moments = GroupStates(initial: Moments())

  init(_ arguments: AggregateArguments) {}

  mutating func update(_ rows: AggregateInput) {
    guard let values = rows.values else { return }
    moments.reserve(rows.groups)
    for (row, group) in rows.groups.enumerated() {
      guard let number = values[row].number else { continue }
      moments.modify(group) { $0.add(Moments(count: 1, mean: number.double, squares: 0)) }
    }
  }

  mutating func merge(_ other: DeviationAggregate, groups: [Int]) {
    moments.reserve(groups)
    for (number, group) in groups.enumerated() {
      moments.modify(group) { $0.add(other.moments[number]) }
    }
  }

  func finish(_ group: Int) -> QueryValue {
    let moments = moments[group]
    return moments.count == 0 ? .null : .finite((moments.squares / moments.count).squareRoot())
  }
}
