/// What a ledger holds and how much room it takes.
public struct LedgerStatistics: Sendable {
  /// A part of the file: some tables that belong together.
  public struct Part: Hashable, Sendable {
    public var name: String
    public var bytes: Int64
  }

  /// Steps of `LedgerMigrations` that the file has taken.
  public var format: Int64 = 0
  public var fileBytes: Int64 = 0
  /// Pages that hold nothing: `meter ledger compact` gives them back.
  public var freeBytes: Int64 = 0
  /// Where the bytes are, largest first; free pages are none of them.
  public var parts: [Part] = []
  /// The first hour with usage, and the one after the last; nil if there is none.
  public var hours: Range<Int32>?
  /// Hours in which entries are kept.
  public var hoursWithEntries: Int64 = 0
  public var blocks: Int64 = 0
  /// Blocks so small that compacting merges them.
  public var smallBlocks: Int64 = 0
  /// Entries that are kept, reversals included.
  public var entries: Int64 = 0
  public var reversals: Int64 = 0
  /// Bytes of all blocks of entries, without the pages around them.
  public var entryBytes: Int64 = 0
  /// Start of the oldest and the newest entry, in nanoseconds since 1970 UTC.
  public var starts: ClosedRange<Int64>?
  /// When the last entry was taken in.
  public var lastPosted: Int64?
  public var hourRows: Int64 = 0
  public var dayRows: Int64 = 0
  public var names: Int64 = 0
  public var runs: Int64 = 0
  public var runRecords: Int64 = 0
  /// What the ingest counted, over all hours.
  public var counters: [IngestCounter: Int64] = [:]
  /// Entries from before this hour were removed; nil if all are kept.
  public var entriesHorizon: Int32?
  public var closedPeriods: Int64 = 0
  public var erasedTenants: Int64 = 0

  /// Bytes that an entry takes as columns of 64-bit numbers, before they are encoded.
  public static let plainEntryBytes = Int64(8 * EntryColumn.count)

  public init() {}
}

extension LedgerReader {
  /// Counts what the ledger holds, in one consistent state.
  ///
  /// - Complexity: O(file) the first time: SQLite looks at every page to say whose it is.
  public func statistics() throws -> LedgerStatistics {
    var found = LedgerStatistics()
    let page = try number("PRAGMA page_size")
    found.format = try number("PRAGMA user_version")
    found.fileBytes = try page * number("PRAGMA page_count")
    found.freeBytes = try page * number("PRAGMA freelist_count")
    found.parts = try LedgerParts.measure(connection)
    found.hours = try heldHours()
    found.hourRows = try number("SELECT count(*) FROM rollup_hour")
    found.dayRows = try number("SELECT count(*) FROM rollup_day")
    found.names = try number("SELECT count(*) FROM name")
    found.runs = try number("SELECT count(*) FROM run")
    found.runRecords = try number("SELECT coalesce(sum(records), 0) FROM run")
    try addBlocks(&found)
    try addUpkeep(&found)
    for counter in IngestCounter.allCases {
      found.counters[counter] = try number(
        "SELECT coalesce(sum(total), 0) FROM ingest_counter WHERE counter = \(counter.rawValue)")
    }
    return found
  }

  private func addBlocks(_ found: inout LedgerStatistics) throws {
    let statement = try connection.prepare(
      """
      SELECT count(*), coalesce(sum(count), 0), coalesce(sum(bytes), 0), count(DISTINCT hour),
        coalesce(sum(count < \(EntryStore.finalCount)), 0), min(first_start), max(last_start),
        max(posted_at)
      FROM entry_block
      """)
    guard try statement.step() else { return }
    found.blocks = statement.integer(0)
    found.entries = statement.integer(1)
    found.entryBytes = statement.integer(2)
    found.hoursWithEntries = statement.integer(3)
    found.smallBlocks = statement.integer(4)
    if !statement.isNull(5), statement.integer(5) <= statement.integer(6) {
      found.starts = statement.integer(5)...statement.integer(6)
      found.lastPosted = statement.integer(7)
    }
    // Every entry adds a request and every reversal takes one away, so the two sums tell how many
    // reversals there are without a look into the blocks.
    let requests = try number(
      """
      SELECT coalesce(sum(requests), 0) FROM rollup_hour
      WHERE hour >= \(entriesHorizon ?? .min)
      """)
    found.reversals = max(0, (found.entries &- requests) / 2)
  }

  private func addUpkeep(_ found: inout LedgerStatistics) throws {
    found.entriesHorizon = entriesHorizon
    found.closedPeriods = try number("SELECT count(*) FROM closed_period")
    found.erasedTenants = try number(
      "SELECT count(*) FROM erased_name WHERE kind = \(NameKind.tenant.rawValue)")
  }

  private func number(_ sql: String) throws -> Int64 { try connection.integer(sql) ?? 0 }
}

/// Whose the pages of a file are.
private enum LedgerParts {
  /// The parts, and the tables (with their indexes) that each consists of.
  private static let tables: [(part: String, tables: [String])] = [
    ("entries", ["entry_block", "entry_block_data"]),
    ("spans seen", ["run", "run_chunk", "run_log", "run_garbage"]),
    ("hourly sums", ["rollup_hour", "rollup_pending"]),
    ("daily sums", ["rollup_day", "day_summary"]),
    ("names", ["name", "erased_name"]),
    ("counters and findings", ["ingest_counter", "finding"]),
    ("prices and tenants", ["price_book", "price_book_adoption", "document", "closed_period"]),
  ]

  static func measure(_ connection: SQLiteConnection) throws -> [LedgerStatistics.Part] {
    var bytes = [Int64](repeating: 0, count: tables.count + 1)
    for (table, size) in try sizes(connection) {
      let part = tables.firstIndex { $0.tables.contains(table) } ?? tables.count
      bytes[part] += size
    }
    let names = tables.map(\.part) + ["other"]
    let parts = zip(names, bytes).map { LedgerStatistics.Part(name: $0, bytes: $1) }
    return parts.filter { $0.bytes > 0 }.sorted {
      $0.bytes != $1.bytes ? $0.bytes > $1.bytes : $0.name < $1.name
    }
  }

  /// The bytes of each table with its indexes: of its pages, or of its contents where this SQLite
  /// does not say whose the pages are.
  private static func sizes(_ connection: SQLiteConnection) throws -> [(String, Int64)] {
    let statement: SQLiteStatement
    do {
      statement = try connection.prepare(
        """
        SELECT coalesce((SELECT tbl_name FROM sqlite_schema WHERE name = stat.name), stat.name),
          stat.pgsize
        FROM dbstat AS stat WHERE aggregate = TRUE
        """)
    } catch {
      statement = try connection.prepare(
        """
        SELECT 'entry_block_data', coalesce(sum(bytes), 0) FROM entry_block
        UNION ALL SELECT 'run_chunk', coalesce(sum(bytes), 0) FROM run
        UNION ALL SELECT 'run_log', coalesce(sum(length(data)), 0) FROM run_log
        UNION ALL SELECT 'name', coalesce(sum(length(text) + 8), 0) FROM name
        """)
    }
    var sizes: [(String, Int64)] = []
    while try statement.step() { sizes.append((statement.text(0), statement.integer(1))) }
    return sizes
  }
}
