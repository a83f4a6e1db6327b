/// One step from a ledger format to the next.
struct LedgerMigration: Sendable {
  /// What the step brings, for people who read the `meta` table.
  var name: String
  var apply: @Sendable (SQLiteConnection) throws -> Void
}

/// All steps, oldest first. The ledger's format is the number of steps that were taken: steps are
/// appended, never changed.
enum LedgerMigrations {
  static let all: [LedgerMigration] = [
    LedgerMigration(name: "first form") { connection in
      try connection.execute(LedgerSchema.first)
      try storeSeed(connection)
    },
    LedgerMigration(name: "hours of agent runtimes") { connection in
      for table in ["rollup_hour", "rollup_day"] {
        for column in LedgerSchema.hourColumns {
          try connection.execute(
            "ALTER TABLE \(table) ADD COLUMN \(column) INTEGER NOT NULL DEFAULT 0")
        }
      }
      try connection.execute("DROP VIEW usage_by_day")
      try connection.execute(LedgerSchema.usageByDayView(with: LedgerSchema.hourColumns))
    },
    LedgerMigration(name: "upkeep: closed periods, erased names, what was done") { connection in
      try connection.execute(LedgerSchema.upkeep)
    },
    LedgerMigration(name: "reversals of a block in the directory") { connection in
      try connection.execute("ALTER TABLE entry_block ADD COLUMN reversals INTEGER")
    },
    LedgerMigration(name: "commits that are not in the tables yet") { connection in
      try connection.execute(
        "CREATE TABLE commit_journal (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT")
    },
    LedgerMigration(name: "summaries of days, with how long calls took") { connection in
      try connection.execute(LedgerSchema.daySummaries)
    },
    LedgerMigration(name: "summaries of months go with rows of their days") { connection in
      try connection.execute(LedgerSchema.monthSummaryTrigger)
    },
    // Nothing to change: earlier meters must not meet chunks and records that they cannot read.
    LedgerMigration(name: "deflated runs, shorter records of what was seen") { _ in },
    LedgerMigration(name: "sums that are not in the tables yet") { connection in
      try connection.execute(LedgerSchema.pendingSums)
      try SumBound.measure(connection)
    },
  ]

  static var latestFormat: Int64 { Int64(all.count) }

  /// Takes the steps that a file still lacks, all or none: after a fault, the meter that made it
  /// can still open it.
  static func apply(to connection: SQLiteConnection, path: String) throws {
    let found = try connection.integer("PRAGMA user_version") ?? 0
    guard found <= latestFormat else {
      throw LedgerError.newerFormat(path, found: found, known: latestFormat)
    }
    guard found >= 0 else { throw LedgerError.notALedger(path) }
    if found == latestFormat { return }
    try connection.execute("BEGIN IMMEDIATE")
    do {
      for format in found..<latestFormat {
        let migration = all[Int(format)]
        try migration.apply(connection)
        try record(migration, format: format + 1, connection)
      }
      try connection.execute("COMMIT")
    } catch {
      if connection.isInTransaction { try? connection.execute("ROLLBACK") }
      throw error
    }
  }

  private static func record(
    _ migration: LedgerMigration, format: Int64, _ connection: SQLiteConnection
  ) throws {
    let statement = try connection.prepare("INSERT INTO meta (key, value) VALUES (?, ?)")
    try statement.bind(1, text: "format \(format)")
    try statement.bind(2, text: migration.name)
    try statement.run()
    try connection.execute("PRAGMA user_version = \(format)")
    try connection.execute("PRAGMA application_id = \(LedgerFormat.applicationID)")
  }

  private static func storeSeed(_ connection: SQLiteConnection) throws {
    let statement = try connection.prepare("INSERT INTO meta (key, value) VALUES (?, ?)")
    for key in ["digest seed high", "digest seed low"] {
      try statement.bind(1, text: key)
      try statement.bind(2, Int64(bitPattern: UInt64.random(in: .min ... .max)))
      try statement.run()
    }
  }
}
