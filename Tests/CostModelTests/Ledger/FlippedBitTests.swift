import Foundation
import Testing

@testable import CostModel

/// A bit that flips anywhere in what the ledger keeps of usage is found, and the rest is readable.
@Suite struct FlippedBitTests {
  /// Blobs of which every bit is covered by a checksum, and how they are named when damaged.
  private static let blobs: [(table: String, column: String, key: String, kind: LedgerFault.Kind)] =
    [
      ("entry_block_data", "data", "id", .block), ("run_chunk", "data", "id", .run),
      ("run", "filter", "id", .run), ("run", "chunk_keys", "id", .run),
      ("price_book", "text", "sha256", .document), ("document", "bytes", "kind", .monthSum),
    ]

  @Test(arguments: blobs.indices) func isFound(place: Int) throws {
    let (table, column, key, kind) = Self.blobs[place]
    let folder = try TemporaryFolder()
    try Self.makeLedger(folder)
    let connection = try SQLiteConnection(path: folder.ledger, access: .readWrite)
    let select = try connection.prepare(
      "SELECT \(key), \(column) FROM \(table) WHERE \(key) <> 'tenants'")
    var rows: [(key: String, bytes: [UInt8])] = []
    while try select.step() { rows.append((select.text(0), select.bytes(1))) }
    #expect(!rows.isEmpty)
    var generator = SeededGenerator(seed: UInt64(place))
    for trial in 0..<24 {
      let row = rows[trial % rows.count]
      // The first and last byte, too.
      let byte =
        [0, row.bytes.count - 1].dropFirst(trial).first
        ?? Int.random(in: 0..<row.bytes.count, using: &generator)
      var changed = row.bytes
      changed[byte] ^= 1 << UInt8(Int.random(in: 0..<8, using: &generator))
      let update = try connection.prepare("UPDATE \(table) SET \(column) = ? WHERE \(key) = ?")
      func store(_ bytes: [UInt8]) throws {
        try update.bind(1, blob: bytes)
        try update.bind(2, text: row.key)
        try update.run()
      }
      try store(changed)
      let result = try LedgerVerifier(path: folder.ledger).run()
      let label: Comment = "\(table) \(row.key), byte \(byte): \(result.faults)"
      #expect(result.faults.contains { $0.kind == kind }, label)
      let namesAnHour = [.block, .monthSum].contains(kind)
      #expect(result.faults.allSatisfy { ($0.hour != nil) == namesAnHour }, label)
      let read = try Self.readableHours(folder.ledger)
      #expect(read.failed.count == (kind == .block ? 1 : 0), label)
      #expect(read.sums > 0, label)
      try store(row.bytes)
    }
    #expect(try LedgerVerifier(path: folder.ledger).run().faults == [])
  }

  /// Every figure of a directory's and a sum's row is covered, too.
  @Test(arguments: ["entry_block", "rollup_hour", "rollup_day"]) func figuresAreCovered(
    table: String
  ) throws {
    let folder = try TemporaryFolder()
    try Self.makeLedger(folder)
    let names = try SQLiteConnection(path: folder.ledger, access: .readOnly)
      .prepare("SELECT name FROM pragma_table_info('\(table)')")
    var columns: [String] = []
    while try names.step() { columns.append(names.text(0)) }
    #expect(columns.count > 8)
    let key =
      columns.contains("close_number") ? columns.prefix(14).joined(separator: ", ") : "hour, id"
    for column in columns {
      let copy = folder.file("\(column).db")
      try FileManager.default.copyItem(atPath: folder.ledger, toPath: copy)
      let connection = try SQLiteConnection(path: copy, access: .readWrite)
      // A flag has one bit.
      let bit = ["measured", "rolled_up"].contains(column) ? 1 : 32
      try connection.execute(
        """
        UPDATE \(table) SET \(column) = (\(column) | \(bit)) - (\(column) & \(bit))
        WHERE (\(key)) = (SELECT \(key) FROM \(table) LIMIT 1)
        """)
      #expect(connection.changedRows == 1)
      let result = try LedgerVerifier(path: copy).run()
      #expect(!result.faults.isEmpty, "\(table).\(column)")
    }
  }

  /// Some days of two months, so that the first has a summary.
  private static func makeLedger(_ folder: TemporaryFolder) throws {
    var generator = SeededGenerator(seed: 11)
    let limits = LedgerLimits(logBytesBound: 2 << 20, runTableBytesBound: 3_000)
    let writer = try LedgerWriter(path: folder.ledger, limits: limits)
    for number in 1...20 { _ = writer.names.intern(.tenant, "hospital-\(number)") }
    for step in 0..<30 {
      var batch = PostingBatch()
      for _ in 0..<20 {
        var entry = Entry.random(&generator, hours: 6)
        entry.flags.remove(.reversal)
        if step % 2 == 0 { entry.startNanoseconds += 40 * Instant.day }
        batch.entries.append(entry)
      }
      for space in RunSpace.allCases {
        batch.append(
          space, RunKey(high: generator.next(), low: 1), [UInt8](repeating: 7, count: 90))
      }
      try writer.commit(batch)
    }
    try writer.storePriceBook(
      PriceBook.builtInText, sha256: PriceBook.builtIn.sha256, name: "book", asOf: "2026-01-01",
      adoptedAtNanoseconds: 1)
    try writer.summariseMonths()
    try writer.close()
  }

  /// Which hours cannot be read, and how many requests the sums tell.
  private static func readableHours(_ path: String) throws -> (failed: [Int32], sums: Int64) {
    let reader = try LedgerReader(path: path)
    var (failed, sums): ([Int32], Int64) = ([], 0)
    for hour in try #require(try reader.heldHours()) {
      do {
        try reader.scanEntries(hours: hour..<hour + 1) { _ in }
      } catch { failed.append(hour) }
      try reader.scanRollups(hours: hour..<hour + 1, grain: .hour) { sums += $0.counts.requests }
    }
    return (failed, sums)
  }
}
