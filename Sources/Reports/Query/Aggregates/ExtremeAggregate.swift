/// `min(x)`, `max(x)`, `sortsFirst(x)`, `sortsLast(x)`: the smallest or largest value of a group by
/// natural order; null where there is none.
struct ExtremeAggregate: Aggregate {
  static let minimum = AggregateDefinition(
    name: "min", syntax: "min(number)", meaning: "the smallest number or time",
    type: { $0 == .string ? .decimal : $0 },
    make: { _ in ExtremeAggregate(.ascending, of: .numbers) })

  static let maximum = AggregateDefinition(
    name: "max", syntax: "max(number)", meaning: "the largest number or time",
    type: { $0 == .string ? .decimal : $0 },
    make: { _ in ExtremeAggregate(.descending, of: .numbers) })

  static let sortsFirst = AggregateDefinition(
    name: "sortsFirst", syntax: "sortsFirst(value)", meaning: "the first in the order of sort",
    type: { $0 }, make: { _ in ExtremeAggregate(.ascending, of: .all) })

  static let sortsLast = AggregateDefinition(
    name: "sortsLast", syntax: "sortsLast(value)", meaning: "the last in the order of sort",
    type: { $0 }, make: { _ in ExtremeAggregate(.descending, of: .all) })

  /// What counts as a value.
  private enum Domain {
    /// Numbers, texts that state one, and times; other texts are as if they were not there.
    case numbers
    case all
  }

  private let wanted: Ordering
  private let domain: Domain
  private var extremes = GroupStates(initial: QueryValue.null)

  /// `.ascending` keeps the smallest value, `.descending` the largest.
  private init(_ wanted: Ordering, of domain: Domain) {
    self.wanted = wanted
    self.domain = domain
  }

  mutating func update(_ rows: AggregateInput) {
    guard let values = rows.values else { return }
    extremes.reserve(rows.groups)
    for (row, group) in rows.groups.enumerated() { take(values[row], group) }
  }

  mutating func merge(_ other: ExtremeAggregate, groups: [Int]) {
    extremes.reserve(groups)
    for (number, group) in groups.enumerated() { take(other.extremes[number], group) }
  }

  private mutating func take(_ value: QueryValue, _ group: Int) {
    var value = value
    if domain == .numbers, case .string = value { value = value.asNumber }
    if value.isNull || value.isDocument { return }
    let held = extremes[group]
    if held.isNull || NaturalOrder.compare(value, held) == wanted { extremes[group] = value }
  }

  func finish(_ group: Int) -> QueryValue { extremes[group] }
}
