/// How telemetry is read: which keys name whom, and how the work is divided.
public struct IngestConfiguration: Sendable {
  /// What the registry says of resources and actor ids.
  public var directory = TenantDirectory()
  /// The attribute keys that name tenants, tiers, features, users and sessions.
  public var identityKeys = IdentityKeys()
  /// Which source a service's usage is read from, where that is not left to what there is: spans,
  /// else log events, else metrics. By `service.name`; "" stands for telemetry without one.
  public var usageSources: [String: UsageSource] = [:]
  /// Read every source as this format instead of looking.
  public var format: RecordFormat?
  /// The stream that lines of logs come from, if that is declared.
  public var lineSource = LogSource(group: "", stream: "")
  /// When lines were written that nobody dates, in nanoseconds since 1970 UTC; 0: such are refused.
  public var lineTimeNanoseconds: Int64 = 0
  /// How many lanes decode and resolve side by side; the machine's cores if nil.
  public var laneCount: Int?
  /// Only decode, and post nothing: to measure decoding by itself.
  public var decodesOnly = false
  /// Which usage has a price; nil if nobody wants to know while ingesting.
  public var pricedUsage: PricedUsage?

  public init() {}

  /// The dialect table of this configuration.
  var attributeTable: AttributeTable {
    let rows = identityRows + AttributeRows.all
    return AttributeTable(
      rows: rows, points: AttributeTable(rows: rows + MetricRows.attributeRows),
      records: AttributeTable(rows: rows + LogEventRows.attributeRows),
      lines: AttributeTable(rows: LineRows.rows(identityKeys)))
  }

  private var identityRows: [AttributeRows.Row] {
    (directory.readsActors ? identityKeys.actorRows : []) + identityKeys.rows
  }
}
