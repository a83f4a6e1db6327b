internal import Glibc

/// Opening a ledger so that all that was acknowledged before is seen: what is in the journal alone
/// is waited for, or folded where nobody else will.
enum FoldedLedger {
  /// A server folds several times a second; one that does not for so long has a fault.
  private static let patienceMilliseconds = 30_000
  private static let stepMilliseconds = 5

  /// Opens a ledger for a reader, in a read transaction that has begun.
  static func openForReading(_ path: String) throws -> SQLiteConnection {
    let first = try LedgerFile.openForReading(path)
    guard let rows = try CommitJournal.rows(first) else { return first }
    for _ in 0..<(patienceMilliseconds / stepMilliseconds) {
      if WriterLock.holder(ofLedgerAt: path) == nil { try fold(path, rows.count) }
      let connection = try LedgerFile.openForReading(path)
      guard let left = try CommitJournal.rows(connection), left.lowerBound <= rows.upperBound
      else { return connection }
      usleep(UInt32(1000 * stepMilliseconds))
    }
    throw LedgerError(
      .inUse(processIdentifier: WriterLock.holder(ofLedgerAt: path)?.processIdentifier),
      "\(path): the running meter does not bring its last commits into the tables",
      hint: "see its log: a full disk is the usual cause")
  }

  /// Brings what a killed process left in the journal into the tables.
  private static func fold(_ path: String, _ count: Int) throws {
    do {
      try LedgerWriter(path: path).close()
    } catch let error as LedgerError {
      // Somebody else was quicker.
      if case .inUse = error.reason { return }
      throw LedgerError(
        error.reason,
        "\(path) was not closed, and its last \(count) commits cannot be brought into its tables: "
          + error.message,
        hint: "open it once where it can be written to")
    }
  }
}
