/// Everything that one commit appends to the ledger; it becomes durable as a whole or not at all.
public struct PostingBatch: Sendable {
  public var entries: [Entry] = []
  public var traceRecords = RunRecords()
  public var responseRecords = RunRecords()
  public var sessionRecords = RunRecords()
  public var streamRecords = RunRecords()
  public var counters: [IngestCounterChange] = []
  public var findings: [FindingChange] = []

  public init() {}

  /// Whether there is nothing to commit.
  public var isEmpty: Bool {
    entries.isEmpty && counters.isEmpty && findings.isEmpty && traceRecords.isEmpty
      && responseRecords.isEmpty && sessionRecords.isEmpty && streamRecords.isEmpty
  }
}

extension PostingBatch {
  /// What is appended to the sorted runs of a space.
  subscript(records space: RunSpace) -> RunRecords {
    get {
      switch space {
      case .trace: traceRecords
      case .response: responseRecords
      case .session: sessionRecords
      case .stream: streamRecords
      }
    }
    set {
      switch space {
      case .trace: traceRecords = newValue
      case .response: responseRecords = newValue
      case .session: sessionRecords = newValue
      case .stream: streamRecords = newValue
      }
    }
  }

  /// Whether no call of it used more than any model can: then billions of such calls fit a sum.
  var isOrdinary: Bool {
    entries.allSatisfy { $0.quantities.isBelow(1 << 32) }
  }

  /// Appends what a later batch appends.
  mutating func append(_ later: PostingBatch) {
    entries += later.entries
    traceRecords.append(later.traceRecords)
    responseRecords.append(later.responseRecords)
    sessionRecords.append(later.sessionRecords)
    streamRecords.append(later.streamRecords)
    counters += later.counters
    findings += later.findings
  }
}

/// What the ingest counts besides entries. Raw values are stored: appended to, never renumbered.
public enum IngestCounter: UInt8, CaseIterable, Sendable {
  /// Distinct spans taken in.
  case spans = 0
  /// Spans that had been taken in before.
  case duplicateSpans = 1
  case refusedSpans = 2
  /// Spans whose tokens another span reports as well.
  case suppressedSpans = 3
  case suppressedTokens = 4
  /// Points of token metrics taken in, and those that had been taken in before.
  case metricPoints = 5
  case duplicatePoints = 6
  case refusedPoints = 7
  /// Metrics that say nothing about tokens.
  case ignoredMetrics = 8
  /// Log records with usage taken in, and those that had been taken in before.
  case usageRecords = 9
  case duplicateRecords = 10
  case refusedRecords = 11
  /// Log records without usage of their own.
  case ignoredRecords = 12
}

/// A counter's change for one hour of event time.
public struct IngestCounterChange: Sendable {
  public var counter: IngestCounter
  /// The event's hour; `unknownHour` where it could not be read.
  public var hour: Int32
  /// The tenant where it is known, else `none`.
  public var tenant: NameID
  public var change: Int64

  public static let unknownHour = Int32.min

  public init(counter: IngestCounter, hour: Int32, tenant: NameID = .none, change: Int64) {
    self.counter = counter
    self.hour = hour
    self.tenant = tenant
    self.change = change
  }
}

/// A finding's change for one hour of event time; withdrawn findings have negative changes.
public struct FindingChange: Sendable {
  public var kind: FindingKind
  public var hour: Int32
  public var tenant: NameID
  public var model: NameID
  public var count: Int64
  public var tokens: Int64
  /// A span that shows it.
  public var example: SpanIdentity

  public init(
    kind: FindingKind, hour: Int32, tenant: NameID = .none, model: NameID = .none, count: Int64 = 1,
    tokens: Int64 = 0, example: SpanIdentity
  ) {
    self.kind = kind
    self.hour = hour
    self.tenant = tenant
    self.model = model
    self.count = count
    self.tokens = tokens
    self.example = example
  }
}
