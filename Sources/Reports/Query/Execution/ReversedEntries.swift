internal import CostModel

/// Pairs reversals with the entries that they cancel, so that a scan shows neither.
///
/// A reversal carries the values of the entry that it cancels. Reversals are noted by span identity
/// first; then every reversal is left out, and for each of them one entry of that identity with
/// equal values. A reversal whose entry is not in the scan changes nothing.
struct ReversedEntries {
  private var reversed: [SpanIdentity: [Entry]] = [:]
  /// The span ids alone, which are looked at first.
  private var reversedSpans: Set<Int64> = []
  private var count = 0
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Notes the reversals of a block that are in scope.
  mutating func note(
    _ rows: any EntryRows, isInScope: (Entry) -> Bool
  ) throws(QueryError) {
    if rows.reversalCount == 0 { return }
    for (row, flags) in rows.values(.flags).enumerated() where Self.isReversal(flags) {
      var entry = rows.entry(row)
      if !isInScope(entry) { continue }
      entry.flags.remove(.reversal)
      reversed[entry.span, default: []].append(entry)
      reversedSpans.insert(Int64(bitPattern: entry.span.span))
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
    let flags = rows.values(.flags)
    let spans = rows.values(.span)
    return (0..<rows.count).filter { row in
      if Self.isReversal(flags[row]) { return false }
      guard reversedSpans.contains(spans[row]) else { return true }
      let entry = rows.entry(row)
      guard var entries = reversed[entry.span], let index = entries.firstIndex(of: entry) else {
        return true
      }
      entries.remove(at: index)
      reversed[entry.span] = entries
      return false
    }
  }

  private static func isReversal(_ flags: Int64) -> Bool {
    EntryFlags(rawValue: UInt16(truncatingIfNeeded: flags)).contains(.reversal)
  }
}
