internal import TelemetryIngest

/// What the command line says about a server, besides what every command can be told.
struct ServeOptions {
  var address: ListenAddress
  var limits = ServerLimits()
  /// How long a report or query may take.
  var reportSeconds: Int64
  var logLevel = ServerLog.Level.info
  var prices: String?
  var tenants: String?
  var isOpen: Bool
  var security: SecuritySettings
  /// The command as typed, for errors about its options.
  var path: String
  /// For tests: how many times as long every commit takes.
  var slowdown: Int

  static let declarations: [OptionDeclaration] = [
    .option("listen", "HOST:PORT", "where to listen (127.0.0.1:4318; port 0 is any free one)"),
    .option("body-limit", "BYTES", "largest request, compressed or not (67108864)"),
    .option(
      "in-flight-bytes", "BYTES",
      "what requests may hold in memory at one time; beyond it 503 (100663296)"),
    .option("connections", "N", "connections at one time (1024)"),
    .option("connections-per-address", "N", "connections of one address (512)"),
    .option("body-seconds", "N", "how long a request's body may take to arrive (120)"),
    .option("shutdown-seconds", "N", "how long a stop waits for requests (10)"),
    .option("report-seconds", "N", "how long a report or query over HTTP may take (30)"),
    .option("prices", "FILE", "adopt this price book, and again whenever the file changes"),
    .option("tenants", "FILE", "take the tenants from this file, and again when it changes"),
    .option(
      "raw-log-group", "GROUP",
      "keep this log group's lines as they come, for 7 days, beside the ledger", repeats: true),
    .option(
      "log-level", "LEVEL", "the least level that is logged (info)",
      choices: ServerLog.Level.allCases.map(\.rawValue)),
    .flag(
      "insecure-no-auth",
      "listen where other machines reach it, though anybody may then write"),
    .option(
      "slow-writer", "N", "for tests: make commits take N times as long", isHidden: true),
  ]

  init(_ settings: Settings, _ arguments: ParsedArguments) throws {
    guard let address = ListenAddress(settings.listen) else {
      throw UsageError(
        "--listen is '\(settings.listen)'",
        hint: "expected HOST:PORT, such as 127.0.0.1:4318 or [::1]:4318", path: arguments.path)
    }
    self.address = address
    security = settings.security
    path = arguments.path
    isOpen = arguments.has("insecure-no-auth")
    prices = arguments.value("prices")
    tenants = arguments.value("tenants")
    logLevel = arguments.value("log-level").flatMap(ServerLog.Level.init(rawValue:)) ?? .info
    reportSeconds = Int64(try arguments.integer("report-seconds", in: 1...3600) ?? 30)
    slowdown = try arguments.integer("slow-writer", in: 1...1000) ?? 1
    limits.bodyBytes = settings.bodyBytes
    if let bytes = try arguments.integer("in-flight-bytes", in: (1 << 20)...(1 << 36)) {
      limits.inFlightBytes = bytes
    }
    // A server that could never take the largest body it allows would refuse it for ever.
    limits.bodyBytes = min(limits.bodyBytes, limits.inFlightBytes)
    if let number = try arguments.integer("connections", in: 1...60_000) {
      limits.connections = UInt32(number)
    }
    if let number = try arguments.integer("connections-per-address", in: 1...60_000) {
      limits.connectionsPerAddress = UInt32(number)
    }
    limits.connectionsPerAddress = min(limits.connectionsPerAddress, limits.connections)
    if let seconds = try arguments.integer("body-seconds", in: 1...3600) {
      limits.bodyDeadlineSeconds = Int64(seconds)
    }
    if let seconds = try arguments.integer("shutdown-seconds", in: 0...3600) {
      limits.shutdownSeconds = Int64(seconds)
    }
  }
}
