import Foundation
import Testing

@testable import CostModel

@Suite struct LedgerFileTests {
  @Test func refusesASecondWriter() throws {
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    let process = ProcessInfo.processInfo.processIdentifier
    try writer.announce(address: "http://127.0.0.1:4318")
    #expect(
      reason { _ = try LedgerWriter(path: folder.ledger) } == .inUse(processIdentifier: process))
    let holder = LedgerWriter.holder(ofLedgerAt: folder.ledger)
    #expect(holder?.processIdentifier == process)
    #expect(holder?.address == "http://127.0.0.1:4318")
    try writer.close()
    #expect(LedgerWriter.holder(ofLedgerAt: folder.ledger) == nil)
    try LedgerWriter(path: folder.ledger).close()
  }

  @Test func isReadableByItsOwnerOnly() throws {
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    try writer.commit(PostingBatch())
    for suffix in ["", "-wal", "-shm", ".lock"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.ledger + suffix)
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
    }
  }

  @Test func closingLeavesOneFileAndItsLock() throws {
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    try writer.commit(PostingBatch())
    try writer.close()
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files == ["meter.db", "meter.db.lock"])
    #expect(reason { try writer.commit(PostingBatch()) } == .closed)
  }

  @Test func aMissingLedgerIsToldHowToMake() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: LedgerError.self) { try LedgerReader(path: folder.ledger) }
    #expect(error?.reason == .missing)
    #expect(error?.hint.contains("meter ingest FILE") == true)
    #expect(!FileManager.default.fileExists(atPath: folder.ledger))
  }

  @Test(arguments: ["text", "database"]) func refusesAForeignFile(kind: String) throws {
    let folder = try TemporaryFolder()
    if kind == "text" {
      try String(repeating: "not a database\n", count: 5_000).write(
        toFile: folder.ledger, atomically: true, encoding: .utf8)
    } else {
      let foreign = try SQLiteConnection(path: folder.ledger, access: .readWrite)
      try foreign.execute("CREATE TABLE other (id INTEGER)")
    }
    let before = FileManager.default.contents(atPath: folder.ledger)
    #expect(reason { _ = try LedgerWriter(path: folder.ledger) } == .notALedger)
    #expect(reason { _ = try LedgerReader(path: folder.ledger) } == .notALedger)
    #expect(FileManager.default.contents(atPath: folder.ledger) == before)
  }

  @Test func refusesANewerFormat() throws {
    let folder = try TemporaryFolder()
    try LedgerWriter(path: folder.ledger).close()
    let connection = try SQLiteConnection(path: folder.ledger, access: .readWrite)
    try connection.execute("PRAGMA user_version = 99")
    let expected = LedgerError.Reason.newerFormat(
      found: 99, known: LedgerMigrations.latestFormat)
    #expect(reason { _ = try LedgerWriter(path: folder.ledger) } == expected)
    #expect(reason { _ = try LedgerReader(path: folder.ledger) } == expected)
  }

  @Test func readsInAFolderThatCannotBeWrittenTo() throws {
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    _ = writer.names.intern(.tenant, "hospital-a")
    try writer.commit(PostingBatch())
    try writer.close()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o500], ofItemAtPath: folder.path)
    defer {
      try? FileManager.default.setAttributes(
        [.posixPermissions: 0o700], ofItemAtPath: folder.path)
    }
    let reader = try LedgerReader(path: folder.ledger)
    #expect(try reader.names(.tenant).map(\.text) == ["hospital-a"])
  }

  /// A reader sees the state of its beginning, whatever is written meanwhile.
  @Test func aReaderSeesOneState() throws {
    var generator = SeededGenerator(seed: 8)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(
      path: folder.ledger, limits: LedgerLimits(logBytesBound: 1 << 20))
    func post() throws {
      var batch = PostingBatch()
      for _ in 0..<100 { batch.entries.append(.random(&generator)) }
      try writer.commit(batch)
    }
    try post()
    let reader = try LedgerReader(path: folder.ledger)
    for _ in 0..<30 { try post() }
    var count = 0
    try reader.scanEntries(hours: baseHour..<baseHour + 3) { count += $0.count }
    #expect(count == 100)
    count = 0
    try LedgerReader(path: folder.ledger).scanEntries(hours: baseHour..<baseHour + 3) {
      count += $0.count
    }
    #expect(count == 3_100)
  }

  /// The log does not grow without bound while nobody reads.
  @Test func copiesTheLogIntoTheFile() throws {
    var generator = SeededGenerator(seed: 9)
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(
      path: folder.ledger, limits: LedgerLimits(logBytesBound: 4 << 20))
    for _ in 0..<100 {
      var batch = PostingBatch()
      for _ in 0..<200 { batch.entries.append(.random(&generator)) }
      try writer.commit(batch)
    }
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.ledger + "-wal")
    #expect((attributes[.size] as? Int ?? .max) < 12 << 20)
  }

  @Test func theViewShowsNames() throws {
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    var entry = Entry()
    entry.startNanoseconds = Int64(baseHour) * Hour.nanoseconds
    entry.dimensions.tenant = try #require(writer.names.intern(.tenant, "hospital-a"))
    entry.quantities[.input] = 1_842
    var batch = PostingBatch()
    batch.entries = [entry]
    try writer.commit(batch)
    // Sums wait for the tables until the writer has nothing else to do.
    try writer.tidy()
    let connection = try SQLiteConnection(path: folder.ledger, access: .readOnly)
    let view = try connection.prepare(
      "SELECT day, tenant, observed_tier, requests, input_tokens FROM usage_by_day")
    #expect(try view.step())
    #expect(view.text(0) == "2026-10-24")
    #expect(view.text(1) == "hospital-a")
    #expect(view.text(2) == "(none)")
    #expect(view.integer(3) == 1)
    #expect(view.integer(4) == 1_842)
  }

  /// New token classes and units need a column in the tables, by a migration.
  @Test func everyQuantityHasAColumn() throws {
    let folder = try TemporaryFolder()
    try LedgerWriter(path: folder.ledger).close()
    let connection = try SQLiteConnection(path: folder.ledger, access: .readOnly)
    for column in LedgerSchema.quantityColumns {
      for table in ["rollup_hour", "rollup_day", "usage_by_day"] {
        #expect(throws: Never.self) {
          _ = try connection.prepare("SELECT \(column.name) FROM \(table)")
        }
      }
    }
  }
}
