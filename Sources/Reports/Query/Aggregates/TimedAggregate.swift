/// `earliest(x)`, `latest(x)`: the value of the row with the earliest or latest `@timestamp` that
/// has one; of several, the first by order.
struct TimedAggregate: Aggregate {
  static let earliest = AggregateDefinition(
    name: "earliest", syntax: "earliest(value)", meaning: "the value at the earliest @timestamp",
    needsTime: true, type: { $0 }, make: { _ in TimedAggregate(.ascending) })

  static let latest = AggregateDefinition(
    name: "latest", syntax: "latest(value)", meaning: "the value at the latest @timestamp",
    needsTime: true, type: { $0 }, make: { _ in TimedAggregate(.descending) })

  private struct Held {
    var time: Int64
    var value: QueryValue
  }

  private var held = GroupStates<Held?>(initial: nil)
  private let wanted: Ordering

  /// `wanted` is `ascending` for the earliest.
  private init(_ wanted: Ordering) { self.wanted = wanted }

  mutating func update(_ rows: AggregateInput) {
    guard let values = rows.values, let times = rows.times else { return }
    held.reserve(rows.groups)
    for (row, group) in rows.groups.enumerated() {
      let value = values[row]
      guard !value.isNull, let time = times[row].instant else { continue }
      take(Held(time: time, value: value), group)
    }
  }

  mutating func merge(_ other: TimedAggregate, groups: [Int]) {
    held.reserve(groups)
    for (number, group) in groups.enumerated() {
      if let value = other.held[number] { take(value, group) }
    }
  }

  private mutating func take(_ new: Held, _ group: Int) {
    guard let old = held[group] else {
      held[group] = new
      return
    }
    let byTime = Ordering(new.time, old.time)
    let isBetter =
      byTime == wanted
      || (byTime == .same && NaturalOrder.compare(new.value, old.value) == .ascending)
    if isBetter { held[group] = new }
  }

  func finish(_ group: Int) -> QueryValue { held[group]?.value ?? .null }
}
