/// Records of one space that are not in a sorted run yet: in memory for lookups, in the file as the
/// log of what was appended.
struct RunTable {
  private var keys: [RunKey] = []
  /// Record `i` is `bytes[ends[i - 1] ..< ends[i]]`.
  private var ends: [Int] = []
  private var bytes: [UInt8] = []
  /// The record before of the same key, or -1.
  private var previous: [Int32] = []
  /// One plus the last record of a key at the place that the key's hash says, or after it.
  private var slots = [Int32](repeating: 0, count: 4096)
  private(set) var filter = RunFilter(keys: RunTable.expectedKeys)
  private let seed: UInt64

  /// Records of the usual size in a table at its bound.
  private static let expectedKeys = 100_000
  /// Bytes that a record takes in a chunk besides its own.
  private static let recordOverhead = 20

  init(seed: UInt64) { self.seed = seed }

  var count: Int { keys.count }
  var isEmpty: Bool { keys.isEmpty }
  /// What the records will take in a sorted run.
  var sizeBytes: Int { bytes.count + Self.recordOverhead * keys.count }

  mutating func append(_ records: RunRecords) {
    let base = bytes.count
    bytes += records.bytes
    ends += records.ends.map { $0 + base }
    for key in records.keys { note(key) }
  }

  mutating func append(_ key: RunKey, _ record: ArraySlice<UInt8>) {
    bytes.append(contentsOf: record)
    ends.append(bytes.count)
    note(key)
  }

  /// Lets the record after those that are known be found by its key.
  private mutating func note(_ key: RunKey) {
    if 2 * (keys.count + 1) > slots.count { grow() }
    keys.append(key)
    let hash = Hash64.hash(key.high, key.low, seed: seed)
    filter.insert(hash)
    let place = place(of: key, hash)
    previous.append(slots[place] - 1)
    slots[place] = Int32(keys.count)
  }

  /// The records of a key, in the order in which they were appended.
  ///
  /// - Complexity: O(1) on average, and the length of the answer.
  func records(_ key: RunKey) -> [[UInt8]] {
    var index = slots[place(of: key, Hash64.hash(key.high, key.low, seed: seed))] - 1
    var found: [[UInt8]] = []
    while index >= 0 {
      found.append(Array(record(Int(index))))
      index = previous[Int(index)]
    }
    found.reverse()
    return found
  }

  /// Calls `body` for all records, ordered by key, those of a key as they were appended.
  func forEachSorted(_ body: (RunKey, ArraySlice<UInt8>) throws -> Void) rethrows {
    var order = keys.indices.map { (key: keys[$0], index: Int32(truncatingIfNeeded: $0)) }
    order.sort { $0.key != $1.key ? $0.key < $1.key : $0.index < $1.index }
    for (key, index) in order { try body(key, record(Int(index))) }
  }

  private func record(_ index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// Where the key's last record stands, or the free place where it will.
  private func place(of key: RunKey, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place] != 0, keys[Int(slots[place]) - 1] != key { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: 2 * slots.count)
    for index in keys.indices {
      let place = place(of: keys[index], Hash64.hash(keys[index].high, keys[index].low, seed: seed))
      slots[place] = Int32(index + 1)
    }
  }
}
