internal import CostModel

/// Pairs reversals with the entries that they cancel, so that a scan shows neither.
///
/// A reversal carries the values of the entry that it cancels. A first pass notes all reversals by
/// span identity; a second leaves out every reversal, and for each of them one entry of that
/// identity with equal values. A reversal whose entry is not in the scan changes nothing.
struct ReversedEntries {
  private var reversed: [SpanIdentity: [Entry]] = [:]
  private var count = 0
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Notes the reversals of a block that are in scope.
  mutating func note(
    _ rows: any EntryRows, isInScope: (Entry) -> Bool
  ) throws(QueryError) {
    // Bits can be read off the range only if it is one value; most blocks have no reversal at all.
    let range = rows.range(.flags)
    if range.lowerBound == range.upperBound, !Self.isReversal(range.lowerBound) { return }
    for (row, flags) in rows.values(.flags).enumerated() where Self.isReversal(flags) {
      var entry = rows.entry(row)
      if !isInScope(entry) { continue }
      entry.flags.remove(.reversal)
      reversed[entry.span, default: []].append(entry)
      count += 1
    }
    if count > limit {
      throw QueryError(
        "there are more than \(limit) reversed entries in this period", at: SourceRange(0, 0),
        hint: "ask for a shorter period")
    }
  }

  /// The rows of a block without reversals and reversed entries; nil for all of them.
  mutating func left(of rows: any EntryRows) -> [Int]? {
    if reversed.isEmpty { return nil }
    let block = BlockColumns(rows)
    let selection = Array(0..<rows.count)
    let flags = block.values(.flags)
    let (high, low, span) = (
      block.values(.traceHigh), block.values(.traceLow), block.values(.span)
    )
    return selection.filter { row in
      if Self.isReversal(flags[row]) { return false }
      let identity = SpanIdentity(
        traceHigh: UInt64(bitPattern: high[row]), traceLow: UInt64(bitPattern: low[row]),
        span: UInt64(bitPattern: span[row]))
      guard var entries = reversed[identity] else { return true }
      let entry = block.rows.entry(row)
      guard let index = entries.firstIndex(of: entry) else { return true }
      entries.remove(at: index)
      reversed[identity] = entries
      return false
    }
  }

  private static func isReversal(_ flags: Int64) -> Bool {
    EntryFlags(rawValue: UInt16(truncatingIfNeeded: flags)).contains(.reversal)
  }
}
