/// One consistent state of a ledger, for one report: what was committed when it was opened.
///
/// Any number of readers work while a writer writes. A reader never writes to the file. One thread
/// uses it; what it hands out are values.
///
/// For example:
///
///     let reader = try LedgerReader(path: "meter.db")
///     for row in try reader.rollups(hours: hours, grain: .day) {
///       print(reader.text(row.dimensions.tenant) ?? "(unattributed)", row.counts.requests)
///     }
public final class LedgerReader {
  let connection: SQLiteConnection
  private let nameTexts: NameReader
  /// Reads blocks one at a time, whoever asks: opening the first costs more than going on.
  private var singleBlocks: EntryBlockScan
  private var knownPendingSums: PendingSums?
  /// Entries from before this hour were removed by retention; nil if all are kept.
  public let entriesHorizon: Int32?

  /// Opens a ledger for reading.
  ///
  /// - Parameter timeLimitSeconds: after so long, reading ends with `LedgerError` `timeLimit`.
  /// - Throws: `LedgerError`: no file, not a ledger, of a newer format …
  public init(path: String, timeLimitSeconds: Int64? = nil) throws {
    connection = try FoldedLedger.openForReading(path)
    singleBlocks = EntryBlockScan(connection)
    if let timeLimitSeconds { connection.setTimeLimit(seconds: timeLimitSeconds) }
    nameTexts = try NameReader(connection)
    entriesHorizon = try LedgerRetention.horizon(connection)
  }

  /// - Throws: `LedgerError` `timeLimit` if the time of this reader is over. To be called before
  ///   what was read is used: names that came too late are missing from it.
  public func checkTimeLimit() throws { try connection.checkTimeLimit() }

  // MARK: - Names

  /// The text of a name; nil for `none` and for ids that the ledger does not know.
  public func text(_ id: NameID) -> String? { nameTexts.text(id) }

  /// All names of a kind, in the order in which the ledger met them.
  public func names(_ kind: NameKind) throws -> [(id: NameID, text: String)] {
    let statement = try connection.prepare(
      "SELECT id, text FROM name WHERE kind = ?\(Self.indexHint(kind)) ORDER BY id")
    try statement.bind(1, Int64(kind.rawValue))
    var names: [(id: NameID, text: String)] = []
    while try statement.step() { names.append((try statement.name(0), statement.text(1))) }
    return names
  }

  /// All ids of a name: at most one, but sessions and users may have several.
  public func id(_ kind: NameKind, _ text: String) throws -> [NameID] {
    let statement = try connection.prepare(
      "SELECT id FROM name WHERE kind = ? AND text = ?\(Self.indexHint(kind)) ORDER BY id")
    try statement.bind(1, Int64(kind.rawValue))
    try statement.bind(2, text: text)
    var ids: [NameID] = []
    while try statement.step() { ids.append(try statement.name(0)) }
    return ids
  }

  /// SQLite uses an index of some rows only if the condition repeats which rows these are.
  private static func indexHint(_ kind: NameKind) -> String {
    kind.isUnique ? " AND kind NOT IN (9, 10)" : ""
  }

  // MARK: - Rollups

  /// The hours from the first to the last that hold usage; nil if the ledger holds none.
  public func heldHours() throws -> Range<Int32>? {
    let pending = try pendingSums().heldHours
    let bounds = [
      try connection.integer("SELECT min(hour) FROM rollup_hour"),
      try connection.integer("SELECT max(hour) FROM rollup_hour"),
      pending.map { Int64($0.lowerBound) }, pending.map { Int64($0.upperBound) },
    ].compactMap(\.self)
    guard let first = bounds.min(), let last = bounds.max() else { return nil }
    guard let lower = Int32(exactly: first), let upper = Int32(exactly: last + 1) else {
      throw LedgerError.damaged("\(connection.path): an hour is out of range")
    }
    return lower..<upper
  }

  /// Sums that are in no table yet.
  func pendingSums() throws -> PendingSums {
    if let knownPendingSums { return knownPendingSums }
    let pending = try PendingSums(connection)
    knownPendingSums = pending
    return pending
  }

  /// Usage summed by hour or day, in the order of time, then dimensions.
  ///
  /// A day's row carries the day's first hour. For days, `hours` begin and end at midnight UTC.
  public func rollups(hours: Range<Int32>, grain: RollupGrain) throws -> [RollupRow] {
    var rows: [RollupRow] = []
    try scanRollups(hours: hours, grain: grain) { rows.append($0) }
    return rows
  }

  /// Hands over the rows of `rollups` one by one, so that they need no memory.
  public func scanRollups(
    hours: Range<Int32>, grain: RollupGrain, _ body: (RollupRow) throws -> Void
  ) throws {
    try scanAllRollups(hours: hours, grain: grain, tenant: nil, body)
  }

  /// Hands over the rows of one tenant only, bucket by bucket: each is found in the key, without
  /// reading the others.
  public func scanRollups(
    hours: Range<Int32>, grain: RollupGrain, tenant: NameID,
    _ body: (RollupRow) throws -> Void
  ) throws {
    let step: Int32 = grain == .hour ? 1 : 24
    for hour in stride(from: hours.lowerBound, to: hours.upperBound, by: Int(step)) {
      try scanAllRollups(hours: hour..<hour + step, grain: grain, tenant: tenant, body)
    }
  }

  /// Hands over the rows of the tables alone.
  static func scanRollups(
    _ connection: SQLiteConnection, hours: Range<Int32>, grain: RollupGrain, tenant: NameID?,
    _ body: (RollupRow) throws -> Void
  ) throws {
    let (table, bucket, bucketHours) =
      grain == .hour ? ("rollup_hour", "hour", 1 as Int32) : ("rollup_day", "day", 24)
    precondition(
      hours.lowerBound % bucketHours == 0 && hours.upperBound % bucketHours == 0,
      "the hours of a request for days begin and end at midnight UTC")
    let columns =
      [bucket] + LedgerSchema.dimensionColumns + ["close_number"] + LedgerSchema.countColumns
      + LedgerSchema.quantityColumns.map(\.name)
    let statement = try connection.prepare(
      """
      SELECT \(columns.joined(separator: ", ")) FROM \(table)
      WHERE \(tenant == nil ? "\(bucket) >= ? AND \(bucket) < ?" : "\(bucket) = ? AND tenant = ?")
      """ + " ORDER BY " + columns.prefix(13).joined(separator: ", "))
    try statement.bind(1, hours.lowerBound / bucketHours)
    if let tenant {
      try statement.bind(2, Int64(tenant.rawValue))
    } else {
      try statement.bind(2, hours.upperBound / bucketHours)
    }
    while try statement.step() { try body(try row(statement, bucketHours)) }
  }

  private static func row(
    _ statement: borrowing SQLiteStatement, _ bucketHours: Int32
  ) throws -> RollupRow {
    var row = RollupRow()
    row.hour = try statement.integer32(0) &* bucketHours
    row.dimensions.tenant = try statement.name(1)
    row.dimensions.observedTier = try statement.name(2)
    row.dimensions.feature = try statement.name(3)
    row.dimensions.agent = try statement.name(4)
    row.dimensions.provider = try statement.name(5)
    row.dimensions.model = try statement.name(6)
    row.dimensions.region = try statement.name(7)
    row.dimensions.serviceTier = try statement.name(8)
    row.dimensions.contextBand = ContextBand(
      rawValue: UInt8(truncatingIfNeeded: statement.integer(9)))
    row.dimensions.isMeasured = statement.integer(10) != 0
    row.dimensions.isRolledUp = statement.integer(11) != 0
    row.closeNumber = UInt32(truncatingIfNeeded: statement.integer(12))
    row.counts.requests = statement.integer(13)
    row.counts.meteredRequests = statement.integer(14)
    row.counts.errors = statement.integer(15)
    var index: Int32 = 16
    for column in LedgerSchema.quantityColumns {
      row.quantities[slot: column.slot] = statement.integer(index)
      index += 1
    }
    return row
  }

  // MARK: - Entries

  /// Whether any entry of these hours may be a reversal: where none is, nothing needs to be netted.
  /// Known without reading entries.
  public func holdsReversals(hours: Range<Int32>) throws -> Bool {
    let statement = try connection.prepare(
      """
      SELECT 1 FROM entry_block WHERE hour >= ? AND hour < ? AND (reversals <> 0
        OR reversals IS NULL) LIMIT 1
      """)
    try statement.bind(1, hours.lowerBound)
    try statement.bind(2, hours.upperBound)
    return try statement.step()
  }

  /// Hands over all entries of some hours, block by block, hours ascending.
  ///
  /// - Parameters:
  ///   - tenants: Blocks that hold none of these tenants are left out; others hold foreign
  ///     tenants, too. Nil for all.
  ///   - part: How much of each block is read: columns of later parts must not be asked for.
  /// - Throws: `LedgerError` with reason `damagedBlock` for a block that was altered, with reason
  ///   `entriesRemoved` for hours with usage whose entries are no longer kept, and what `body`
  ///   throws.
  public func scanEntries(
    hours: Range<Int32>, tenants: Set<NameID>? = nil, upTo part: EntryPart = .spans,
    _ body: (EntryBlock) throws -> Void
  ) throws {
    var blocks = EntryBlockScan(connection)
    let wanted = tenants.map { Set($0.map { Int64($0.rawValue) }) }
    try scanBlocks(hours: hours, wanted) { found in
      var found = found
      let block = try blocks.read(&found, upTo: part)
      if let wanted, block.stretches(of: wanted, in: .tenant).isEmpty { return }
      try body(block)
    }
  }

  /// Hands over the blocks of some hours before they are read, hours ascending.
  ///
  /// - Parameter tenants: Blocks that cannot hold any of these tenants are left out; nil for all.
  /// - Throws: `LedgerError` with reason `entriesRemoved` for hours with usage whose entries are no
  ///   longer kept, and what `body` throws.
  public func scanBlocks(
    hours: Range<Int32>, tenants: Set<NameID>? = nil, _ body: (PartialBlock) throws -> Void
  ) throws {
    try scanBlocks(hours: hours, tenants.map { Set($0.map { Int64($0.rawValue) }) }, body)
  }

  private func scanBlocks(
    hours: Range<Int32>, _ tenants: Set<Int64>?, _ body: (PartialBlock) throws -> Void
  ) throws {
    try LedgerRetention.check(hours, horizon: entriesHorizon, connection)
    let directory = try connection.prepare(
      """
      SELECT \(EntryBlockRow.columns) FROM entry_block WHERE hour >= ? AND hour < ?
      ORDER BY hour, id
      """)
    try directory.bind(1, hours.lowerBound)
    try directory.bind(2, hours.upperBound)
    while try directory.step() {
      let row = try EntryBlockRow(directory)
      if let tenants, !tenants.contains(where: row.tenant.contains) { continue }
      try body(PartialBlock(row))
    }
  }

  /// Reads the parts of a block up to one, as far as they were not read before.
  ///
  /// - Throws: `LedgerError` with reason `damagedBlock`.
  public func read(_ block: inout PartialBlock, upTo part: EntryPart) throws -> EntryBlock {
    try singleBlocks.read(&block, upTo: part)
  }
}
