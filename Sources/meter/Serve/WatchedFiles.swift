internal import CostModel
internal import Glibc
internal import TelemetryIngest

/// The files that a running server reads again when they change, or when it is told to (SIGHUP):
/// the price book and the tenants that its command line names, and what the authorizer keeps.
///
/// A broken file changes nothing: what was read before stays, and the log says so.
struct WatchedFiles {
  let prices: String?
  let tenants: String?
  let ledger: String
  let writer: LedgerWriter
  let directory: TenantDirectory
  let authorizer: Authorizer
  let tls: TLSIdentity?
  let log: ServerLog
  private var stamps: [String: Stamp] = [:]

  /// What of a file tells that it has changed.
  private struct Stamp: Equatable {
    var device: UInt
    var inode: UInt
    var seconds: Int
    var nanoseconds: Int
    var bytes: Int
  }

  init(
    prices: String?, tenants: String?, ledger: String, writer: LedgerWriter,
    directory: TenantDirectory,
    authorizer: Authorizer, tls: TLSIdentity?, log: ServerLog
  ) {
    self.prices = prices
    self.tenants = tenants
    self.ledger = ledger
    self.writer = writer
    self.directory = directory
    self.authorizer = authorizer
    self.tls = tls
    self.log = log
  }

  /// Reads everything for the first time.
  ///
  /// - Throws: what is wrong with a file: a server does not start with one that is broken.
  mutating func readFirst() throws {
    for path in paths { stamps[path] = Self.stamp(path) }
    try readPrices()
    try readTenants()
  }

  /// Reads everything anew.
  mutating func reload() {
    for path in paths { stamps[path] = Self.stamp(path) }
    attempt("prices") { try readPrices() }
    attempt("tenants") { try readTenants() }
    readCredentials()
    readCertificate()
    log.write("reloaded")
  }

  /// Reads files that have changed since they were read last.
  mutating func reloadChanged() {
    if hasChanged(prices) { attempt("prices") { try readPrices() } }
    if hasChanged(tenants) { attempt("tenants") { try readTenants() } }
    // All are asked, so that each one's stamp is renewed.
    if authorizer.paths.filter({ hasChanged($0) }).count > 0 { readCredentials() }
    if (tls?.paths ?? []).filter({ hasChanged($0) }).count > 0 { readCertificate() }
  }

  private var paths: [String] {
    [prices, tenants].compactMap { $0 } + authorizer.paths + (tls?.paths ?? [])
  }

  private func readCredentials() {
    for fault in authorizer.reload() { keepOld("credentials", fault) }
  }

  private func readCertificate() {
    attempt("certificate") { try tls?.reload() }
  }

  private mutating func hasChanged(_ path: String?) -> Bool {
    // A file that is gone is being replaced, or was removed by mistake: what was read holds.
    guard let path, let stamp = Self.stamp(path), stamp != stamps[path] else { return false }
    stamps[path] = stamp
    return true
  }

  private func attempt(_ what: String, _ body: () throws -> Void) {
    do {
      try body()
    } catch {
      keepOld(what, "\(error)")
    }
  }

  private func keepOld(_ what: String, _ fault: String) {
    log.write(
      "a file is broken, what was read before stays", [("what", what), ("reason", fault)],
      level: .error)
  }

  private func readPrices() throws {
    guard let path = prices else { return }
    let book = try PriceBook(json5: readFile(path), fileName: path)
    for warning in book.warnings {
      log.write("price book", [("warning", "\(warning)")], level: .warn)
    }
    let stored = try writer.priceBook()
    if stored?.sha256 == book.sha256 { return }
    let former = try PriceBook(stored: stored)
    guard former.currency == book.currency else {
      throw CommandFailure("\(path) is in \(book.currency), the ledger in \(former.currency)")
    }
    try logChanges(from: former, to: book)
    try writer.storePriceBook(
      book.text, sha256: book.sha256, name: book.name, asOf: book.asOf,
      adoptedAtNanoseconds: Clock.nowNanoseconds())
    log.write("adopted price book", [("name", book.name), ("as_of", book.asOf)])
  }

  /// Shows what a new book changes, before it does, as 'meter prices adopt' would.
  private func logChanges(from former: PriceBook, to new: PriceBook) throws {
    let reader = try LedgerReader(path: ledger)
    let changes = try MonthChange.all(
      from: reader.ratingBook(open: former), to: reader.ratingBook(open: new), reader: reader)
    for change in changes where change.isChange {
      log.write(
        "prices change a month",
        [
          ("month", change.month), ("cost_before", "\(change.former)"),
          ("cost_after", "\(change.new)"), ("difference", change.difference),
          ("currency", new.currency), ("unpriced_tokens_before", "\(change.formerUnpriced)"),
          ("unpriced_tokens_after", "\(change.newUnpriced)"),
        ])
    }
  }

  private func readTenants() throws {
    guard let path = tenants else { return }
    let registry = try TenantRegistry(importing: readFile(path), fileName: path)
    if registry == (try writer.tenantRegistry()) { return }
    try writer.storeTenantRegistry(registry)
    directory.replace(by: registry)
    log.write("took over tenants", [("count", "\(registry.tenants.count)")])
  }

  private static func stamp(_ path: String) -> Stamp? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return Stamp(
      device: UInt(status.st_dev), inode: UInt(status.st_ino), seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec, bytes: Int(status.st_size))
  }
}
