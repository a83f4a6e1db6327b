internal import CostModel

/// What one trace comes to: entries for the ledger, and what was seen but not counted.
struct Resolution: Equatable, Sendable {
  var entries: [Entry] = []
  var suppressed: [Suppression] = []
  var findings: [TraceFinding] = []
  /// Which sessions the trace shows to belong to which tenants.
  var facts: [SessionFact] = []
  /// Sessions by which unattributed usage of this trace could be attributed.
  var wants: [SessionWant] = []

  init() {}
}

/// A span whose counts repeat those of another.
struct Suppression: Hashable, Sendable {
  var span: UInt64
  var hour: Int32
  var tenant: NameID
  var tokens: Int64
}

struct TraceFinding: Hashable, Sendable {
  var kind: FindingKind
  var span: UInt64
  var hour: Int32
  var tenant: NameID
  var model: NameID
  var tokens: Int64
}

/// A session was seen with a tenant, at a time.
struct SessionFact: Hashable, Sendable {
  var session: Digest
  var tenant: NameID
  var tier: NameID
  var user: NameID
  /// Nanoseconds since 1970 UTC.
  var time: Int64
}

/// Usage at a time whose tenant only its session can tell.
struct SessionWant: Hashable, Sendable {
  var session: Digest
  var time: Int64
}
