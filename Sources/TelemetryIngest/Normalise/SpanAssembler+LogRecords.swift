internal import CostModel

/// Log records that report the usage of a call.
extension SpanAssembler {
  mutating func beginRecord(at offset: Int) { beginItem(at: offset) }

  mutating func setObservedTime(_ nanoseconds: UInt64) {
    usage.observedTime = Int64(exactly: nanoseconds) ?? 0
  }

  /// A name of the event: the record's own, or its body.
  mutating func setEventName(_ text: Span<UInt8>) {
    // The names of known events are short, and anything else may be a prompt.
    guard text.count > 0, text.count <= 64 else { return }
    usage.eventNames.append(String(decoding: Array(copying: text), as: UTF8.self))
  }

  mutating func setEvent(_ field: EventField, _ text: Span<UInt8>) {
    guard owner == .span else { return }
    switch field {
    case .name: setEventName(text)
    case .kind:
      guard text.count <= 64 else { return }
      usage.eventKind = String(decoding: Array(copying: text), as: UTF8.self)
    }
  }

  mutating func setDuration(_ nanoseconds: Double) {
    // A day is longer than any call takes; a nonsense value is left out rather than refused.
    guard owner == .span, nanoseconds >= 0, nanoseconds < 86_400e9 else { return }
    usage.duration = Int64(nanoseconds)
  }

  mutating func setDuration(digits text: Span<UInt8>) {
    switch parseNumber(text, from: 0, to: text.count) {
    case .integer(let value): setDuration(Double(value) * 1e6)
    case .fraction(let value): setDuration(value * 1e6)
    default: break
    }
  }

  /// What a record says in words: the name of a known event, or a line as logs hold it.
  mutating func setBody(_ text: Span<UInt8>) {
    setEventName(text)
    guard text.count > 2, text.count <= Self.bodyBytesMax, text[0] == ASCII.openBrace else {
      return
    }
    usage.body = Array(copying: text)
  }

  /// CloudWatch's limit for a log event.
  private static let bodyBytesMax = 1 << 20

  mutating func endRecord() {
    if let event = LogEventRows.row(names: usage.eventNames, kind: usage.eventKind),
      !readings.isEmpty || draft.refusal != nil
    {
      endEvent(event)
    } else if !usage.body.isEmpty, readBody() {
      endBody()
    } else {
      // What is malformed in a record that nothing reads is nobody's concern.
      batch.usage.ignoredRecords += 1
    }
  }

  private mutating func endEvent(_ event: LogEventRow) {
    var counts = readings.merged()
    if !event.hasToolInput { counts[.toolInput] = nil }
    let (quantities, _, _) = counts.leaves(of: Emitter(inclusion: event.inclusion))
    guard let time = acceptedTime() else { return refuseItem() }
    var labels = verifiedLabels()
    labels.provider = provider(orElse: event.provider)
    append(quantities, labels, at: time)
  }

  /// Reads a body as a line; true if it reports usage.
  private mutating func readBody() -> Bool {
    // What attributes say that no known event explains is not usage.
    readings.removeAll()
    draft.refusal = nil
    table = spanTable.lines ?? spanTable
    defer { table = spanTable.records ?? spanTable }
    let body = usage.body
    var decoder = TraceJSONDecoder(
      0..<body.count, offsets: SourceOffsets(base: spanOffset, isFixed: true), salvages: true)
    guard (try? decoder.readAttributeObject(body.span, into: &self)) != nil else { return false }
    completeLine()
    return isUsageLine
  }

  private mutating func endBody() {
    let call = lineCall()
    guard let time = acceptedTime() else { return refuseItem() }
    var labels = verifiedLabels()
    (labels.provider, labels.model, labels.region) = (call.provider, call.model, call.region)
    labels.operation = call.operation
    append(call.quantities, labels, at: time)
  }

  /// When the record was written; nil if it is to be refused.
  private mutating func acceptedTime() -> Int64? {
    var time = draft.span.start
    if time <= 0 { time = usage.observedTime }
    if time <= 0 || time >= Self.startNanosecondsMax { refuse(.invalidTime) }
    draft.span.end = time
    checkVerified()
    return draft.refusal == nil ? time : nil
  }

  private mutating func verifiedLabels() -> UsageLabels {
    var span = draft.span
    applySilo(to: &span)
    applyVerified(to: &span)
    return labels(of: span)
  }

  private mutating func append(_ quantities: Quantities, _ labels: UsageLabels, at time: Int64) {
    var labels = labels
    if labels.operation == .unknown, !usage.line.isSum { labels.operation = .chat }
    batch.usage.records.append(
      UsageRecord(
        digest: recordDigest(time), start: max(1, time - usage.duration), end: time,
        isFailed: draft.span.flags.contains(.error), isSum: usage.line.isSum, labels: labels,
        quantities: quantities))
  }

  /// The record's content, digested; of equal records in one request each has a number.
  private mutating func recordDigest(_ time: Int64) -> Digest {
    let content = usage.resource.combined(with: usage.scope).combined(with: usage.item)
      .combined(with: UInt64(bitPattern: time))
    let ordinal = usage.ordinals[content, default: 0]
    usage.ordinals[content] = ordinal + 1
    return content.combined(with: ordinal)
  }
}
