/// The tables of the ledger's file. `README.md` in the folder above tells what they mean.
enum LedgerSchema {
  /// Columns of both rollup tables that say what was used, in the order of `UsageCounts` and of
  /// the places of `Quantities`.
  static let countColumns = ["requests", "metered_requests", "errors"]

  static let quantityColumns: [(slot: Int, name: String)] =
    TokenClass.allCases.map { (Int($0.rawValue), $0.name + "_tokens") }
    + CountedUnit.allCases.map { (Quantities.firstUnitSlot + Int($0.rawValue), $0.name) }

  /// What format 1 created of `quantityColumns`; classes that came later are added by a migration.
  private static let firstQuantityColumns = [
    "input_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_long_tokens",
    "input_audio_tokens", "input_image_tokens", "input_video_tokens", "output_tokens",
    "reasoning_tokens", "output_audio_tokens", "output_image_tokens", "output_video_tokens",
    "web_searches", "tool_calls",
  ]

  /// What format 2 added.
  static let hourColumns = ["runtime_picohours", "memory_gb_picohours"]

  /// The dimensions of a rollup row, in the order of its key after hour and before close number.
  static let dimensionColumns = [
    "tenant", "observed_tier", "feature", "agent", "provider", "model", "region", "service_tier",
    "context_band", "measured", "rolled_up",
  ]

  /// Format 1. Frozen: a later format is a migration of its own.
  static let first = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT;

    CREATE TABLE name (
      id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
    CREATE UNIQUE INDEX name_unique ON name (kind, text) WHERE kind NOT IN (9, 10);

    CREATE TABLE entry_block (
      hour INTEGER NOT NULL, id INTEGER NOT NULL, count INTEGER NOT NULL,
      first_start INTEGER NOT NULL, last_start INTEGER NOT NULL,
      first_tenant INTEGER NOT NULL, last_tenant INTEGER NOT NULL,
      posted_at INTEGER NOT NULL, bytes INTEGER NOT NULL, checksum INTEGER NOT NULL,
      PRIMARY KEY (hour, id)) STRICT, WITHOUT ROWID;
    CREATE TABLE entry_block_data (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;

    \(rollupTable("rollup_hour", bucket: "hour"));
    \(rollupTable("rollup_day", bucket: "day"));

    CREATE TABLE ingest_counter (
      counter INTEGER NOT NULL, hour INTEGER NOT NULL, tenant INTEGER NOT NULL,
      total INTEGER NOT NULL, PRIMARY KEY (counter, hour, tenant)) STRICT, WITHOUT ROWID;
    CREATE TABLE finding (
      kind TEXT NOT NULL, hour INTEGER NOT NULL, tenant INTEGER NOT NULL, model INTEGER NOT NULL,
      count INTEGER NOT NULL, tokens INTEGER NOT NULL, example_trace BLOB NOT NULL,
      example_span BLOB NOT NULL, PRIMARY KEY (kind, hour, tenant, model)) STRICT, WITHOUT ROWID;

    CREATE TABLE run_log (
      id INTEGER PRIMARY KEY, space INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
    CREATE TABLE run (
      id INTEGER PRIMARY KEY, space INTEGER NOT NULL, sequence INTEGER NOT NULL,
      level INTEGER NOT NULL, records INTEGER NOT NULL, bytes INTEGER NOT NULL,
      filter BLOB NOT NULL, chunk_keys BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT;
    CREATE TABLE run_chunk (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
    CREATE TABLE run_garbage (run INTEGER PRIMARY KEY) STRICT;

    CREATE TABLE price_book (
      sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, as_of TEXT NOT NULL, text BLOB NOT NULL) STRICT;
    CREATE TABLE price_book_adoption (
      id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES price_book (sha256),
      adopted_at INTEGER NOT NULL) STRICT;
    CREATE TABLE document (kind TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;

    \(usageByDayView());
    """

  /// What format 3 brought. Frozen.
  static let upkeep = """
    CREATE TABLE closed_period (
      id INTEGER PRIMARY KEY, first_day INTEGER NOT NULL, end_day INTEGER NOT NULL,
      closed_at INTEGER NOT NULL, price_book TEXT, registry BLOB NOT NULL) STRICT;
    CREATE TABLE erased_name (
      id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, digest TEXT NOT NULL,
      becomes INTEGER NOT NULL) STRICT;
    CREATE TABLE upkeep_log (
      id INTEGER PRIMARY KEY, done_at INTEGER NOT NULL, action TEXT NOT NULL,
      detail TEXT NOT NULL) STRICT;
    """

  /// What format 6 brought. Frozen. What takes rows out of the days' sums leaves no summary behind.
  static let daySummaries = """
    CREATE TABLE day_summary (day INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
    CREATE TRIGGER day_summary_dropped AFTER DELETE ON rollup_day BEGIN
      DELETE FROM day_summary WHERE day = OLD.day;
    END
    """

  /// What format 7 brought. Frozen. Earlier programs made it with a file's first month.
  static let monthSummaryTrigger = """
    CREATE TRIGGER IF NOT EXISTS month_summary_dropped AFTER DELETE ON rollup_day BEGIN
      DELETE FROM document WHERE kind >= 'month ' AND kind < 'month!';
    END
    """

  /// What format 9 brought. Frozen.
  static let pendingSums = """
    CREATE TABLE rollup_pending (
      id INTEGER PRIMARY KEY, sums INTEGER NOT NULL, magnitude INTEGER NOT NULL,
      data BLOB NOT NULL) STRICT;
    """

  private static func rollupTable(_ table: String, bucket: String) -> String {
    let keys = [bucket] + dimensionColumns + ["close_number"]
    let sums = countColumns + firstQuantityColumns
    let columns =
      (keys.map { "\($0) INTEGER NOT NULL" }
      + sums.map { "\($0) INTEGER NOT NULL DEFAULT 0" }).joined(separator: ", ")
    return """
      CREATE TABLE \(table) (
        \(columns),
        PRIMARY KEY (\(keys.joined(separator: ", ")))) STRICT, WITHOUT ROWID
      """
  }

  /// Usage with names in place of ids, for people with `sqlite3`.
  static func usageByDayView(with furtherColumns: [String] = []) -> String {
    func name(_ column: String, as title: String, absent: String = "(none)") -> String {
      let text = "(SELECT text FROM name WHERE name.id = rollup_day.\(column))"
      return "coalesce(\(text), '\(absent)') AS \(title)"
    }
    let columns =
      ["date(day * 86400, 'unixepoch') AS day"]
      + [
        name("tenant", as: "tenant", absent: "(unattributed)"),
        name("observed_tier", as: "observed_tier"),
      ]
      + ["feature", "agent", "provider", "model", "region", "service_tier"].map {
        name($0, as: $0)
      }
      + ["context_band", "measured", "rolled_up", "close_number"]
      + countColumns + firstQuantityColumns + furtherColumns
    return "CREATE VIEW usage_by_day AS SELECT \(columns.joined(separator: ", ")) FROM rollup_day"
  }
}
