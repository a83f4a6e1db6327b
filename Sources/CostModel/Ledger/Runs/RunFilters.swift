/// What is in memory of all sorted runs of one space: enough to say which keys are surely new.
public struct RunFilters: Sendable {
  var parts: [RunFilter] = []
  var seed: UInt64 = 0
  /// Whether nothing is known, so that every key may have records.
  private var isUnknown = false

  init() {}

  /// Filters that rule nothing out.
  public static var unknown: RunFilters {
    var filters = RunFilters()
    filters.isUnknown = true
    return filters
  }

  /// Whether records of `key` may exist; false is certain.
  ///
  /// - Complexity: O(runs), about ten nanoseconds for each run.
  public func mayContain(_ key: RunKey) -> Bool {
    if isUnknown { return true }
    let hash = Hash64.hash(key.high, key.low, seed: seed)
    for part in parts where part.mayContain(hash) { return true }
    return false
  }
}

/// A blocked Bloom filter: eight bits for each key, one in each word of a 64-byte line.
///
/// With 16 bits a key, one foreign key in about a thousand passes.
struct RunFilter: Sendable {
  static let bitsPerKey = 16
  private(set) var words: [UInt64]

  /// An empty filter for about `keys` keys.
  init(keys: Int) {
    let lines = max(1, (keys * Self.bitsPerKey + 511) / 512)
    words = [UInt64](repeating: 0, count: 8 * lines)
  }

  /// The filter of these words; nil if they are not whole lines.
  init?(words: [UInt64]) {
    guard !words.isEmpty, words.count % 8 == 0 else { return nil }
    self.words = words
  }

  mutating func insert(_ hash: UInt64) {
    let line = line(hash)
    for place in 0..<8 { words[line + place] |= Self.bit(hash, place) }
  }

  func mayContain(_ hash: UInt64) -> Bool {
    let line = line(hash)
    for place in 0..<8 where words[line + place] & Self.bit(hash, place) == 0 { return false }
    return true
  }

  private func line(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(words.count / 8)).high) * 8
  }

  /// The line takes the hash's high bits, these 48 its low ones, stirred once more.
  @inline(__always)
  private static func bit(_ hash: UInt64, _ place: Int) -> UInt64 {
    let stirred = (hash &* 0x9E37_79B9_7F4A_7C15) >> UInt64(16 + 6 * place)
    return 1 << (stirred & 63)
  }
}
