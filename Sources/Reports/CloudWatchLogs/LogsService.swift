public import CostModel

/// The CloudWatch Logs API over a ledger and its files of log lines: bytes in, bytes out.
///
/// The ledger's entries are the log group `/meter/usage`; every other group holds lines that
/// PutLogEvents brought. For example:
///
///     let body = try service.answer(.describeLogGroups, body: Array("{}".utf8), caller: caller)
public final class LogsService: Sendable {
  /// What the service needs of the world around it.
  public struct Surroundings: Sendable {
    /// Path of the ledger.
    public var ledger: String
    /// The groups whose lines are kept as they came.
    public var verbatimGroups: Set<String> = []
    /// Keys under which lines name their tenant and tier, besides the known ones.
    public var tenantKeys: [String] = []
    public var tierKeys: [String] = []
    /// Nanoseconds since 1970 UTC.
    public var nowNanoseconds: @Sendable () -> Int64
    /// The price book that holds for a state of the ledger.
    public var priceBook: @Sendable (LedgerReader) throws -> PriceBook
    /// Runs work beside the caller, soon.
    public var inBackground: @Sendable (@escaping @Sendable () -> Void) -> Void

    public init(
      ledger: String, nowNanoseconds: @escaping @Sendable () -> Int64,
      priceBook: @escaping @Sendable (LedgerReader) throws -> PriceBook,
      inBackground: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
    ) {
      self.ledger = ledger
      self.nowNanoseconds = nowNanoseconds
      self.priceBook = priceBook
      self.inBackground = inBackground
    }
  }

  /// The log group of the ledger's entries, and the one stream in it.
  public static let usageGroup = LogGroupSelection.usage
  static let usageStream = LogGroupSelection.usageStream
  /// How long verbatim lines are kept where nobody has said otherwise.
  static let verbatimDays = 7
  /// AWS' name for where a resource is; there is one account and one region here.
  static let arnPrefix = "arn:aws:logs:us-east-1:000000000000:log-group:"

  let surroundings: Surroundings
  /// Lines reduced to usage, and saved queries.
  let lines: LogStore
  /// Verbatim lines; nil where no group is named for them.
  let verbatim: LogStore?
  let queries: LogsQueries
  let reduction: UsageLineReduction

  /// Opens the files of log lines beside the ledger.
  ///
  /// Verbatim lines of groups that are no longer named are removed.
  public init(_ surroundings: Surroundings) throws {
    self.surroundings = surroundings
    lines = try LogStore(path: LogStore.reducedPath(surroundings.ledger))
    let verbatimPath = LogStore.verbatimPath(surroundings.ledger)
    if surroundings.verbatimGroups.isEmpty && !LogStore.exists(verbatimPath) {
      verbatim = nil
    } else {
      let store = try LogStore(path: verbatimPath)
      for group in try store.groups(tenant: nil)
      where !surroundings.verbatimGroups.contains(group.name) {
        _ = try store.deleteGroup(group.name)
      }
      verbatim = store
    }
    queries = LogsQueries(
      nowNanoseconds: surroundings.nowNanoseconds, inBackground: surroundings.inBackground)
    reduction = UsageLineReduction(
      tenantKeys: surroundings.tenantKeys, tierKeys: surroundings.tierKeys)
  }

  /// Ends running queries and closes the files.
  public func close() throws {
    queries.cancelAll()
    try lines.close()
    try verbatim?.close()
  }

  /// Throws away lines that are older than their group's retention, and results that are as old.
  public func expire() throws {
    queries.expire()
    _ = try lines.expire(nowMilliseconds: nowMilliseconds)
    _ = try verbatim?.expire(nowMilliseconds: nowMilliseconds)
  }

  /// Removes all lines of a tenant; returns how many that were.
  public func erase(tenant: String) throws -> Int {
    try lines.erase(tenant: tenant) + (verbatim?.erase(tenant: tenant) ?? 0)
  }

  /// Answers a request; PutLogEvents is two steps of its own, `begin` and `finish`.
  ///
  /// - Throws: `LogsException` for what the API has words for, else what the files throw.
  public func answer(
    _ operation: LogsOperation, body: [UInt8], caller: LogsCaller
  ) throws -> [UInt8] {
    let input = try LogsInput(body)
    do {
      switch operation {
      case .createLogGroup: return try createLogGroup(input, caller)
      case .createLogStream: return try createLogStream(input, caller)
      case .putLogEvents: return try finish(begin(body, caller), caller)
      case .describeLogGroups: return try describeLogGroups(input, caller)
      case .describeLogStreams: return try describeLogStreams(input, caller)
      case .getLogEvents: return try getLogEvents(input, caller)
      case .filterLogEvents: return try filterLogEvents(input, caller)
      case .startQuery: return try startQuery(input, caller)
      case .getQueryResults: return try getQueryResults(input, caller)
      case .stopQuery: return try stopQuery(input, caller)
      case .describeQueries: return try describeQueries(input, caller)
      case .putQueryDefinition: return try putQueryDefinition(input, caller)
      case .describeQueryDefinitions: return try describeQueryDefinitions(input, caller)
      case .deleteQueryDefinition: return try deleteQueryDefinition(input, caller)
      case .deleteLogGroup: return try deleteLogGroup(input)
      case .putRetentionPolicy: return try putRetentionPolicy(input)
      }
    } catch LogPlaceFault.noGroup {
      throw LogsException.noGroup
    } catch LogPlaceFault.noStream {
      throw LogsException.noStream
    }
  }

  // MARK: - Shared by the operations

  var nowMilliseconds: Int64 { surroundings.nowNanoseconds() / 1_000_000 }

  /// The file that holds a group's lines.
  func store(of group: String) -> LogStore {
    if let verbatim, surroundings.verbatimGroups.contains(group) { return verbatim }
    return lines
  }

  /// The answer of operations that have nothing to say.
  static let nothing: [UInt8] = []

  static func object(_ write: (inout JSONText) throws -> Void) rethrows -> [UInt8] {
    var json = JSONText()
    json.beginObject()
    try write(&json)
    json.endObject()
    return json.bytes
  }

  /// An id in the form of a UUID.
  static func newID() -> String {
    var generator = SystemRandomNumberGenerator()
    var bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let text = Array(LogsToken.hexadecimal(bytes))
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(text[$0]) }
      .joined(separator: "-")
  }
}
