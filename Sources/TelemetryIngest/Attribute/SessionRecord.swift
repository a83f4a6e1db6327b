internal import CostModel

/// One thing known of a session, as kept in the ledger under the session's digest.
///
/// A trace says each thing once: what it says later in the same place stands for what it said there
/// before, so that what stands at last does not depend on the order in which its spans came.
enum SessionRecord: Equatable, Sendable {
  /// A trace shows the session with a tenant.
  case fact(trace: RunKey, SessionFact)
  /// A trace has usage that only the session's binding can attribute.
  case want(trace: RunKey, time: Int64)
  /// A reading of an agent's cumulative counter within the session.
  case reading(CumulativeReading)
  /// What stood in a place no longer holds.
  case withdrawn(Place)

  /// What a record is about.
  struct Place: Hashable, Comparable, Sendable {
    var tag: UInt8
    var trace: RunKey
    /// The tenant of a fact, the span of a reading.
    var number: UInt64

    static func < (left: Place, right: Place) -> Bool {
      if left.trace != right.trace { return left.trace < right.trace }
      return left.tag != right.tag ? left.tag < right.tag : left.number < right.number
    }
  }

  var place: Place {
    switch self {
    case .fact(let trace, let fact):
      Place(tag: 1, trace: trace, number: UInt64(fact.tenant.rawValue))
    case .want(let trace, _): Place(tag: 2, trace: trace, number: 0)
    case .reading(let reading): Place(tag: 3, trace: reading.trace, number: reading.span)
    case .withdrawn(let place): place
    }
  }

  func append(to bytes: inout [UInt8]) {
    switch self {
    case .fact(let trace, let fact):
      bytes.append(1)
      Self.append(trace, to: &bytes)
      bytes.appendSigned(fact.time)
      for name in [fact.tenant, fact.tier, fact.user] { bytes.appendVarint(UInt64(name.rawValue)) }
    case .want(let trace, let time):
      bytes.append(2)
      Self.append(trace, to: &bytes)
      bytes.appendSigned(time)
    case .reading(let reading):
      bytes.append(3)
      reading.append(to: &bytes)
    case .withdrawn(let place):
      bytes.append(4)
      bytes.append(place.tag)
      Self.append(place.trace, to: &bytes)
      bytes.appendFixed(place.number)
    }
  }

  private static func append(_ trace: RunKey, to bytes: inout [UInt8]) {
    bytes.appendFixed(trace.high)
    bytes.appendFixed(trace.low)
  }

  static func decode(_ record: [UInt8], session: Digest) -> SessionRecord? {
    var reader = ByteReader(record)
    func trace() -> RunKey {
      let high = reader.fixed()
      return RunKey(high: high, low: reader.fixed())
    }
    let result: SessionRecord
    switch reader.byte() {
    case 1:
      let key = trace()
      let time = reader.signed()
      result = .fact(
        trace: key,
        SessionFact(
          session: session, tenant: TraceCodec.decodeName(&reader),
          tier: TraceCodec.decodeName(&reader), user: TraceCodec.decodeName(&reader), time: time))
    case 2:
      let key = trace()
      result = .want(trace: key, time: reader.signed())
    case 3: result = .reading(CumulativeReading.decode(&reader))
    case 4:
      let tag = reader.byte()
      let key = trace()
      result = .withdrawn(Place(tag: tag, trace: key, number: reader.fixed()))
    default: return nil
    }
    return reader.isBroken ? nil : result
  }
}

/// A record, and the session (or the agent in a session) that it is about.
struct SessionNote: Sendable {
  var session: Digest
  var record: SessionRecord
}

extension Resolution {
  /// What is to be noted of sessions because a trace came to say `self` instead of `earlier`.
  func sessionNotes(since earlier: Resolution, _ trace: RunKey) -> [SessionNote] {
    if facts == earlier.facts, wants == earlier.wants, readings == earlier.readings { return [] }
    let new = sessionNotes(trace)
    let old = earlier.sessionNotes(trace)
    if old.isEmpty { return new }
    var standing: [Key: SessionRecord] = [:]
    for note in old { standing[Key(note)] = note.record }
    var changes = new.filter { standing[Key($0)] != $0.record }
    let kept = Set(new.map { Key($0) })
    for note in old where !kept.contains(Key(note)) {
      changes.append(SessionNote(session: note.session, record: .withdrawn(note.record.place)))
    }
    return changes
  }

  private struct Key: Hashable {
    var session: Digest
    var place: SessionRecord.Place

    init(_ note: SessionNote) { (session, place) = (note.session, note.record.place) }
  }

  private func sessionNotes(_ trace: RunKey) -> [SessionNote] {
    facts.map { SessionNote(session: $0.session, record: .fact(trace: trace, $0)) }
      + wants.map { SessionNote(session: $0.session, record: .want(trace: trace, time: $0.time)) }
      + readings.map {
        SessionNote(
          session: $0.key,
          record: .reading(
            CumulativeReading(
              trace: trace, span: $0.span, start: $0.start, quantities: $0.quantities)))
      }
  }
}
