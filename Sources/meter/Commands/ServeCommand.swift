internal import CostModel
internal import Foundation
internal import TelemetryIngest

/// `meter serve`: the OTLP/HTTP receiver.
enum ServeCommand {
  static let command = Command(
    name: "serve",
    summary: "receive OpenTelemetry traces over HTTP into the ledger",
    discussion: [
      "Takes OTLP/HTTP at POST /v1/traces, as JSON or protobuf, plain, gzip or deflate. A request "
        + "is answered 200 when its spans are on disk. GET /healthz and /readyz say how it goes.",
      "Point an SDK at it with OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 and "
        + "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.",
    ],
    options: [
      .option("listen", "HOST:PORT", "where to listen (127.0.0.1:4318; port 0 is any free one)"),
      .option("body-limit", "BYTES", "largest request, compressed or not (67108864)"),
      .flag(
        "insecure-no-auth",
        "listen where other machines reach it, though anybody may then write"),
    ] + KeyKind.options,
    examples: [
      .init("receive on the usual port of OTLP/HTTP", "meter serve"),
      .init("another ledger and port", "meter serve --ledger prod.db --listen 127.0.0.1:14318"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let settings = try Settings(arguments)
    guard let address = ListenAddress(settings.listen) else {
      throw UsageError(
        "--listen is '\(settings.listen)'",
        hint: "expected HOST:PORT, such as 127.0.0.1:4318 or [::1]:4318", path: arguments.path)
    }
    // Before any thread exists, so that all of them leave the signals to this one.
    let signals = StopSignals()
    let writer = try LedgerWriter(path: settings.ledger)
    defer { try? writer.close() }
    let queue = PostingQueue(
      writer: writer, configuration: try IngestWiring.configuration(settings, arguments))
    var limits = ServerLimits()
    limits.bodyBytes = settings.bodyBytes
    let server = try HTTPServer(
      address: address, routes: routes(queue, limits), limits: limits,
      isOpen: arguments.has("insecure-no-auth"),
      threads: ProcessInfo.processInfo.activeProcessorCount,
      nowNanoseconds: { Clock.monotonicNanoseconds() })
    try writer.announce(address: server.address.description)
    let log = ServerLog()
    try announce("http://\(server.address)", ledger: settings.ledger, log)
    log.write("stopping", [("signal", signals.wait())])
    server.stop()
    queue.drain()
    try writer.close()
    log.write("stopped", [])
    return .done
  }

  /// Says once where the server listens: in words on a terminal, as a line of the log in a pipe.
  private static func announce(_ address: String, ledger: String, _ log: ServerLog) throws {
    let fields = [("address", address), ("ledger", ledger)]
    guard Terminal.isTerminal(1) else { return try writeOutput(log.line("listening", fields)) }
    try writeOutput("listening on \(address), ledger \(ledger); press Ctrl-C to stop")
    if !Terminal.isTerminal(2) { log.write("listening", fields) }
  }

  private static func routes(_ queue: PostingQueue, _ limits: ServerLimits) -> RouteTable {
    var routes = RouteTable()
    routes.addTraces(queue: queue, limits: limits)
    routes.add("GET", "/healthz", answer: { _ in .text(status: 200, "ok") })
    routes.add("GET", "/readyz", answer: { _ in .text(status: 200, "ready") })
    return routes
  }
}
