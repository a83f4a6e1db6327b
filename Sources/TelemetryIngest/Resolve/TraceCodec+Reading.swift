internal import CostModel

/// Reading what `TraceCodec` wrote, in this format and all before.
extension TraceCodec {
  /// A trace from its records; nil if one of them is not what this codec writes.
  static func decode(_ records: [[UInt8]], key: RunKey) -> TraceState? {
    var state = TraceState()
    var positions: [UInt64: Int] = [:]
    for record in records {
      var reader = ByteReader(record)
      var previous = ObservedSpan()
      func restore(_ decoded: ObservedSpan, _ call: CallObservation?) {
        previous = decoded
        var span = decoded
        span.identity.traceHigh = key.high
        span.identity.traceLow = key.low
        let known = positions[span.identity.span]
        if known == nil { positions[span.identity.span] = state.spans.count }
        state.restore(span, call, known: known)
      }
      while !reader.isAtEnd {
        switch reader.byte() {
        case spansTag:
          let ids = decodeIDs(&reader)
          previous = ObservedSpan()
          for id in ids {
            guard let (span, call) = decodeSpan(&reader, id, among: ids, after: previous)
            else { return nil }
            restore(span, call)
          }
        case fullSpanTag:
          guard let (span, call) = decodeFullSpan(&reader, after: previous) else { return nil }
          restore(span, call)
        case annotationTag: state.annotations = decodeAnnotations(&reader)
        default: return nil
        }
      }
      if reader.isBroken { return nil }
    }
    return state
  }

  private static func decodeIDs(_ reader: inout ByteReader) -> [UInt64] {
    (0..<reader.count()).map { _ in reader.fixed() }
  }

  private static func decodeSpan(
    _ reader: inout ByteReader, _ id: UInt64, among ids: [UInt64], after base: ObservedSpan
  ) -> (ObservedSpan, CallObservation?)? {
    var span = base
    let parts = Parts(rawValue: reader.byte())
    span.identity.span = id
    span.parent = 0
    if parts.contains(.parent) {
      let place = reader.varint()
      guard place <= UInt64(ids.count), !reader.isBroken else { return nil }
      span.parent = place == 0 ? reader.fixed() : ids[Int(place) - 1]
    }
    guard decodeTimesAndFlags(&reader, parts, into: &span) else { return nil }
    if parts.contains(.names) {
      let names = NameParts(rawValue: reader.byte())
      if names.contains(.own) { span.own = decodeNames(&reader, after: base.own) }
      if names.contains(.resource) { span.resource = decodeNames(&reader, after: base.resource) }
      if names.contains(.agent) { span.agent = decodeName(&reader) }
      if names.contains(.scope) { span.scope = UInt32(truncatingIfNeeded: reader.varint()) }
    }
    return (span, parts.contains(.call) ? decodeCall(&reader, parts) : nil)
  }

  private static func decodeFullSpan(
    _ reader: inout ByteReader, after base: ObservedSpan
  ) -> (ObservedSpan, CallObservation?)? {
    var span = base
    let parts = Parts(rawValue: reader.byte())
    span.identity.span = reader.fixed()
    span.parent = parts.contains(.parent) ? reader.fixed() : 0
    guard decodeTimesAndFlags(&reader, parts, into: &span) else { return nil }
    if parts.contains(.names) {
      span.own = decodeNames(&reader, after: IdentityNames())
      span.resource = decodeNames(&reader, after: IdentityNames())
      span.agent = decodeName(&reader)
      span.scope = UInt32(truncatingIfNeeded: reader.varint())
    }
    return (span, parts.contains(.call) ? decodeCall(&reader, parts) : nil)
  }

  /// Reads on in a span that begins as a copy of the one before; false for a role unknown.
  private static func decodeTimesAndFlags(
    _ reader: inout ByteReader, _ parts: Parts, into span: inout ObservedSpan
  ) -> Bool {
    span.start = span.start &+ reader.signed()
    span.end = span.start &+ reader.signed()
    guard let role = SpanRole(rawValue: reader.byte()) else { return false }
    span.role = role
    let flags = UInt16(reader.byte())
    let more = parts.contains(.moreFlags) ? UInt16(reader.byte()) : 0
    span.flags = SpanFlags(rawValue: more << 8 | flags)
    return true
  }

  private static func decodeNames(
    _ reader: inout ByteReader, after base: IdentityNames
  ) -> IdentityNames {
    var names = IdentityNames()
    let form = IdentityForm(rawValue: reader.byte())
    if form.contains(.service) { names.service = decodeName(&reader) }
    if form.isDisjoint(with: [.names, .digested]) { return names }
    names.tenant = decodeName(&reader)
    names.tier = decodeName(&reader)
    names.feature = decodeName(&reader)
    names.user = decodeName(&reader)
    names.session = decodeName(&reader)
    if form.contains(.digested) {
      names.sessionDigest =
        form.contains(.sameDigest) ? base.sessionDigest : decodeDigest(&reader)
    }
    return names
  }

  static func decodeName(_ reader: inout ByteReader) -> NameID {
    NameID(rawValue: UInt32(truncatingIfNeeded: reader.varint()))
  }

  private static func decodeDigest(_ reader: inout ByteReader) -> Digest {
    let high = reader.fixed()
    return Digest(high: high, low: reader.fixed())
  }

  private static func decodeCall(_ reader: inout ByteReader, _ parts: Parts) -> CallObservation {
    var call = CallObservation()
    call.provider = decodeName(&reader)
    call.model = decodeName(&reader)
    call.region = decodeName(&reader)
    call.serviceTier = decodeName(&reader)
    call.operation = Operation(rawValue: reader.byte()) ?? .unknown
    if parts.contains(.metered) {
      call.reported = UInt16(truncatingIfNeeded: reader.varint())
      call.findings = CallFindings(rawValue: reader.byte())
      call.quantities = decodeQuantities(&reader)
    }
    if parts.contains(.response) { call.response = decodeDigest(&reader) }
    if parts.contains(.request) { call.request = decodeDigest(&reader) }
    if parts.contains(.timeToFirstToken) { call.timeToFirstToken = reader.signed() }
    return call
  }

  static func decodeQuantities(_ reader: inout ByteReader) -> Quantities {
    var quantities = Quantities()
    let mask = reader.varint()
    for slot in 0..<Quantities.slotCount where mask & (1 << UInt64(slot)) != 0 {
      quantities[slot: slot] = reader.signed()
    }
    return quantities
  }

  private static func decodeAnnotations(_ reader: inout ByteReader) -> TraceAnnotations {
    var annotations = TraceAnnotations()
    for _ in 0..<reader.count() {
      var binding = SessionBinding(session: decodeDigest(&reader))
      binding.tenant = decodeName(&reader)
      binding.tier = decodeName(&reader)
      binding.user = decodeName(&reader)
      binding.isContradictory = reader.byte() == 1
      annotations.bindings.append(binding)
    }
    for _ in 0..<reader.count() { annotations.repeats.append(reader.fixed()) }
    for _ in 0..<reader.count() {
      let span = reader.fixed()
      annotations.bases.append(
        CumulativeBase(span: span, quantities: decodeQuantities(&reader)))
    }
    return annotations
  }
}
