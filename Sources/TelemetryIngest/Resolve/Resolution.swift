internal import CostModel

/// What one trace comes to: entries for the ledger, and what was seen but not counted.
struct Resolution: Equatable, Sendable {
  var entries: [Entry] = []
  /// Entries that do not count, because another source is declared for their service.
  var uncounted: [Entry] = []
  var suppressed: [Suppression] = []
  var findings: [TraceFinding] = []
  /// Which sessions the trace shows to belong to which tenants.
  var facts: [SessionFact] = []
  /// Sessions by which unattributed usage of this trace could be attributed.
  var wants: [SessionWant] = []
  /// What the trace shows of counters that grow from trace to trace.
  var readings: [SessionReading] = []

  init() {}

  /// Notes usage that only its session can attribute: once a session, at the earliest time.
  mutating func want(_ session: Digest, at time: Int64) {
    if let last = wants.indices.last, wants[last].session == session {
      wants[last].time = min(wants[last].time, time)
    } else {
      wants.append(SessionWant(session: session, time: time))
    }
  }

  /// Brings together the wants of each session that did not stand side by side.
  mutating func mergeWants() {
    if wants.count < 2 { return }
    wants.sort { $0.session != $1.session ? $0.session.key < $1.session.key : $0.time < $1.time }
    var merged: [SessionWant] = []
    for want in wants where merged.last?.session != want.session { merged.append(want) }
    wants = merged
  }
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

/// A cumulative counter was read, of an agent in a session.
struct SessionReading: Hashable, Sendable {
  /// Digest of session and agent.
  var key: Digest
  var span: UInt64
  var start: Int64
  var quantities: Quantities

  static func == (left: SessionReading, right: SessionReading) -> Bool {
    left.key == right.key && left.span == right.span && left.start == right.start
      && left.quantities == right.quantities
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(span)
  }
}

/// Usage of a session, from a time on, whose tenant only the session can tell.
struct SessionWant: Hashable, Sendable {
  var session: Digest
  var time: Int64
}
