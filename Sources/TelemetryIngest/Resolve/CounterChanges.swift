internal import CostModel

/// Changes of counters, added up by counter, hour and tenant until a commit takes them.
struct CounterChanges: Sendable {
  private var changes: [Key: Int64] = [:]

  private struct Key: Hashable {
    var counter: IngestCounter
    var hour: Int32
    var tenant: NameID
  }

  mutating func add(_ counter: IngestCounter, _ hour: Int32, tenant: NameID, _ change: Int64) {
    changes[Key(counter: counter, hour: hour, tenant: tenant), default: 0] += change
  }

  /// Those that come to something, in a fixed order.
  var sorted: [IngestCounterChange] {
    changes.filter { $0.value != 0 }
      .map {
        IngestCounterChange(
          counter: $0.key.counter, hour: $0.key.hour, tenant: $0.key.tenant, change: $0.value)
      }
      .sorted {
        ($0.counter.rawValue, $0.hour, $0.tenant) < ($1.counter.rawValue, $1.hour, $1.tenant)
      }
  }
}
