internal import Glibc

/// The right to write to a ledger: an exclusive `flock` on `<ledger>.lock`, held while this lives.
///
/// The file holds the process id and, for a server, the address at which it takes telemetry. It is
/// never deleted: deleting a lock file lets two processes lock two files of the same name. The lock
/// itself ends with the process, however that ends.
struct WriterLock: ~Copyable {
  private let descriptor: Int32

  init(ledgerPath: String) throws {
    let path = Self.path(of: ledgerPath)
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      var error = Self.systemError("cannot open \(path)")
      if error.reason == .system(number: ENOENT) {
        error.hint = "make the folder first, or name another ledger with --ledger FILE"
      }
      throw error
    }
    let number = Self.lock(descriptor)
    guard number == 0 else {
      let holder = LedgerHolder(content: Self.read(descriptor))
      Glibc.close(descriptor)
      guard number == EWOULDBLOCK else {
        throw LedgerError(.system(number: number), "cannot lock \(path): \(Self.text(number))")
      }
      throw Self.inUse(ledgerPath, holder)
    }
    do {
      try Self.note("\(getpid())\n", descriptor)
    } catch {
      Glibc.close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  deinit {
    ftruncate(descriptor, 0)
    Glibc.close(descriptor)
  }

  /// Takes the lock, or says by an error number why it cannot. Whoever only asks who holds it holds
  /// it shared for an instant, so a lock that is held is tried again a few times.
  private static func lock(_ descriptor: Int32) -> Int32 {
    for _ in 0..<20 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return 0 }
      if errno != EWOULDBLOCK { return errno }
      usleep(5_000)
    }
    return EWOULDBLOCK
  }

  /// Adds the address at which this process takes telemetry, for other commands to find.
  func announce(_ address: String) throws {
    try Self.note("\(getpid())\n\(address)\n", descriptor)
  }

  /// Whether a process writes to a ledger.
  static func isHeld(ofLedgerAt ledgerPath: String) -> Bool {
    ifHeld(ledgerPath) { _ in true } ?? false
  }

  /// Who holds the lock of a ledger, or nil if nobody does.
  static func holder(ofLedgerAt ledgerPath: String) -> LedgerHolder? {
    ifHeld(ledgerPath) { LedgerHolder(content: read($0)) }
  }

  private static func ifHeld<Result>(
    _ ledgerPath: String, _ body: (_ descriptor: Int32) -> Result?
  ) -> Result? {
    let descriptor = unsafe open(path(of: ledgerPath), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
    return body(descriptor)
  }

  static func path(of ledgerPath: String) -> String { ledgerPath + ".lock" }

  private static func note(_ text: String, _ descriptor: Int32) throws {
    let bytes = Array(text.utf8)
    guard ftruncate(descriptor, 0) == 0,
      unsafe pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
    else { throw systemError("cannot write the lock file") }
  }

  private static func read(_ descriptor: Int32) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
    return Array(bytes.prefix(max(0, count)))
  }

  private static func inUse(_ path: String, _ holder: LedgerHolder?) -> LedgerError {
    let who = holder.map { "process \($0.processIdentifier)" } ?? "another process"
    let address = holder?.address.map { ", which takes telemetry at \($0)" } ?? ""
    return LedgerError(
      .inUse(processIdentifier: holder?.processIdentifier),
      "\(path): the ledger is in use by \(who)\(address)",
      hint: "one process writes at a time: wait for it, stop it, or send the telemetry to it")
  }

  static func systemError(_ what: String) -> LedgerError {
    let number = errno
    return LedgerError(.system(number: number), "\(what): \(text(number))")
  }

  private static func text(_ number: Int32) -> String {
    unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
  }
}

/// The process that writes to a ledger.
public struct LedgerHolder: Hashable, Sendable {
  public var processIdentifier: Int32
  /// Where it takes telemetry, if it is a server that has said so.
  public var address: String?

  init?(content: [UInt8]) {
    let lines = String(decoding: content, as: UTF8.self).split(separator: "\n")
    guard let first = lines.first, let identifier = Int32(first) else { return nil }
    processIdentifier = identifier
    address = lines.count > 1 ? String(lines[1]) : nil
  }
}
