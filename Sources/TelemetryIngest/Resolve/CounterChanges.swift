internal import CostModel

/// Changes of counters, added up by counter, hour and tenant until a commit takes them.
struct CounterChanges: Sendable {
  private var changes: [IngestCounterChange] = []
  private var places = KeyTable()
  /// What was counted last, and is counted most often again.
  private var last = (key: RunKey(high: .max, low: .max), place: 0)

  mutating func add(_ counter: IngestCounter, _ hour: Int32, tenant: NameID, _ change: Int64) {
    let key = RunKey(
      high: UInt64(counter.rawValue) << 32 | UInt64(UInt32(bitPattern: hour)),
      low: UInt64(tenant.rawValue))
    if key != last.key { last = (key, place(of: key, counter, hour, tenant)) }
    changes[last.place].change += change
  }

  private mutating func place(
    of key: RunKey, _ counter: IngestCounter, _ hour: Int32, _ tenant: NameID
  ) -> Int {
    if let known = places[key] { return Int(known) }
    places.update(key, to: Int32(truncatingIfNeeded: changes.count))
    changes.append(IngestCounterChange(counter: counter, hour: hour, tenant: tenant, change: 0))
    return changes.count - 1
  }

  /// Empties it for the next commit, and keeps its room.
  mutating func removeAll() {
    changes.empty()
    places.removeAll()
    last = (RunKey(high: .max, low: .max), 0)
  }

  /// Those that come to something, in a fixed order.
  var sorted: [IngestCounterChange] {
    changes.filter { $0.change != 0 }.sorted {
      ($0.counter.rawValue, $0.hour, $0.tenant) < ($1.counter.rawValue, $1.hour, $1.tenant)
    }
  }
}
