/// For each group the value at its earliest or latest event time; of several, the first by order.
struct ValueAtTime {
  private struct Held {
    var time: Int64
    var value: QueryValue
  }

  private var held = GroupStates<Held?>(initial: nil)
  private let wanted: Ordering

  /// `wanted` is `ascending` for the earliest.
  init(_ wanted: Ordering) { self.wanted = wanted }

  mutating func update(_ rows: AggregateInput) {
    guard let values = rows.values, let times = rows.times else { return }
    held.reserve(rows.groups)
    for (row, group) in rows.groups.enumerated() {
      let value = values[row]
      guard !value.isNull, let time = times[row].instant else { continue }
      take(Held(time: time, value: value), group)
    }
  }

  mutating func merge(_ other: ValueAtTime, groups: [Int]) {
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
