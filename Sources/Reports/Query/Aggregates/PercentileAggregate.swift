/// `pct(x, p)`: the smallest of the numbers that at least p % of them do not exceed. Exact.
struct PercentileAggregate: Aggregate {
  static let definition = AggregateDefinition(
    name: "pct", syntax: "pct(number, percent)",
    meaning: "the smallest number that so many per cent of them do not exceed",
    takesConstant: true, type: { $0 }, make: { PercentileAggregate($0) })

  private var held = GroupStates<[QueryValue]>(initial: [])
  private var count = 0
  private let arguments: AggregateArguments

  init(_ arguments: AggregateArguments) { self.arguments = arguments }

  mutating func update(_ rows: AggregateInput) throws(QueryError) {
    guard let values = rows.values else { return }
    held.reserve(rows.groups)
    for (row, group) in rows.groups.enumerated() {
      let value = values[row].asNumber
      if value.isNull { continue }
      held.modify(group) { $0.append(value) }
      count += 1
    }
    try checkLimit()
  }

  mutating func merge(_ other: PercentileAggregate, groups: [Int]) throws(QueryError) {
    held.reserve(groups)
    for (number, group) in groups.enumerated() {
      held.modify(group) { $0 += other.held[number] }
    }
    count += other.count
    try checkLimit()
  }

  func finish(_ group: Int) -> QueryValue {
    let values = held[group].sorted { NaturalOrder.compare($0, $1) == .ascending }
    if values.isEmpty { return .null }
    let rank = (arguments.constant / 100 * Double(values.count)).rounded(.up)
    return values[min(max(Int(rank), 1), values.count) - 1]
  }

  private func checkLimit() throws(QueryError) {
    if count > arguments.limits.heldValuesMax { throw .tooManyValues(arguments) }
  }
}
