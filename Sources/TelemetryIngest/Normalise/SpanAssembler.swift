internal import CostModel

/// Takes what a decoder finds, piece by piece, and makes observed spans of it.
///
/// Every decoder (OTLP/JSON, OTLP protobuf, flat span records) drives the same calls in this order,
/// whatever the order in its input: `beginResource`, attributes, `beginScope`, attributes, then for
/// each span `beginSpan`, its parts, `endSpan`. Values are handed over as bytes of the input and
/// are looked at before the call returns; nothing of the input is kept but recognised names and
/// numbers.
struct SpanAssembler: Sendable {
  /// 2200-01-01: reports can name every earlier day, and its end fits into 64 bits.
  static let startNanosecondsMax: Int64 = 7_258_118_400_000_000_000

  /// Whose attributes come in now.
  enum Owner { case resource, scope, span }

  /// What was assembled so far.
  var batch = SpanBatch()

  /// The rows that are read now: those of spans, metric points or log records.
  var table: AttributeTable
  let spanTable: AttributeTable
  /// The rows of spans, by the order of their keys.
  var keys: KeySequence
  let digestSeed: DigestSeed
  var names: NameCache
  var memory = AttributeMemory()
  /// Of which start of `names` the memory is.
  var memoryStartCount = 0
  /// What the last name or role did whose key was looked up.
  var lastEffect: AttributeEffect?
  var roles = RoleCache()
  var models = ModelKinds()
  var owner = Owner.resource
  var resource = IdentityNames()
  var resourceRanks = InlineArray<11, UInt8>(repeating: 255)
  var scope = ScopeContext()
  /// Whose the resource is.
  var resourceSilo = Silo()
  /// What the registry says of ids.
  var directory = TenantDirectory()
  /// What stands above the telemetry's own words; nothing for files.
  var verified = VerifiedNames()
  var draft = SpanDraft()
  /// Put in the draft's place by one copy.
  let emptyDraft = SpanDraft()
  /// The counts of the draft: beside it, because they are many and clearing them takes one word.
  var readings = CountReadings()
  var signal = TelemetrySignal.spans
  var usage = UsageDraft()
  /// The source that is declared for each service; that of "" for telemetry without a service.
  var declarations: [String: UsageSource] = [:]
  /// Whether spans of the current resource count.
  var countsSpans = true
  /// When the line was written as its container says, and as declared for lines that nobody dates;
  /// 0 where unknown.
  var lineTime: Int64 = 0
  var defaultLineTime: Int64 = 0
  /// Digest of the source of lines, as declared or as their container names it.
  var lineSource = Digest.none
  /// Spans begun in this request, refused ones included.
  var spanIndex = 0
  /// Where the current span stands in its source.
  var spanOffset = 0

  init(table: AttributeTable, names: NameTable, digestSeed: DigestSeed) {
    self.table = table
    spanTable = table
    keys = KeySequence(table: table)
    self.digestSeed = digestSeed
    self.names = NameCache(table: names)
  }

  /// Marks the start of a request: spans are numbered anew.
  mutating func beginRequest() {
    spanIndex = 0
    if !usage.ordinals.isEmpty { usage.ordinals = [:] }
  }

  mutating func beginResource() {
    owner = .resource
    resource = IdentityNames()
    resourceRanks = InlineArray(repeating: 255)
    resourceSilo = Silo()
    scope = ScopeContext()
    if signal != .spans { (usage.resource, usage.scope) = (.none, .none) }
    if !declarations.isEmpty { countsSpans = declarations[""].map { $0 == .spans } ?? true }
  }

  mutating func beginScope(name: Span<UInt8>) {
    owner = .scope
    scope.enter(name)
    if signal != .spans { usage.scope = digest(name, salt: 6) }
  }

  /// Begins a span; one that was begun but not ended before was broken off, and is forgotten.
  mutating func beginSpan(at offset: Int) {
    owner = .span
    spanOffset = offset
    draft = emptyDraft
    readings.removeAll()
    keys.begin()
    draft.span.resource = resource
    draft.span.scope = scope.identity
    spanIndex += 1
  }

  /// The row of the dialect table for an attribute key, or nil if nothing reads that attribute:
  /// the decoder then skips its value without looking at it.
  @inline(__always)
  mutating func row(forKey key: Span<UInt8>) -> AttributeRow? {
    lastEffect = nil
    if owner == .scope { return nil }
    return signal == .spans ? keys.row(forKey: key) : table.row(forKey: key)
  }

  mutating func setName(_ name: Span<UInt8>) {
    draft.nameVerdict = roles.verdict(spanName: name)
    draft.service = ServiceRow.row(spanName: name)
  }

  /// Times in nanoseconds since 1970 UTC, as on the wire.
  mutating func setStart(_ nanoseconds: UInt64) {
    guard let time = Int64(exactly: nanoseconds), time < Self.startNanosecondsMax else {
      return refuse(.invalidTime)
    }
    draft.span.start = time
    draft.hasStart = time > 0
  }

  mutating func setEnd(_ nanoseconds: UInt64) {
    guard let time = Int64(exactly: nanoseconds) else { return refuse(.invalidTime) }
    draft.span.end = time
  }

  /// Whether the span's status is ERROR.
  mutating func setFailed() { draft.span.flags.insert(.error) }

  /// Refuses the current span for a reason that the decoder found; what follows of it is ignored.
  mutating func refuseSpan(_ reason: RefusalReason, at offset: Int) {
    if draft.refusal == nil { draft.refusal = (reason, offset) }
  }

  /// Refuses the current span for a reason found in its values; the decoder knows the offset.
  mutating func refuse(_ reason: RefusalReason) { refuseSpan(reason, at: -1) }

  /// Counts something that is not even a span: a garbage line, a body that breaks off.
  mutating func refuseInput(_ reason: RefusalReason, at offset: Int) {
    batch.refusals.append(Refusal(reason: reason, offset: offset))
  }

  /// Removes and returns what was assembled, leaving the assembler ready for the next input.
  mutating func takeBatch() -> SpanBatch {
    var taken = SpanBatch()
    swap(&taken, &batch)
    if verified.source == .credential { taken.verifiedTenant = verified.tenant }
    // Chunks are about as large as each other; an array that is a little too small grows twofold.
    batch.spans.reserveCapacity(taken.spans.count + taken.spans.count / 8)
    batch.calls.reserveCapacity(taken.calls.count + taken.calls.count / 8)
    if !usage.streams.isEmpty { usage.streams = [:] }
    return taken
  }
}

/// A row of the dialect table, by number.
struct AttributeRow: Hashable, Sendable {
  var index: UInt16
}
