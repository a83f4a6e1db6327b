internal import CostModel

/// What one span says, normalised: who, when, where in its trace, and which role it plays.
///
/// A plain value without references, so that batches of it are moved as memory.
struct ObservedSpan: Hashable, Sendable {
  var identity = SpanIdentity()
  /// 0 for a root.
  var parent: UInt64 = 0
  /// Nanoseconds since 1970 UTC.
  var start: Int64 = 0
  var end: Int64 = 0
  var role = SpanRole.other
  var flags: SpanFlags = []
  /// Distinguishes instrumentation scopes; 0 where none was named.
  var scope: UInt32 = 0

  /// Names that the span itself carries.
  var own = IdentityNames()
  /// Names that its resource carries.
  var resource = IdentityNames()
  var agent = NameID.none
  /// Index of its call in the batch or trace; -1 for spans that are not calls and report no usage.
  var call: Int32 = -1
}

/// The names by which usage is attributed.
struct IdentityNames: Hashable, Sendable {
  var tenant = NameID.none
  var tier = NameID.none
  var feature = NameID.none
  var user = NameID.none
  var session = NameID.none
  /// The `service.name` of a resource; a span itself carries none.
  var service = NameID.none
  /// The session's text, digested: the same session has one digest for the ledger's whole life.
  var sessionDigest = Digest.none

  var isEmpty: Bool { self == IdentityNames() }
}

/// A seeded 128-bit digest of a text; `none` stands for an absent text.
struct Digest: Hashable, Sendable {
  var high: UInt64
  var low: UInt64

  static let none = Digest(high: 0, low: 0)
  var isPresent: Bool { self != .none }
  var key: RunKey { RunKey(high: high, low: low) }
}

/// What part a span plays when its trace is resolved. Raw values are stored: never renumbered.
enum SpanRole: UInt8, Sendable {
  /// Not about models: HTTP, databases, retrieval, memory.
  case other = 0
  /// A call of a model.
  case inference = 1
  /// An agent, chain or workflow, whose counts repeat those of the calls beneath it.
  case aggregate = 2
  /// A wrapper that always repeats its one call, even across traces.
  case envelope = 3
  case tool = 4
  /// Usage that is no request: the sum that a metric's line tells, a runtime's hours, a call of a
  /// service that is no model.
  case counter = 5
}

/// Facts about a span that are true or false. Bits are stored: appended to, never moved.
struct SpanFlags: OptionSet, Hashable, Sendable {
  let rawValue: UInt16

  static let error = SpanFlags(rawValue: 1 << 0)
  static let throttled = SpanFlags(rawValue: 1 << 1)
  /// Two spellings of the tenant on this span disagree.
  static let tenantConflict = SpanFlags(rawValue: 1 << 2)
  /// The span's counts grow over the life of an agent object instead of starting anew.
  static let cumulative = SpanFlags(rawValue: 1 << 3)
  /// The span arrived with different contents, of which this is the preferred one.
  static let changed = SpanFlags(rawValue: 1 << 4)
  /// The span's service is declared to be known by its metrics or logs: its usage does not count.
  static let uncounted = SpanFlags(rawValue: 1 << 6)
  /// A trusted header named another tenant than the span, and won.
  static let tenantOverruled = SpanFlags(rawValue: 1 << 5)
  /// The span was made of a line of a log.
  static let line = SpanFlags(rawValue: 1 << 7)
  /// The span says that its trace is one of a sample.
  static let sampled = SpanFlags(rawValue: 1 << 8)
  /// The span's actor id fits several tenants.
  static let ambiguousActor = SpanFlags(rawValue: 1 << 9)
  /// The caller gave the call up before it ended.
  static let cancelled = SpanFlags(rawValue: 1 << 10)
}
