import Foundation
import Synchronization
import TestSupport
import Testing

@testable import CostModel

/// Nobody waits for ever: neither for a file that another program holds, nor for what is read.
@Suite struct LedgerWaitTests {
  @Test func aWriterWaitsForLocksAsLongAsItIsTold() throws {
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger)
    try writer.setLockWait(milliseconds: 50)
    let other = try SQLiteConnection(path: folder.ledger, access: .readWrite)
    try other.execute("BEGIN IMMEDIATE")
    let clock = ContinuousClock()
    let start = clock.now
    #expect(
      reason { try writer.storeDocument(kind: "a", bytes: [1]) } == .inUse(processIdentifier: nil))
    // Ten seconds, if nobody says otherwise.
    #expect(clock.now - start < .seconds(9))
    try other.execute("ROLLBACK")
    try writer.storeDocument(kind: "a", bytes: [1])
  }

  @Test func aReaderEndsWhenItsTimeIsOver() throws {
    let folder = try TemporaryFolder()
    try LedgerWriter(path: folder.ledger).close()
    let endless = """
      WITH RECURSIVE number (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM number)
      SELECT max(x) FROM number
      """
    let late = try LedgerReader(path: folder.ledger, timeLimitSeconds: 0)
    #expect(reason { _ = try late.connection.integer(endless) } == .timeLimit)
    #expect(reason { try late.checkTimeLimit() } == .timeLimit)
    let patient = try LedgerReader(path: folder.ledger, timeLimitSeconds: 60)
    _ = try patient.names(.tenant)
    try patient.checkTimeLimit()
    try LedgerReader(path: folder.ledger).checkTimeLimit()
  }

  /// Asking who writes to a ledger refuses nobody the right to.
  @Test func whoAsksIsNotInTheWayOfAWriter() throws {
    let folder = try TemporaryFolder()
    let path = folder.ledger
    try LedgerWriter(path: path).close()
    let isDone = Mutex(false)
    let asked = Mutex(0)
    Thread.detachNewThread {
      while !isDone.withLock({ $0 }) {
        _ = LedgerWriter.holder(ofLedgerAt: path)
        asked.withLock { $0 += 1 }
      }
    }
    defer { isDone.withLock { $0 = true } }
    #expect(eventually { asked.withLock { $0 } > 10 })
    for _ in 0..<50 { try LedgerWriter(path: path).close() }
  }

  /// A reader waits for the writer that brings the file to the latest format.
  @Test func aReaderWaitsForAnUpgrade() throws {
    let folder = try TemporaryFolder()
    let path = folder.ledger
    _ = try LedgerUpgradeTests.makeLedger(path, format: 3)
    #expect(
      reason { _ = try LedgerReader(path: path) }
        == .olderFormat(found: 3, known: LedgerMigrations.latestFormat))
    let seen = Mutex<Result<Int64?, any Error>?>(nil)
    do {
      let lock = try WriterLock(ledgerPath: path)
      Thread.detachNewThread {
        let format = Result { try LedgerReader(path: path).statistics().format as Int64? }
        seen.withLock { $0 = format }
      }
      sleepMilliseconds(50)
      #expect(seen.withLock { $0 == nil }, "it did not wait")
      _ = try LedgerFile.openForWriting(path)
      _ = consume lock
    }
    #expect(eventually { seen.withLock { $0 != nil } })
    #expect(try seen.withLock { $0 }?.get() == LedgerMigrations.latestFormat)
  }
}
