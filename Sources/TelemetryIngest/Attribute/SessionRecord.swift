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
  /// A reading of an agent's cumulative counter within the session. It is rare, and much larger
  /// than the others.
  indirect case reading(CumulativeReading)
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
      Place(tag: tag, trace: trace, number: UInt64(fact.tenant.rawValue))
    case .want(let trace, _): Place(tag: tag, trace: trace, number: 0)
    case .reading(let reading): Place(tag: tag, trace: reading.trace, number: reading.span)
    case .withdrawn(let place): place
    }
  }

  static let factTag: UInt8 = 1
  static let wantTag: UInt8 = 2
  private static let readingTag: UInt8 = 3
  private static let withdrawnTag: UInt8 = 4

  /// The byte with which the record begins in the ledger.
  var tag: UInt8 {
    switch self {
    case .fact: Self.factTag
    case .want: Self.wantTag
    case .reading: Self.readingTag
    case .withdrawn: Self.withdrawnTag
    }
  }

  /// No record takes more: a reading with all its quantities.
  private static let bytesMax = 64 + TraceCodec.quantityBytesMax

  func append(to bytes: inout [UInt8]) {
    bytes.append(addingCapacity: Self.bytesMax) { append(to: &$0) }
  }

  private func append(to bytes: inout OutputSpan<UInt8>) {
    bytes.append(tag)
    switch self {
    case .fact(let trace, let fact):
      Self.append(trace, to: &bytes)
      bytes.appendSigned(fact.time)
      bytes.appendVarint(UInt64(fact.tenant.rawValue))
      bytes.appendVarint(UInt64(fact.tier.rawValue))
      bytes.appendVarint(UInt64(fact.user.rawValue))
    case .want(let trace, let time):
      Self.append(trace, to: &bytes)
      bytes.appendSigned(time)
    case .reading(let reading): reading.append(to: &bytes)
    case .withdrawn(let place):
      bytes.append(place.tag)
      Self.append(place.trace, to: &bytes)
      bytes.appendFixed(place.number)
    }
  }

  private static func append(_ trace: RunKey, to bytes: inout OutputSpan<UInt8>) {
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
    case factTag:
      let key = trace()
      let time = reader.signed()
      result = .fact(
        trace: key,
        SessionFact(
          session: session, tenant: TraceCodec.decodeName(&reader),
          tier: TraceCodec.decodeName(&reader), user: TraceCodec.decodeName(&reader), time: time))
    case wantTag:
      let key = trace()
      result = .want(trace: key, time: reader.signed())
    case readingTag: result = .reading(CumulativeReading.decode(&reader))
    case withdrawnTag:
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

  fileprivate func precedes(_ other: SessionNote) -> Bool {
    session != other.session
      ? session.key < other.session.key : record.place < other.record.place
  }

  /// The note in the same place among `notes`, which are sorted.
  fileprivate func counterpart(in notes: [SessionNote]) -> SessionNote? {
    let place = notes.firstPlace { !$0.precedes(self) }
    return place < notes.count && !precedes(notes[place]) ? notes[place] : nil
  }
}

extension Resolution {
  /// Appends what is to be noted of sessions because a trace came to say `self` instead of
  /// `earlier`.
  func appendSessionNotes(
    since earlier: borrowing Resolution, _ trace: RunKey, to notes: inout [SessionNote]
  ) {
    if facts == earlier.facts, wants == earlier.wants, readings == earlier.readings { return }
    if earlier.facts.isEmpty, earlier.wants.isEmpty, earlier.readings.isEmpty {
      appendSessionNotes(trace, to: &notes)
      return
    }
    var (new, old): ([SessionNote], [SessionNote]) = ([], [])
    appendSessionNotes(trace, to: &new)
    earlier.appendSessionNotes(trace, to: &old)
    // They are few, as a rule, and sorted sooner than hashed.
    let (standing, kept) = (old.sorted { $0.precedes($1) }, new.sorted { $0.precedes($1) })
    notes += new.filter { $0.counterpart(in: standing)?.record != $0.record }
    for note in old where note.counterpart(in: kept) == nil {
      notes.append(SessionNote(session: note.session, record: .withdrawn(note.record.place)))
    }
  }

  private func appendSessionNotes(_ trace: RunKey, to notes: inout [SessionNote]) {
    for fact in facts {
      notes.append(SessionNote(session: fact.session, record: .fact(trace: trace, fact)))
    }
    for want in wants {
      notes.append(SessionNote(session: want.session, record: .want(trace: trace, time: want.time)))
    }
    for reading in readings {
      let record = SessionRecord.reading(
        CumulativeReading(
          trace: trace, span: reading.span, start: reading.start, quantities: reading.quantities))
      notes.append(SessionNote(session: reading.key, record: record))
    }
  }
}
