internal import Glibc

/// Copies of a ledger, taken while it is written to.
public enum LedgerBackup {
  /// Writes a consistent copy of the ledger at `path` to `target`, checks it, and puts it in place
  /// of what was there: at every instant `target` is a whole copy, the old one or the new.
  ///
  /// The copy holds one state of the ledger, without free pages, as a single file.
  ///
  /// - Parameter progress: Told how many blocks of the copy are checked, and of how many.
  /// - Returns: What checking the copy found; if it is not sound, `target` was left as it was.
  public static func make(
    of path: String, to target: String,
    progress: (_ blocks: Int64, _ of: Int64) -> Void = { _, _ in }
  ) throws -> LedgerVerification {
    try refuseTheLedgerItself(path, target)
    let draft = "\(target).\(getpid()).partial"
    defer {
      for suffix in ["", "-wal", "-shm", "-journal", ".lock"] { unsafe unlink(draft + suffix) }
    }
    try makeEmpty(draft)
    try copy(path, to: draft)
    let result = try LedgerVerifier(path: draft).run(progress: progress)
    guard result.isSound else { return result }
    try synchronize(draft)
    // What an older copy left beside it belongs to the older copy.
    for suffix in ["-wal", "-shm"] { unsafe unlink(target + suffix) }
    guard unsafe rename(draft, target) == 0 else {
      throw WriterLock.systemError("cannot put the backup at \(target)")
    }
    try synchronize(folder(of: target))
    return result
  }

  /// Writes a copy of the ledger at `path` to a new file `target`, which appears when `body` has
  /// done with the copy what is to be done.
  public static func build(
    of path: String, at target: String, _ body: (_ draft: String) throws -> Void
  ) throws {
    guard !LedgerFile.exists(target) else {
      throw LedgerError(
        .notALedger, "\(target) is there already", hint: "name a file that is not there yet")
    }
    let draft = "\(target).\(getpid()).partial"
    defer {
      for suffix in ["", "-wal", "-shm", "-journal", ".lock"] { unsafe unlink(draft + suffix) }
    }
    try makeEmpty(draft)
    try copy(path, to: draft)
    try body(draft)
    try synchronize(draft)
    guard unsafe rename(draft, target) == 0 else {
      throw WriterLock.systemError("cannot put the ledger at \(target)")
    }
    try synchronize(folder(of: target))
  }

  private static func copy(_ path: String, to draft: String) throws {
    guard unsafe access(path, F_OK) == 0 else { throw LedgerError.missing(path) }
    // The checks of a reader: a ledger, of a known format.
    _ = try LedgerReader(path: path)
    let connection = try SQLiteConnection(path: path, access: .readOnly)
    let statement = try connection.prepare("VACUUM INTO ?")
    try statement.bind(1, text: draft)
    try statement.run()
    // What came into the journal meanwhile belongs to the copy.
    try LedgerWriter(path: draft).close()
  }

  private static func refuseTheLedgerItself(_ path: String, _ target: String) throws {
    var (source, existing) = (stat(), stat())
    if unsafe stat(path, &source) == 0, unsafe stat(target, &existing) == 0 {
      if source.st_ino == existing.st_ino, source.st_dev == existing.st_dev {
        throw LedgerError(
          .inUse(processIdentifier: nil), "\(target) is the ledger itself",
          hint: "name another file for the copy")
      }
      guard existing.st_mode & S_IFMT == S_IFREG else {
        throw LedgerError(
          .notALedger, "\(target) is not a file", hint: "name a file for the copy")
      }
    }
    if LedgerWriter.holder(ofLedgerAt: target) != nil {
      throw LedgerError(
        .inUse(processIdentifier: nil), "\(target) is a ledger that a process writes to",
        hint: "name another file for the copy")
    }
  }

  private static func makeEmpty(_ path: String) throws {
    unsafe unlink(path)
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw WriterLock.systemError("cannot make \(path)") }
    close(descriptor)
  }

  private static func synchronize(_ path: String) throws {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw WriterLock.systemError("cannot open \(path)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw WriterLock.systemError("cannot write \(path)") }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
