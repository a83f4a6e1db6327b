/// The columns of a block of entries. Raw values are stored: appended to, never renumbered.
///
/// Every column holds 64-bit integers: ids, nanoseconds, bit sets and counts as they are, trace and
/// span ids by their bit patterns.
public enum EntryColumn: UInt8, CaseIterable, Sendable {
  case traceHigh = 0
  case traceLow = 1
  case span = 2
  /// Event time in nanoseconds since 1970 UTC.
  case start = 3
  case duration = 4
  /// -1 where it was not reported.
  case timeToFirstToken = 5
  case tenant = 6
  case observedTier = 7
  case feature = 8
  case agent = 9
  case provider = 10
  case model = 11
  case region = 12
  case serviceTier = 13
  case contextBand = 14
  /// Bit 0: measured; bit 1: rolled up.
  case marks = 15
  case session = 16
  case user = 17
  case operation = 18
  /// `EntryFlags`.
  case flags = 19
  /// When the ledger took the entry in, in nanoseconds since 1970 UTC; grows with every commit.
  case posted = 20

  /// The column of the first place of `Quantities`; the others follow.
  static let firstQuantity = 21
  /// Columns of a block: the cases above, and one for each place of `Quantities`.
  static let count = firstQuantity + Quantities.slotCount

  /// The number of the column in a block.
  var number: Int { Int(rawValue) }
}
