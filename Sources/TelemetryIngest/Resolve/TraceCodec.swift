internal import CostModel

/// Spans of a trace as the bytes of a record, and back.
///
/// A record is a fragment of its trace: some spans, or a new set of annotations. The trace is what
/// all its fragments, read in order, add up to.
///
///     01                    spans follow
///       flags               which parts differ from the span before
///       8 bytes             span id, then the parent's where there is one
///       start, duration     differences as varints
///       names, call …       only where they differ or exist
///     02                    annotations follow; the last ones stand
enum TraceCodec {
  private static let spanTag: UInt8 = 1
  private static let annotationTag: UInt8 = 2

  private struct Parts: OptionSet {
    let rawValue: UInt8
    static let parent = Parts(rawValue: 1)
    static let names = Parts(rawValue: 2)
    static let call = Parts(rawValue: 4)
    static let metered = Parts(rawValue: 8)
    static let response = Parts(rawValue: 16)
    static let request = Parts(rawValue: 32)
    static let timeToFirstToken = Parts(rawValue: 64)
    /// A second byte of flags.
    static let moreFlags = Parts(rawValue: 128)
  }

  /// The bytes of one span by itself.
  static func encoded(_ span: ObservedSpan, _ call: CallObservation?) -> [UInt8] {
    var bytes: [UInt8] = []
    append(span, call, after: nil, to: &bytes)
    return bytes
  }

  /// No span takes more: its ids, times and names, and a call with all of its quantities.
  private static let spanBytesMax = 512

  static func append(
    _ span: ObservedSpan, _ call: CallObservation?, after previous: ObservedSpan?,
    to bytes: inout [UInt8]
  ) {
    bytes.append(addingCapacity: spanBytesMax) { append(span, call, after: previous, to: &$0) }
  }

  private static func append(
    _ span: ObservedSpan, _ call: CallObservation?, after previous: ObservedSpan?,
    to bytes: inout OutputSpan<UInt8>
  ) {
    let base = previous ?? ObservedSpan()
    var parts: Parts = []
    if span.parent != 0 { parts.insert(.parent) }
    if span.flags.rawValue > 0xFF { parts.insert(.moreFlags) }
    if span.own != base.own || span.resource != base.resource || span.agent != base.agent
      || span.scope != base.scope
    {
      parts.insert(.names)
    }
    if let call {
      parts.insert(.call)
      if call.isMetered { parts.insert(.metered) }
      if call.response.isPresent { parts.insert(.response) }
      if call.request.isPresent { parts.insert(.request) }
      if call.timeToFirstToken >= 0 { parts.insert(.timeToFirstToken) }
    }
    bytes.append(spanTag)
    bytes.append(parts.rawValue)
    bytes.appendFixed(span.identity.span)
    if parts.contains(.parent) { bytes.appendFixed(span.parent) }
    bytes.appendSigned(span.start &- base.start)
    bytes.appendSigned(span.end &- span.start)
    bytes.append(span.role.rawValue)
    bytes.append(UInt8(truncatingIfNeeded: span.flags.rawValue))
    if parts.contains(.moreFlags) { bytes.append(UInt8(span.flags.rawValue >> 8)) }
    if parts.contains(.names) {
      append(span.own, to: &bytes)
      append(span.resource, to: &bytes)
      bytes.appendVarint(UInt64(span.agent.rawValue))
      bytes.appendVarint(UInt64(span.scope))
    }
    if let call { append(call, parts, to: &bytes) }
  }

  private static func append(_ names: IdentityNames, to bytes: inout OutputSpan<UInt8>) {
    var identity = names
    identity.service = .none
    let form: UInt8 = identity.isEmpty ? 0 : names.sessionDigest.isPresent ? 2 : 1
    bytes.append(form | (names.service.isPresent ? 4 : 0))
    if names.service.isPresent { bytes.appendVarint(UInt64(names.service.rawValue)) }
    if form == 0 { return }
    bytes.append(names.tenant)
    bytes.append(names.tier)
    bytes.append(names.feature)
    bytes.append(names.user)
    bytes.append(names.session)
    if names.sessionDigest.isPresent { append(names.sessionDigest, to: &bytes) }
  }

  private static func append(_ digest: Digest, to bytes: inout OutputSpan<UInt8>) {
    bytes.appendFixed(digest.high)
    bytes.appendFixed(digest.low)
  }

  private static func append(
    _ call: CallObservation, _ parts: Parts, to bytes: inout OutputSpan<UInt8>
  ) {
    bytes.append(call.provider)
    bytes.append(call.model)
    bytes.append(call.region)
    bytes.append(call.serviceTier)
    bytes.append(call.operation.rawValue)
    if parts.contains(.metered) {
      bytes.appendVarint(UInt64(call.reported))
      bytes.append(call.findings.rawValue)
      append(call.quantities, to: &bytes)
    }
    if parts.contains(.response) { append(call.response, to: &bytes) }
    if parts.contains(.request) { append(call.request, to: &bytes) }
    if parts.contains(.timeToFirstToken) { bytes.appendSigned(call.timeToFirstToken) }
  }

  /// Quantities as a mask of the slots that are not zero, and those.
  static func append(_ quantities: Quantities, to bytes: inout [UInt8]) {
    bytes.append(addingCapacity: quantityBytesMax) { append(quantities, to: &$0) }
  }

  static let quantityBytesMax = 10 * Quantities.slotCount + 3

  static func append(_ quantities: Quantities, to bytes: inout OutputSpan<UInt8>) {
    var mask = quantities.presence
    bytes.appendVarint(UInt64(mask))
    while mask != 0 {
      bytes.appendSigned(quantities[slot: mask.trailingZeroBitCount])
      mask &= mask &- 1
    }
  }

  static func append(_ annotations: TraceAnnotations, to bytes: inout [UInt8]) {
    bytes.append(annotationTag)
    bytes.appendVarint(UInt64(annotations.bindings.count))
    for binding in annotations.bindings {
      bytes.append(addingCapacity: 16) { append(binding.session, to: &$0) }
      for name in [binding.tenant, binding.tier, binding.user] {
        bytes.appendVarint(UInt64(name.rawValue))
      }
      bytes.append(binding.isContradictory ? 1 : 0)
    }
    bytes.appendVarint(UInt64(annotations.repeats.count))
    for span in annotations.repeats { bytes.appendFixed(span) }
    bytes.appendVarint(UInt64(annotations.bases.count))
    for base in annotations.bases {
      bytes.appendFixed(base.span)
      append(base.quantities, to: &bytes)
    }
  }

  // MARK: - Reading

  /// A trace from its records; nil if one of them is not what this codec writes.
  static func decode(_ records: [[UInt8]], key: RunKey) -> TraceState? {
    var state = TraceState()
    var positions: [UInt64: Int] = [:]
    for record in records {
      var reader = ByteReader(record)
      var previous: ObservedSpan?
      while !reader.isAtEnd {
        switch reader.byte() {
        case spanTag:
          guard let (decoded, call) = decodeSpan(&reader, after: previous) else { return nil }
          previous = decoded
          var span = decoded
          span.identity.traceHigh = key.high
          span.identity.traceLow = key.low
          let known = positions[span.identity.span]
          if known == nil { positions[span.identity.span] = state.spans.count }
          state.restore(span, call, known: known)
        case annotationTag: state.annotations = decodeAnnotations(&reader)
        default: return nil
        }
      }
      if reader.isBroken { return nil }
    }
    return state
  }

  private static func decodeSpan(
    _ reader: inout ByteReader, after previous: ObservedSpan?
  ) -> (ObservedSpan, CallObservation?)? {
    var span = previous ?? ObservedSpan()
    let base = span.start
    let parts = Parts(rawValue: reader.byte())
    span.identity.span = reader.fixed()
    span.parent = parts.contains(.parent) ? reader.fixed() : 0
    span.start = base &+ reader.signed()
    span.end = span.start &+ reader.signed()
    guard let role = SpanRole(rawValue: reader.byte()) else { return nil }
    span.role = role
    let flags = UInt16(reader.byte())
    let more = parts.contains(.moreFlags) ? UInt16(reader.byte()) : 0
    span.flags = SpanFlags(rawValue: more << 8 | flags)
    if parts.contains(.names) {
      span.own = decodeNames(&reader)
      span.resource = decodeNames(&reader)
      span.agent = decodeName(&reader)
      span.scope = UInt32(truncatingIfNeeded: reader.varint())
    }
    return (span, parts.contains(.call) ? decodeCall(&reader, parts) : nil)
  }

  private static func decodeNames(_ reader: inout ByteReader) -> IdentityNames {
    var names = IdentityNames()
    let form = reader.byte()
    if form & 4 != 0 { names.service = decodeName(&reader) }
    if form & 3 == 0 { return names }
    names.tenant = decodeName(&reader)
    names.tier = decodeName(&reader)
    names.feature = decodeName(&reader)
    names.user = decodeName(&reader)
    names.session = decodeName(&reader)
    if form & 3 == 2 { names.sessionDigest = decodeDigest(&reader) }
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

extension OutputSpan where Element == UInt8 {
  @inline(__always)
  fileprivate mutating func append(_ name: NameID) { appendVarint(UInt64(name.rawValue)) }
}
