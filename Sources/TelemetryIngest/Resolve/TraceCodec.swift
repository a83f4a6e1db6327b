internal import CostModel

/// Spans of a trace as the bytes of a record, and back.
///
/// A record is a fragment of its trace: some spans, or a new set of annotations. The trace is what
/// all its fragments, read in order, add up to.
///
///     03                    spans follow: how many, their ids (8 bytes each), then for each
///       parts               which of the following it has
///       parent              1 + its place among the record's spans, or 0 and 8 bytes
///       start, duration     differences as varints
///       names               which differ from the span before, and those
///       call …              only where they exist
///     02                    annotations follow; the last ones stand
///     01                    a span as formats 1 to 7 wrote it: id and parent in full, names all
///                           or none
enum TraceCodec {
  static let fullSpanTag: UInt8 = 1
  static let annotationTag: UInt8 = 2
  static let spansTag: UInt8 = 3

  struct Parts: OptionSet {
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

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The parts that a span has for its call.
    init(_ call: borrowing CallObservation) {
      self = .call
      if call.isMetered { insert(.metered) }
      if call.response.isPresent { insert(.response) }
      if call.request.isPresent { insert(.request) }
      if call.timeToFirstToken >= 0 { insert(.timeToFirstToken) }
    }
  }

  /// Which names of a span differ from those of the span before.
  struct NameParts: OptionSet {
    let rawValue: UInt8
    static let own = NameParts(rawValue: 1)
    static let resource = NameParts(rawValue: 2)
    static let agent = NameParts(rawValue: 4)
    static let scope = NameParts(rawValue: 8)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ span: borrowing ObservedSpan, after base: borrowing ObservedSpan) {
      self = []
      if span.own != base.own { insert(.own) }
      if span.resource != base.resource { insert(.resource) }
      if span.agent != base.agent { insert(.agent) }
      if span.scope != base.scope { insert(.scope) }
    }
  }

  /// What follows in the bytes of one side's names.
  struct IdentityForm: OptionSet {
    let rawValue: UInt8
    /// Tenant, tier, feature, user and session.
    static let names = IdentityForm(rawValue: 1)
    /// The same, and the session's digest.
    static let digested = IdentityForm(rawValue: 2)
    static let service = IdentityForm(rawValue: 4)
    /// With `digested`: the digest is that of the span before.
    static let sameDigest = IdentityForm(rawValue: 8)
  }

  /// The bytes of one span by itself.
  static func encoded(_ span: ObservedSpan, _ call: CallObservation?) -> [UInt8] {
    var state = TraceState()
    state.restore(span, call, known: nil)
    var bytes: [UInt8] = []
    let first: [Int32] = [0]
    append(first.span, of: state.spans.span, state.calls.span, to: &bytes)
    return bytes
  }

  /// No span takes more besides its id: parent, times, names, and a call with all its quantities.
  private static let spanBytesMax = 512
  /// How far from a span its parent is looked for: nearly all of them stand nearer.
  private static let parentDistanceMax = 32

  /// Appends spans of a trace, given by their places in it.
  ///
  /// Spans and calls are lent from where they lie: they are large, and copying them would cost more
  /// than writing them.
  static func append(
    _ places: Span<Int32>, of spans: Span<ObservedSpan>, _ calls: Span<CallObservation>,
    to bytes: inout [UInt8]
  ) {
    bytes.append(addingCapacity: 8 * places.count + 11) { bytes in
      bytes.append(spansTag)
      bytes.appendVarint(UInt64(places.count))
      for number in places.indices {
        bytes.appendFixed(spans[Int(places[number])].identity.span)
      }
    }
    let start = ObservedSpan()
    for number in places.indices {
      let place = Int(places[number])
      let parent = parentPlace(of: number, in: places, spans)
      bytes.append(addingCapacity: spanBytesMax) {
        if number == 0 {
          append(spans[place], calls, after: start, parent, to: &$0)
        } else {
          append(spans[place], calls, after: spans[Int(places[number - 1])], parent, to: &$0)
        }
      }
    }
  }

  /// Which of the spans that stand near a span in a record is its parent.
  private static func parentPlace(
    of number: Int, in places: Span<Int32>, _ spans: Span<ObservedSpan>
  ) -> Int? {
    let parent = spans[Int(places[number])].parent
    if parent == 0 { return nil }
    let last = min(places.count, number + parentDistanceMax)
    var near = max(0, number - parentDistanceMax)
    while near < last {
      if spans[Int(places[near])].identity.span == parent { return near }
      near += 1
    }
    return nil
  }

  private static func append(
    _ span: borrowing ObservedSpan, _ calls: Span<CallObservation>,
    after base: borrowing ObservedSpan, _ parent: Int?, to bytes: inout OutputSpan<UInt8>
  ) {
    let names = NameParts(span, after: base)
    let call = Int(span.call)
    var parts: Parts = call >= 0 && call < calls.count ? Parts(calls[call]) : []
    if span.parent != 0 { parts.insert(.parent) }
    if span.flags.rawValue > 0xFF { parts.insert(.moreFlags) }
    if !names.isEmpty { parts.insert(.names) }
    bytes.append(parts.rawValue)
    if parts.contains(.parent) {
      bytes.appendVarint(parent.map { UInt64($0) + 1 } ?? 0)
      if parent == nil { bytes.appendFixed(span.parent) }
    }
    bytes.appendSigned(span.start &- base.start)
    bytes.appendSigned(span.end &- span.start)
    bytes.append(span.role.rawValue)
    bytes.append(UInt8(truncatingIfNeeded: span.flags.rawValue))
    if parts.contains(.moreFlags) { bytes.append(UInt8(span.flags.rawValue >> 8)) }
    if parts.contains(.names) { append(names, of: span, after: base, to: &bytes) }
    if parts.contains(.call) { append(calls[call], parts, to: &bytes) }
  }

  private static func append(
    _ parts: NameParts, of span: borrowing ObservedSpan, after base: borrowing ObservedSpan,
    to bytes: inout OutputSpan<UInt8>
  ) {
    bytes.append(parts.rawValue)
    if parts.contains(.own) { append(span.own, after: base.own, to: &bytes) }
    if parts.contains(.resource) { append(span.resource, after: base.resource, to: &bytes) }
    if parts.contains(.agent) { bytes.appendVarint(UInt64(span.agent.rawValue)) }
    if parts.contains(.scope) { bytes.appendVarint(UInt64(span.scope)) }
  }

  private static func append(
    _ names: IdentityNames, after base: IdentityNames, to bytes: inout OutputSpan<UInt8>
  ) {
    var identity = names
    identity.service = .none
    var form: IdentityForm = []
    if names.service.isPresent { form.insert(.service) }
    if names.sessionDigest.isPresent {
      form.insert(.digested)
      if names.sessionDigest == base.sessionDigest { form.insert(.sameDigest) }
    } else if !identity.isEmpty {
      form.insert(.names)
    }
    bytes.append(form.rawValue)
    if form.contains(.service) { bytes.appendVarint(UInt64(names.service.rawValue)) }
    if form.isDisjoint(with: [.names, .digested]) { return }
    bytes.append(names.tenant)
    bytes.append(names.tier)
    bytes.append(names.feature)
    bytes.append(names.user)
    bytes.append(names.session)
    if form.contains(.digested), !form.contains(.sameDigest) {
      append(names.sessionDigest, to: &bytes)
    }
  }

  private static func append(_ digest: Digest, to bytes: inout OutputSpan<UInt8>) {
    bytes.appendFixed(digest.high)
    bytes.appendFixed(digest.low)
  }

  private static func append(
    _ call: borrowing CallObservation, _ parts: Parts, to bytes: inout OutputSpan<UInt8>
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
}

extension OutputSpan where Element == UInt8 {
  @inline(__always)
  fileprivate mutating func append(_ name: NameID) { appendVarint(UInt64(name.rawValue)) }
}
