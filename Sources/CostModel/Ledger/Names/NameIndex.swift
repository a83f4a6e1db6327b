/// Names in memory: their bytes one after the other, and a hash table over them.
struct NameIndex {
  private var bytes: [UInt8] = []
  /// Name `i` is `bytes[ends[i - 1] ..< ends[i]]`.
  private var ends: [Int] = []
  private var kinds: [UInt8] = []
  /// Ascending: ids are given out in order.
  private var identifiers: [UInt32] = []
  private var hashes: [UInt64] = []
  /// Number of a name plus one at the place that its hash says, or after it; 0 is free.
  private var slots: [UInt32] = [UInt32](repeating: 0, count: 1024)

  var count: Int { identifiers.count }

  /// The id of a name, or nil if it is not here.
  ///
  /// - Complexity: O(1) on average.
  func find(_ kind: UInt8, _ text: Span<UInt8>, hash: UInt64) -> UInt32? {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place] != 0 {
      let number = Int(slots[place]) - 1
      if hashes[number] == hash, kinds[number] == kind, isEqual(number, text) {
        return identifiers[number]
      }
      place = (place + 1) & mask
    }
    return nil
  }

  /// Adds a name that is not here; its id is above all ids before.
  mutating func insert(_ kind: UInt8, _ text: Span<UInt8>, hash: UInt64, identifier: UInt32) {
    if 2 * (count + 1) > slots.count { grow() }
    for index in text.indices { bytes.append(text[index]) }
    ends.append(bytes.count)
    kinds.append(kind)
    identifiers.append(identifier)
    hashes.append(hash)
    place(count - 1)
  }

  /// The text of an id, or nil if it is not here.
  ///
  /// - Complexity: O(log *n*).
  func text(_ identifier: UInt32) -> String? {
    var (low, high) = (0, identifiers.count)
    while low < high {
      let middle = (low + high) / 2
      if identifiers[middle] < identifier { low = middle + 1 } else { high = middle }
    }
    guard low < identifiers.count, identifiers[low] == identifier else { return nil }
    return String(decoding: bytes[range(low)], as: UTF8.self)
  }

  private func range(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }

  private func isEqual(_ number: Int, _ text: Span<UInt8>) -> Bool {
    let range = range(number)
    guard range.count == text.count else { return false }
    for index in text.indices where bytes[range.lowerBound + index] != text[index] { return false }
    return true
  }

  private mutating func place(_ number: Int) {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hashes[number]) & mask
    while slots[place] != 0 { place = (place + 1) & mask }
    slots[place] = UInt32(number + 1)
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: 2 * slots.count)
    for number in 0..<count { place(number) }
  }
}
