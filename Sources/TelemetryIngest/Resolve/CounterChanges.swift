internal import CostModel

/// Changes of counters, added up by counter, hour and tenant until a commit takes them.
struct CounterChanges: Sendable {
  private var changes: [Key: Int64] = [:]
  /// What was counted last, and is counted most often again: not among the others yet.
  private var last: (key: Key, change: Int64)?

  private struct Key: Hashable {
    var counter: IngestCounter
    var hour: Int32
    var tenant: NameID
  }

  mutating func add(_ counter: IngestCounter, _ hour: Int32, tenant: NameID, _ change: Int64) {
    let key = Key(counter: counter, hour: hour, tenant: tenant)
    if let last, last.key == key {
      self.last = (key, last.change + change)
    } else {
      if let last { changes[last.key, default: 0] += last.change }
      last = (key, change)
    }
  }

  /// Those that come to something, in a fixed order.
  var sorted: [IngestCounterChange] {
    var changes = changes
    if let last { changes[last.key, default: 0] += last.change }
    return changes.filter { $0.value != 0 }
      .map {
        IngestCounterChange(
          counter: $0.key.counter, hour: $0.key.hour, tenant: $0.key.tenant, change: $0.value)
      }
      .sorted {
        ($0.counter.rawValue, $0.hour, $0.tenant) < ($1.counter.rawValue, $1.hour, $1.tenant)
      }
  }
}
