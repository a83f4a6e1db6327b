internal import CostModel
internal import Foundation
internal import Reports
internal import TelemetryIngest

/// A running `meter serve`: the ledger's writer, the posting queue, the HTTP server, and what is
/// seen of them from outside.
final class Server {
  private let settings: Settings
  private let options: ServeOptions
  private let log: ServerLog
  private let writer: LedgerWriter
  private let queue: PostingQueue
  private let metrics: ServerMetrics
  private let budget: ByteBudget
  private let authorizer: Authorizer
  private let crossOrigin: CrossOrigin
  private let tls: TLSIdentity?
  private let logs: LogsService
  private var files: WatchedFiles

  /// Opens the ledger and reads the files; nothing listens yet.
  init(_ settings: Settings, _ options: ServeOptions, _ configuration: IngestConfiguration) throws {
    self.settings = settings
    self.options = options
    let log = ServerLog(level: options.logLevel)
    self.log = log
    authorizer = try options.security.authorizer(log: log, path: options.path)
    crossOrigin = try options.security.crossOrigin(path: options.path)
    tls = try options.security.tls(path: options.path)
    // Before the ledger is made: a command line that is refused leaves no file behind.
    try HTTPServer.checkReach(
      of: options.address, isOpen: options.isOpen || authorizer.isEnabled)
    let writer = try LedgerWriter(path: settings.ledger)
    self.writer = writer
    // Shorter than clients wait for an answer: where somebody else holds the file they are told.
    try writer.setLockWait(milliseconds: 1_000)
    logs = try LogsService(settings)
    let metrics = ServerMetrics(
      routes: OTLPSignal.allCases.map(\.path) + [
        "/metrics", ReportRoutes.queryPath, LogsRoutes.path,
      ])
    self.metrics = metrics
    budget = ByteBudget(limitBytes: options.limits.inFlightBytes)
    var posting = PostingOptions()
    posting.slowdown = options.slowdown
    posting.observe = { event in
      metrics.count(event)
      log.write(event)
    }
    configuration.directory.replace(by: try writer.tenantRegistry())
    queue = PostingQueue(writer: writer, configuration: configuration, options: posting)
    files = WatchedFiles(
      prices: options.prices, tenants: options.tenants, ledger: settings.ledger, writer: writer,
      directory: configuration.directory, authorizer: authorizer, tls: tls, log: log)
  }

  /// Listens until a signal asks to stop; then everything that was taken is on disk, and the
  /// process ends, with the threads that answer requests.
  func run(_ signals: ServerSignals) throws -> Never {
    defer { try? writer.close() }
    try files.readFirst()
    let (metrics, log) = (metrics, log)
    let server = try HTTPServer(
      address: options.address, routes: routes(), limits: options.limits, budget: budget,
      tls: tls, isOpen: options.isOpen, threads: ProcessInfo.processInfo.activeProcessorCount,
      observe: { event in
        metrics.count(event)
        log.write(event)
      },
      nowNanoseconds: { Clock.monotonicNanoseconds() })
    let upkeep = BackgroundUpkeep(writer, path: settings.ledger)
    upkeep.start()
    try writer.announce(address: server.address.description)
    let upkeepOrders = listenForUpkeep()
    try announce("\(tls == nil ? "http" : "https")://\(server.address)")
    log.write("stopping", [("signal", waitForStop(signals))])
    server.finish()
    upkeepOrders?.stop()
    queue.drain()
    upkeep.stop()
    try logs.close()
    try writer.close()
    log.write("stopped")
    // No destructor runs under the feet of those threads.
    withExtendedLifetime(server) { _exit(ExitStatus.done.rawValue) }
  }

  /// Says once where the server listens: in words on a terminal, as a line of the log in a pipe.
  private func announce(_ address: String) throws {
    let fields = [("address", address), ("ledger", settings.ledger), ("version", version)]
    guard Terminal.isTerminal(1) else { return try writeOutput(log.line("listening", fields)) }
    try writeOutput("listening on \(address), ledger \(settings.ledger); press Ctrl-C to stop")
    if !Terminal.isTerminal(2) { log.write("listening", fields) }
  }

  /// Without a place for a socket, upkeep has to wait until the server has stopped.
  private func listenForUpkeep() -> UpkeepListener? {
    let (queue, logs) = (queue, logs)
    do {
      return try UpkeepListener(ledger: settings.ledger, log: log) { order in
        var outcome = try queue.carryOut(order)
        if case .eraseTenant(let tenant) = order, case .erased(var erasure) = outcome {
          erasure.logLines = Int64(try logs.erase(tenant: tenant))
          outcome = .erased(erasure)
        }
        return outcome
      }
    } catch {
      log.write("no upkeep while serving", [("reason", "\(error)")], level: .warn)
      return nil
    }
  }

  private func waitForStop(_ signals: ServerSignals) -> String {
    var expiry = Clock.monotonicNanoseconds()
    while true {
      if Clock.monotonicNanoseconds() >= expiry {
        expiry += Self.expiryNanoseconds
        attempt("expiring log lines") { try logs.expire() }
      }
      switch signals.wait(seconds: 2) {
      case .stop(let signal): return signal
      case .reload: files.reload()
      case .nothing: files.reloadChanged()
      }
    }
  }

  /// How often log lines are looked through for those that are too old.
  private static let expiryNanoseconds: Int64 = 600_000_000_000

  private func attempt(_ what: String, _ body: () throws -> Void) {
    do {
      try body()
    } catch {
      log.write("\(what) failed", [("reason", "\(error)")], level: .error)
    }
  }

  private func routes() -> RouteTable {
    var routes = RouteTable(authorizer: authorizer)
    routes.crossOrigin = crossOrigin
    for signal in OTLPSignal.allCases {
      routes.add(signal, queue: queue, limits: options.limits)
    }
    let desk = ReportDesk()
    StatusRoutes(
      ledger: settings.ledger, queue: queue, budget: budget, metrics: metrics,
      costs: CostMetrics(ledger: settings.ledger, log: log)
    ).add(to: &routes, desk: desk)
    ReportRoutes(settings: settings, secondsMax: options.reportSeconds, log: log)
      .add(to: &routes, desk: desk)
    ListingRoutes(ledger: settings.ledger, log: log).add(to: &routes, desk: desk)
    DashboardRoutes().add(to: &routes)
    LogsRoutes(service: logs, queue: queue, log: log).add(to: &routes, desk: desk)
    return routes
  }
}
