/// `pct(x, p)`: the smallest of the numbers that at least p % of them do not exceed. Exact.
struct PercentileAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "pct", syntax: "pct(number, percent)",
    meaning: "the smallest number that so many per cent of them do not exceed",
    takesConstant: true, type: { $0 }, make: { PercentileAggregate($0) })

  /// The numbers of one group: durations, which most queries ask for, take a quarter of the room.
  private struct Held {
    var nanoseconds: [Int64] = []
    var values: [QueryValue] = []
  }

  private var held = GroupStates(initial: Held())
  private var count = 0
  private let arguments: AggregateArguments

  init(_ arguments: AggregateArguments) { self.arguments = arguments }

  mutating func update(_ rows: AggregateInput) throws(QueryError) {
    guard let values = rows.values else { return }
    held.reserve(rows.groups)
    if case .milliseconds(let nanoseconds) = values {
      for (row, group) in rows.groups.enumerated() where nanoseconds[row] >= 0 {
        held.modify(group) { $0.nanoseconds.append(nanoseconds[row]) }
        count += 1
      }
      return try checkLimit()
    }
    for (row, group) in rows.groups.enumerated() {
      let value = values[row].asNumber
      if value.isNull { continue }
      held.modify(group) { $0.values.append(value) }
      count += 1
    }
    try checkLimit()
  }

  mutating func merge(_ other: PercentileAggregate, groups: [Int]) throws(QueryError) {
    held.reserve(groups)
    for (number, group) in groups.enumerated() {
      held.modify(group) {
        $0.nanoseconds += other.held[number].nanoseconds
        $0.values += other.held[number].values
      }
    }
    count += other.count
    try checkLimit()
  }

  func finish(_ group: Int) -> QueryValue {
    let held = held[group]
    if held.values.isEmpty {
      if held.nanoseconds.isEmpty { return .null }
      var nanoseconds = held.nanoseconds
      let rank = rank(of: nanoseconds.count)
      return Column.milliseconds(selectSmallest(rank, of: &nanoseconds))
    }
    // The same group never gets both from one field; an expression may give either.
    let durations = held.nanoseconds.map { Column.milliseconds($0) }
    let values = (held.values + durations).sorted {
      NaturalOrder.compare($0, $1) == .ascending
    }
    return values[rank(of: values.count)]
  }

  /// The place in order, from 0.
  private func rank(of count: Int) -> Int {
    let rank = (arguments.constant / 100 * Double(count)).rounded(.up)
    return min(max(Int(rank), 1), count) - 1
  }

  private func checkLimit() throws(QueryError) {
    if count > arguments.limits.heldValuesMax { throw .tooManyValues(arguments) }
  }
}

/// The number that would stand at a place if the numbers were in order; they are moved about.
///
/// - Complexity: O(*n*) on average, by Hoare's selection with the median of three.
func selectSmallest(_ place: Int, of numbers: inout [Int64]) -> Int64 {
  var (low, high) = (0, numbers.count - 1)
  var rounds = 0
  while low < high {
    rounds += 1
    // An order made to be slow does not get far.
    if rounds > 100 {
      numbers[low...high].sort()
      break
    }
    let middle = low + (high - low) / 2
    let (first, second, third) = (numbers[low], numbers[middle], numbers[high])
    let pivot = max(min(first, second), min(max(first, second), third))
    var (left, right) = (low, high)
    while left <= right {
      while numbers[left] < pivot { left += 1 }
      while numbers[right] > pivot { right -= 1 }
      if left <= right {
        numbers.swapAt(left, right)
        left += 1
        right -= 1
      }
    }
    if place <= right { high = right } else if place >= left { low = left } else { break }
  }
  return numbers[place]
}
