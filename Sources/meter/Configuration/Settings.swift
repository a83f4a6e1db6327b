internal import CostModel
internal import TelemetryIngest

/// Everything that the configuration file can set. Flags of the command line win over it.
struct Settings: Sendable {
  var ledger = "meter.db"
  var listen = "127.0.0.1:4318"
  /// Largest request body over HTTP, before and after decompression.
  var bodyBytes = 64 << 20
  var identityKeys = IdentityKeys()
  /// By `service.name`: what its usage is read from, where that is not left to what there is.
  var usageSources: [String: UsageSource] = [:]
  /// How actor ids are composed of tier, tenant and user.
  var actorTemplates: [ActorTemplate] = []
  var security = SecuritySettings()
  /// The file of plans and budgets.
  var plans: String?
  /// The account that pays the providers, in FOCUS.
  var billingAccount: String?
  /// What is mixed into the digests of user ids, so that nobody can find an id by trying.
  var userHashKey = ""
  /// Log groups whose lines are kept as they came.
  var rawLogGroups: [String] = []

  /// The settings of a command line: the file's, then the environment's, then the flags'.
  ///
  /// - Throws: `UsageError` if the file cannot be read or understood.
  init(_ arguments: ParsedArguments) throws {
    let named = arguments.value("configuration")
    if let path = named ?? Self.defaultFile {
      do {
        try read(readFile(path), fileName: path)
      } catch {
        throw UsageError("the configuration cannot be used: \(error)", path: arguments.path)
      }
    }
    if let path = environmentVariable("METER_LEDGER"), !path.isEmpty { ledger = path }
    ledger = arguments.value("ledger") ?? ledger
    listen = arguments.value("listen") ?? listen
    plans = arguments.value("plans") ?? plans
    if let limit = try arguments.integer("body-limit", in: 1024...(1 << 30)) { bodyBytes = limit }
    try addKeys(arguments)
    try addUsageSources(arguments)
    try addActorTemplates(arguments)
    security.read(arguments)
    rawLogGroups += arguments.values("raw-log-group")
  }

  private static var defaultFile: String? {
    fileExists("meter.json5") ? "meter.json5" : nil
  }
}
