/// Commits that are durable, but not in the tables yet: one row each, so that a small commit writes
/// a page or two instead of a page of every table.
///
/// What the rows hold is folded into the tables together, many commits at once, and the rows are
/// deleted in the same transaction. A process that was killed leaves rows behind; whoever opens the
/// ledger for writing next folds them first.
final class CommitJournal {
  private let insertRow: SQLiteStatement
  private let deleteRows: SQLiteStatement
  /// What the rows hold, in their order.
  private(set) var commits: [CommitRecord] = []
  /// Numbers are not used again, so that a reader can tell when a row is gone.
  private var lastID: Int64 = 0

  init(_ connection: SQLiteConnection) throws {
    insertRow = try connection.prepare("INSERT INTO commit_journal (id, data) VALUES (?, ?)")
    deleteRows = try connection.prepare("DELETE FROM commit_journal")
    let rows = try connection.prepare("SELECT id, data FROM commit_journal ORDER BY id")
    while try rows.step() {
      guard let commit = CommitRecord(rows.bytes(1)) else {
        throw LedgerError.damaged(
          "\(connection.path): row \(rows.integer(0)) of the commit journal is damaged")
      }
      commits.append(commit)
      lastID = rows.integer(0)
    }
  }

  var isEmpty: Bool { commits.isEmpty }

  /// Writes a commit's row.
  func write(_ commit: CommitRecord) throws {
    lastID += 1
    try insertRow.bind(1, lastID)
    try insertRow.run(blob: commit.bytes, at: 2)
  }

  /// Deletes all rows.
  func deleteAll() throws { try deleteRows.run() }

  /// To be called when the transaction that wrote a row is durable.
  func noteWritten(_ commit: CommitRecord) { commits.append(commit) }

  /// To be called when the transaction that deleted the rows is durable.
  func noteDeleted() { commits = [] }

  /// The numbers of the rows in the state that `connection` reads; nil if there are none.
  static func rows(_ connection: SQLiteConnection) throws -> ClosedRange<Int64>? {
    guard let first = try connection.integer("SELECT min(id) FROM commit_journal"),
      let last = try connection.integer("SELECT max(id) FROM commit_journal")
    else { return nil }
    return first...max(first, last)
  }
}
