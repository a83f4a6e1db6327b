internal import CostModel

/// A table from 128-bit ids to small numbers, for the inner loop of resolving.
///
/// Ids are random or digests already, so they are mixed once instead of hashed anew; the mixing
/// keeps ids that someone made up from falling into one place.
struct KeyTable: Sendable {
  private var slots: [Int32] = []
  private var keys: [RunKey] = []
  private var values: [Int32] = []
  private var mask = -1

  init() {}

  var count: Int { keys.count }

  /// The number of a key, or nil.
  subscript(key: RunKey) -> Int32? {
    guard mask >= 0 else { return nil }
    var slot = place(key)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if keys[index] == key { return values[index] }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Sets the number of a key, and returns the one before.
  @discardableResult
  mutating func update(_ key: RunKey, to value: Int32) -> Int32? {
    if keys.count * 2 > mask { grow() }
    var slot = place(key)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if keys[index] == key {
        let before = values[index]
        values[index] = value
        return before
      }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(truncatingIfNeeded: keys.count)
    keys.append(key)
    values.append(value)
    return nil
  }

  /// Empties the table and keeps its room.
  /// - Complexity: O(what it holds), however large it once was.
  mutating func removeAll() {
    for key in keys {
      // All that stands from a key's place up to the next free one goes, the key among it.
      var slot = place(key)
      while slots[slot] >= 0 {
        slots[slot] = -1
        slot = (slot + 1) & mask
      }
    }
    keys.empty()
    values.empty()
  }

  private func place(_ key: RunKey) -> Int {
    Int(truncatingIfNeeded: ByteHash.combine(key.low, key.high)) & mask
  }

  private mutating func grow() {
    let slotCount = max(64, slots.count * 2)
    slots = [Int32](repeating: -1, count: slotCount)
    mask = slotCount - 1
    for index in keys.indices {
      var slot = place(keys[index])
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: index)
    }
  }
}
