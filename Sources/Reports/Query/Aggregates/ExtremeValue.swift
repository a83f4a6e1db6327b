/// The smallest or largest value of each group, by natural order; null where there is none.
struct ExtremeValue {
  /// What counts as a value.
  enum Domain {
    /// Numbers, texts that state one, and times; other texts are as if they were not there.
    case numbers
    case all
  }

  private let wanted: Ordering
  private let domain: Domain
  private var extremes = GroupStates(initial: QueryValue.null)

  /// `.ascending` keeps the smallest value, `.descending` the largest.
  init(_ wanted: Ordering, of domain: Domain) {
    self.wanted = wanted
    self.domain = domain
  }

  mutating func update(_ rows: AggregateInput) {
    guard let values = rows.values else { return }
    extremes.reserve(rows.groups)
    for (row, group) in rows.groups.enumerated() { take(values[row], group) }
  }

  mutating func merge(_ other: ExtremeValue, groups: [Int]) {
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
