public import CostModel

/// Where a query's entries come from: the ledger, or a test's memory.
public protocol EntrySource {
  /// Hands over all entries of some hours, block by block, hours ascending.
  func scan(hours: Range<Int32>, _ body: (any EntryRows) throws -> Void) throws
  /// The text of a name; nil for `none`.
  func text(_ id: NameID) -> String?
}

/// A block of entries of one hour, by columns.
public protocol EntryRows {
  /// Entries, reversals included.
  var count: Int { get }
  /// The hour of all of them, counted from 1970 UTC.
  var hour: Int32 { get }
  /// All values of a column.
  func values(_ column: EntryColumn) -> [Int64]
  /// All values of one place of `Quantities`.
  func values(slot: Int) -> [Int64]
  /// Smallest and largest value of a column.
  func range(_ column: EntryColumn) -> ClosedRange<Int64>
  /// One entry.
  func entry(_ row: Int) -> Entry
}

extension EntryBlock: EntryRows {}

/// The entries of a ledger.
struct LedgerEntries: EntrySource {
  let reader: LedgerReader
  /// Blocks without any of these tenants are not read; nil for all blocks.
  let tenants: Set<NameID>?

  func scan(hours: Range<Int32>, _ body: (any EntryRows) throws -> Void) throws {
    try reader.scanEntries(hours: hours, tenants: tenants) { try body($0) }
  }

  func text(_ id: NameID) -> String? { reader.text(id) }
}
