internal import CostModel

/// A block of the ledger, of which as much is read as is asked for.
///
/// Unchecked: one thread at a time reads it, as that of any rows.
final class LedgerRows: EntryRows, @unchecked Sendable {
  private let source: LedgerEntries
  private var found: PartialBlock
  private var block: EntryBlock?
  private var part: EntryPart?

  init(_ found: PartialBlock, of source: LedgerEntries) {
    self.found = found
    self.source = source
  }

  var count: Int { found.count }
  var hour: Int32 { found.hour }
  var lastPosted: Int64 { found.lastPosted }
  var reversalCount: Int { found.reversalCount ?? block(.usage)?.reversalCount ?? 0 }

  /// The block with its parts up to one; nil if it cannot be read. The scan ends with the error
  /// then, so it does not matter which values stand for those that are missing.
  private func block(_ wanted: EntryPart) -> EntryBlock? {
    if let part, part >= wanted { return block }
    block = source.read(&found, upTo: wanted)
    part = wanted
    return block
  }

  private func missing(_ rows: Range<Int>) -> [Int64] { [Int64](repeating: 0, count: rows.count) }

  func values(_ column: EntryColumn) -> [Int64] { values(column, rows: 0..<count) }
  func values(slot: Int) -> [Int64] { values(slot: slot, rows: 0..<count) }

  func values(_ column: EntryColumn, rows: Range<Int>) -> [Int64] {
    block(column.part)?.values(column, rows: rows) ?? missing(rows)
  }

  func values(slot: Int, rows: Range<Int>) -> [Int64] {
    block(.usage)?.values(slot: slot, rows: rows) ?? missing(rows)
  }

  func value(_ column: EntryColumn, _ row: Int) -> Int64 {
    block(column.part)?.value(column, row) ?? 0
  }

  func value(slot: Int, _ row: Int) -> Int64 { block(.usage)?.value(slot: slot, row) ?? 0 }

  func range(_ column: EntryColumn) -> ClosedRange<Int64> {
    switch column {
    // The directory tells of these.
    case .start: found.starts
    case .tenant: found.tenants
    default: block(.usage)?.range(column) ?? 0...0
    }
  }

  func range(slot: Int) -> ClosedRange<Int64> { block(.usage)?.range(slot: slot) ?? 0...0 }

  func forEachRun(_ column: EntryColumn, _ body: (_ value: Int64, _ rows: Range<Int>) -> Void) {
    block(column.part)?.forEachRun(column, body)
  }

  func stretches(of wanted: Set<Int64>, in column: EntryColumn) -> [Range<Int>] {
    block(column.part)?.stretches(of: wanted, in: column) ?? []
  }

  func entry(_ row: Int) -> Entry { block(.spans)?.entry(row) ?? Entry() }
  func usageEntry(_ row: Int) -> Entry { block(.usage)?.usageEntry(row) ?? Entry() }
}
