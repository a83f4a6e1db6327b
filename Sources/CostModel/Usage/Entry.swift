/// One line of the ledger: the usage of one resolved call, or the reversal of such a line.
///
/// Entries are only ever appended. A reversal carries the same values as the entry that it cancels
/// and `isReversal`; whoever adds entries up multiplies by `sign`.
public struct Entry: Equatable, Sendable {
  public var span = SpanIdentity()
  /// Event time: when the call began, in nanoseconds since 1970 UTC.
  public var startNanoseconds: Int64 = 0
  public var durationNanoseconds: Int64 = 0
  /// Time to the first token or chunk; -1 where it was not reported.
  public var timeToFirstTokenNanoseconds: Int64 = -1
  public var dimensions = Dimensions()
  public var session = NameID.none
  public var user = NameID.none
  public var operation = Operation.unknown
  public var flags: EntryFlags = []
  public var quantities = Quantities()

  public init() {}

  public var isReversal: Bool { flags.contains(.reversal) }
  /// 1 for an entry, -1 for a reversal.
  public var sign: Int64 { isReversal ? -1 : 1 }
  /// The hour of the event, counted from 1970 UTC.
  public var hour: Int32 { Hour(nanoseconds: startNanoseconds).number }
}

/// The (trace id, span id) pair by which OpenTelemetry identifies a span.
public struct SpanIdentity: Hashable, Sendable {
  public var traceHigh: UInt64 = 0
  public var traceLow: UInt64 = 0
  public var span: UInt64 = 0

  public init() {}
  public init(traceHigh: UInt64, traceLow: UInt64, span: UInt64) {
    self.traceHigh = traceHigh
    self.traceLow = traceLow
    self.span = span
  }
}

/// Facts about an entry that are true or false. Bits are stored: appended to, never moved.
public struct EntryFlags: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let reversal = EntryFlags(rawValue: 1 << 0)
  /// The call failed.
  public static let error = EntryFlags(rawValue: 1 << 1)
  /// The call reported usage: it counts among `metered_requests`.
  public static let metered = EntryFlags(rawValue: 1 << 2)
  /// The call failed because the provider's rate limit was hit.
  public static let throttled = EntryFlags(rawValue: 1 << 3)
  /// The tokens of any number of calls, from a metric: the entry counts as no request.
  public static let summed = EntryFlags(rawValue: 1 << 4)
  /// The call failed because the caller gave it up.
  public static let cancelled = EntryFlags(rawValue: 1 << 5)
}

/// What the call did. Raw values are stored: appended to, never renumbered.
public enum Operation: UInt8, CaseIterable, Sendable {
  case unknown = 0
  case chat = 1
  case textCompletion = 2
  case generateContent = 3
  case embeddings = 4
  case rerank = 5
  case invokeAgent = 6

  /// The name of OpenTelemetry's `gen_ai.operation.name`.
  public var name: String {
    switch self {
    case .unknown: "unknown"
    case .chat: "chat"
    case .textCompletion: "text_completion"
    case .generateContent: "generate_content"
    case .embeddings: "embeddings"
    case .rerank: "rerank"
    case .invokeAgent: "invoke_agent"
    }
  }
}
