internal import CostModel

/// The entries of a ledger that had been posted by an instant, and their sums.
///
/// Unchecked: sums are read by the thread that scans, while no lane runs; all else is `ledger`'s.
struct KnownEntries: EntrySource, @unchecked Sendable {
  private let ledger: LedgerEntries
  private let known: KnownSource
  private let instant: Int64

  init(_ reader: LedgerReader, at instant: Int64, lanes: Int) {
    ledger = LedgerEntries(reader: reader, lanes: lanes)
    known = KnownSource(reader, at: instant)
    self.instant = instant
  }

  func scan(
    hours: Range<Int32>, tenants: Set<NameID>?, _ body: (any EntryRows) throws -> Void
  ) throws {
    try ledger.scanRows(hours: hours, tenants: tenants) { rows in
      if rows.lastPosted <= instant { return try body(rows) }
      let posted = rows.values(.posted)
      let kept = posted.indices.filter { posted[$0] <= instant }
      if !kept.isEmpty { try body(KeptRows(rows: rows, kept: kept)) }
    }
  }

  func checkRead() throws { try ledger.checkRead() }

  func text(_ id: NameID) -> String? { ledger.text(id) }

  func ids(_ kind: NameKind, _ text: String) throws -> [NameID]? { try ledger.ids(kind, text) }

  func sums(
    hours: Range<Int32>, grain: RollupGrain, _ body: (RollupRow) throws -> Void
  ) throws -> Bool {
    try known.scanRollups(hours: hours, grain: grain, body)
    return true
  }

  func monthSums(from hour: Int32, _ body: (RollupRow) throws -> Void) throws -> Bool {
    try known.scanMonth(from: hour, body)
  }
}

/// Some rows of a block, by their places in it.
private struct KeptRows: EntryRows {
  let rows: any EntryRows
  let kept: [Int]

  var count: Int { kept.count }
  var hour: Int32 { rows.hour }

  func values(_ column: EntryColumn) -> [Int64] {
    let values = rows.values(column)
    return kept.map { values[$0] }
  }

  func values(slot: Int) -> [Int64] {
    let values = rows.values(slot: slot)
    return kept.map { values[$0] }
  }

  func entry(_ row: Int) -> Entry { rows.entry(kept[row]) }
}
