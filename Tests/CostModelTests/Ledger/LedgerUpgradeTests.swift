import Foundation
import Testing

@testable import CostModel

/// A ledger of every earlier format is brought to the latest one, with all that it holds.
@Suite struct LedgerUpgradeTests {
  @Test(arguments: 1..<LedgerMigrations.latestFormat) func upgrades(format: Int64) throws {
    let folder = try TemporaryFolder()
    let entries = try Self.makeLedger(folder.ledger, format: format)
    #expect(
      reason { _ = try LedgerReader(path: folder.ledger) }
        == .olderFormat(found: format, known: LedgerMigrations.latestFormat))
    let writer = try LedgerWriter(path: folder.ledger)
    #expect(writer.names.text(NameID(rawValue: 1)) == "hospital-a")
    let key = RunKey(high: 9, low: 9)
    #expect(try writer.records(.trace, keys: [key])[key] == [[1, 2, 3]])
    var batch = PostingBatch()
    batch.entries = entries
    try writer.commit(batch)
    try writer.close()
    let reader = try LedgerReader(path: folder.ledger)
    #expect(try reader.statistics().format == LedgerMigrations.latestFormat)
    var found: [Entry] = []
    let hours = try #require(try reader.heldHours())
    try reader.scanEntries(hours: hours) { block in
      for row in 0..<block.count { found.append(block.entry(row)) }
    }
    #expect(Recount.ordered(found) == Recount.ordered(entries + entries))
    #expect(try LedgerVerifier(path: folder.ledger).run().faults == [])
  }

  /// Steps are never changed: what a step makes of an empty file stays what it was.
  @Test func theStepsAreFrozen() throws {
    let folder = try TemporaryFolder()
    let connection = try SQLiteConnection(path: folder.ledger, access: .readWrite)
    var tables: [[String]] = []
    for migration in LedgerMigrations.all {
      try migration.apply(connection)
      let select = try connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      var names: [String] = []
      while try select.step() { names.append(select.text(0)) }
      tables.append(names.sorted())
    }
    #expect(tables.first?.contains("entry_block") == true)
    #expect(tables.first?.contains("closed_period") == false)
    #expect(tables.last?.contains("closed_period") == true)
  }

  /// Makes a ledger as the meter of that format did, with some of everything in it.
  ///
  /// - Returns: Its entries.
  static func makeLedger(_ path: String, format: Int64) throws -> [Entry] {
    let connection = try SQLiteConnection(path: path, access: .readWrite)
    try connection.execute("PRAGMA page_size = \(LedgerFormat.pageBytes)")
    try connection.execute("PRAGMA journal_mode = WAL")
    for (number, migration) in LedgerMigrations.all.prefix(Int(format)).enumerated() {
      try migration.apply(connection)
      try connection.execute("PRAGMA user_version = \(number + 1)")
    }
    try connection.execute(
      "PRAGMA application_id = \(LedgerFormat.applicationID);"
        + "INSERT INTO name (id, kind, text) VALUES (1, 1, 'hospital-a')")
    var generator = SeededGenerator(seed: UInt64(format))
    var entries: [Entry] = []
    for _ in 0..<60 {
      var entry = Entry.random(&generator)
      entry.flags.remove(.reversal)
      entry.dimensions = Dimensions()
      entry.dimensions.tenant = NameID(rawValue: 1)
      entries.append(entry)
    }
    for hour in Set(entries.map(\.hour)).sorted() {
      let rows = entries.indices.filter { entries[$0].hour == hour }.map { Int32($0) }
      try insert(EntryColumns(entries, rows[...], posted: 5), hour: hour, connection)
      try sum(rows.map { entries[Int($0)] }, hour: hour, connection)
    }
    var records = RunRecords()
    records.append(RunKey(high: 9, low: 9)) { $0 += [1, 2, 3] }
    let log = try connection.prepare("INSERT INTO run_log (space, data) VALUES (0, ?)")
    try log.run(blob: firstLog(records), at: 1)
    return entries
  }

  /// A blob of the log of runs as formats 1 to 8 wrote it.
  private static func firstLog(_ records: RunRecords) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(varint: UInt64(records.count))
    for index in 0..<records.count {
      writer.append(word: records.keys[index].high)
      writer.append(word: records.keys[index].low)
      writer.append(varint: UInt64(records.range(index).count))
      writer.append(bytes: records.bytes[records.range(index)])
    }
    writer.append(word: Hash64.hash(writer.bytes, seed: 0))
    return writer.bytes
  }

  private static func insert(
    _ columns: EntryColumns, hour: Int32, _ connection: SQLiteConnection
  ) throws {
    let bytes = FirstBlockEncoder.encode(columns)
    // Formats 1 to 3 did not count reversals.
    var block = EntryBlockEncoder.encode(columns)
    block.bytes = bytes
    block.headCount = bytes.count
    var row = EntryBlockRow(hour: hour, id: Int64(hour), block)
    row.reversals = nil
    row.checksum = row.checksum(of: bytes, count: bytes.count)
    try connection.execute(
      """
      INSERT INTO entry_block (hour, id, count, first_start, last_start, first_tenant, last_tenant,
        posted_at, bytes, checksum) VALUES (\(row.hour), \(row.id),
        \(row.count), \(row.start.lowerBound), \(row.start.upperBound), \(row.tenant.lowerBound),
        \(row.tenant.upperBound), \(row.posted), \(row.byteCount), \(row.checksum))
      """)
    let data = try connection.prepare("INSERT INTO entry_block_data (id, data) VALUES (?, ?)")
    try data.bind(1, row.id)
    try data.run(blob: bytes, at: 2)
  }

  private static func sum(
    _ entries: [Entry], hour: Int32, _ connection: SQLiteConnection
  ) throws {
    for entry in entries {
      let counts = UsageCounts(entry)
      let marks = "\(entry.dimensions.isMeasured ? 1 : 0), \(entry.dimensions.isRolledUp ? 1 : 0)"
      for (table, bucket, value) in [
        ("rollup_hour", "hour", hour), ("rollup_day", "day", Hour(number: hour).day),
      ] {
        try connection.execute(
          """
          INSERT INTO \(table) (\(bucket), \(LedgerSchema.dimensionColumns.joined(separator: ", ")),
            close_number, requests, metered_requests, errors, input_tokens, output_tokens,
            cache_read_tokens)
          VALUES (\(value), 1, 0, 0, 0, 0, 0, 0, 0, 0, \(marks), 0, \(counts.requests),
            \(counts.meteredRequests), \(counts.errors), \(entry.quantities[.input]),
            \(entry.quantities[.output]), \(entry.quantities[.cacheRead]))
          ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
            metered_requests = metered_requests + excluded.metered_requests,
            errors = errors + excluded.errors, input_tokens = input_tokens + excluded.input_tokens,
            output_tokens = output_tokens + excluded.output_tokens,
            cache_read_tokens = cache_read_tokens + excluded.cache_read_tokens
          """)
      }
    }
  }
}
