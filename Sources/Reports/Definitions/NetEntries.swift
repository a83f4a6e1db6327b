internal import CostModel

/// The calls of some hours that still count: neither reversals nor what they reverse.
///
/// Reversals are few; they are read first and kept, so that a call can be told from its reversed
/// copy wherever the two lie. Sums would need none of this, but an earliest start or a percentile
/// does.
struct NetEntries<Source: UsageSource> {
  private let hours: Range<Int32>
  private let source: Source
  private var reversals: [EntryContent: (entry: Entry, count: Int)] = [:]

  init(hours: Range<Int32>, source: Source) throws {
    self.hours = hours
    self.source = source
    try source.forEachReversal(hours: hours) { entry in
      reversals[EntryContent(entry), default: (entry, 0)].count += 1
    }
  }

  /// Hands over every call that counts; a reversal of something unknown comes last, as it is.
  func forEach(_ body: (Entry) throws -> Void) throws {
    var open = reversals
    try source.forEachEntry(hours: hours) { entry in
      if entry.isReversal { return }
      if !open.isEmpty {
        let key = EntryContent(entry)
        if let count = open[key]?.count, count > 0 {
          open[key]?.count = count - 1
          return
        }
      }
      try body(entry)
    }
    let left = open.values.filter { $0.count > 0 }
    for (entry, count) in left.sorted(by: { $0.entry.startNanoseconds < $1.entry.startNanoseconds })
    {
      for _ in 0..<count { try body(entry) }
    }
  }
}
