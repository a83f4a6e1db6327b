/// `count_distinct(x)`: how many different values, exactly; absent ones do not count.
struct CountDistinctAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "count_distinct", syntax: "count_distinct(value)", meaning: "how many different values",
    type: { _ in .integer }, make: { CountDistinctAggregate($0) })

  /// Each different value has a number; a pair of group and number was seen or not.
  private var numbers: [QueryValue: UInt32] = [:]
  private var values: [QueryValue] = []
  private var seen: Set<UInt64> = []
  private var counts = GroupStates<Int64>(initial: 0)
  private let arguments: AggregateArguments

  init(_ arguments: AggregateArguments) { self.arguments = arguments }

  mutating func update(_ rows: AggregateInput) throws(QueryError) {
    guard let column = rows.values else { return }
    counts.reserve(rows.groups)
    for (row, group) in rows.groups.enumerated() {
      let value = column[row].groupKey
      if !value.isNull { insert(number(value), group) }
    }
    try checkLimit()
  }

  mutating func merge(_ other: CountDistinctAggregate, groups: [Int]) throws(QueryError) {
    counts.reserve(groups)
    for pair in other.seen {
      let value = other.values[Int(pair & 0xffff_ffff)]
      insert(number(value), groups[Int(pair >> 32)])
    }
    try checkLimit()
  }

  func finish(_ group: Int) -> QueryValue { .integer(Int128(counts[group])) }

  private mutating func number(_ value: QueryValue) -> UInt32 {
    if let number = numbers[value] { return number }
    let number = UInt32(values.count)
    numbers[value] = number
    values.append(value)
    return number
  }

  private mutating func insert(_ number: UInt32, _ group: Int) {
    if seen.insert(UInt64(group) << 32 | UInt64(number)).inserted { counts[group] += 1 }
  }

  private func checkLimit() throws(QueryError) {
    if seen.count > arguments.limits.heldValuesMax {
      throw .tooManyValues(arguments)
    }
  }
}

extension QueryError {
  static func tooManyValues(_ arguments: AggregateArguments) -> QueryError {
    QueryError(
      "this holds more than \(arguments.limits.heldValuesMax) values", at: arguments.range,
      hint: "filter to fewer rows, or ask for a shorter period")
  }
}
