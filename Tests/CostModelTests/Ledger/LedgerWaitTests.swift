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
    #expect(clock.now - start < .seconds(5))
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
}
