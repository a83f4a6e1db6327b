/// A key of the ledger's sorted runs: a trace id, or the digest of a response or session id.
public struct RunKey: Hashable, Comparable, Sendable {
  public var high: UInt64
  public var low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  public static func < (left: RunKey, right: RunKey) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

/// Records to append to a sorted run, in any order: for each a key and some bytes.
///
/// A key may occur in many runs; its records, in the order in which they were appended, are its
/// history. The runs do not look into the bytes.
public struct RunRecords: Sendable {
  public private(set) var keys: [RunKey] = []
  /// Record `i` is `bytes[ends[i - 1] ..< ends[i]]`.
  public private(set) var ends: [Int] = []
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public var count: Int { keys.count }
  public var isEmpty: Bool { keys.isEmpty }

  /// Where record `index` lies in `bytes`.
  public func range(_ index: Int) -> Range<Int> {
    (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  /// Appends a record whose bytes `body` writes to the end of the array that it is given.
  public mutating func append(_ key: RunKey, _ body: (inout [UInt8]) -> Void) {
    body(&bytes)
    keys.append(key)
    ends.append(bytes.count)
  }

  /// Empties it for the next use; the memory is kept.
  mutating func removeAll() {
    keys.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }
}

extension RunRecords {
  /// Appends all records of `other`, in their order.
  public mutating func append(_ other: RunRecords) {
    let base = bytes.count
    keys += other.keys
    ends += other.ends.map { $0 + base }
    bytes += other.bytes
  }
}

extension ByteWriter {
  /// Appends keys, 16 bytes each.
  mutating func append(keys: [RunKey]) {
    var words: [UInt64] = []
    words.reserveCapacity(2 * keys.count)
    for key in keys {
      words.append(key.high)
      words.append(key.low)
    }
    append(words: words)
  }
}
