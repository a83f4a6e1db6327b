internal import CostModel

/// Lines of logs that report usage. They become spans, each of a trace of its own, so that they are
/// attributed, told apart and resolved as spans are.
extension SpanAssembler {
  /// The span id of every line: lines of one trace would be one line.
  static let lineSpanID: UInt64 = 0x6C69_6E65_6C69_6E65

  /// The provider and model under which an agent runtime's hours are rated.
  private static let runtime = (provider: "aws.bedrock", model: "agentcore.runtime")

  mutating func beginLine(at offset: Int) {
    beginResource()
    beginSignal(.records)
    table = spanTable.lines ?? spanTable
    beginItem(at: offset)
  }

  /// Ends a line; `content` is all of it.
  mutating func endLine(_ content: Span<UInt8>) {
    defer { beginSignal(.spans) }
    completeLine()
    guard isUsageLine else {
      batch.usage.ignoredRecords += 1
      return
    }
    let hasOwnTime = draft.span.start > 0
    if !hasOwnTime { draft.span.start = lineTime > 0 ? lineTime : defaultLineTime }
    let start = draft.span.start
    if start <= 0 || start >= Self.startNanosecondsMax { refuse(.invalidTime) }
    draft.span.end = start + usage.duration
    checkVerified()
    if draft.refusal != nil { return refuseItem() }
    var call = lineCall()
    var span = draft.span
    span.flags.insert(.line)
    span.role = usage.line.isSum ? .counter : .inference
    if usage.line.isInvocation, draft.request.isPresent {
      identify(&span, by: draft.request)
    } else {
      call.request = .none
      var identity = digest(content, salt: 7).combined(with: lineSource)
      if !hasOwnTime { identity = identity.combined(with: UInt64(bitPattern: start)) }
      identify(&span, by: identity)
      batch.lines.append(Int32(truncatingIfNeeded: batch.spans.count))
    }
    applySilo(to: &span)
    applyVerified(to: &span)
    span.call = Int32(truncatingIfNeeded: batch.calls.count)
    batch.calls.append(call)
    batch.spans.append(span)
    batch.lineCount += 1
  }

  /// A span record that has no ids is known as a line is, if anything says when it was.
  mutating func identifySpan(byContent content: Span<UInt8>) {
    var identity = digest(content, salt: 7).combined(with: lineSource)
    if !draft.hasStart {
      let time = lineTime > 0 ? lineTime : defaultLineTime
      guard time > 0 else { return }
      setStart(UInt64(time))
      identity = identity.combined(with: UInt64(time))
    }
    identify(&draft.span, by: identity)
    (draft.hasTraceID, draft.hasSpanID, draft.isUnnumbered) = (true, true, true)
    draft.span.flags.insert(.line)
  }

  private func identify(_ span: inout ObservedSpan, by digest: Digest) {
    span.identity = SpanIdentity(
      traceHigh: digest.high, traceLow: digest.low, span: Self.lineSpanID)
  }

  /// Whether the line reports usage, even if it does so wrongly.
  var isUsageLine: Bool {
    if !readings.isEmpty || !usage.line.units.isZero || usage.line.isInvocation {
      return true
    }
    switch draft.refusal?.reason {
    case .negativeCount, .fractionalCount, .countTooLarge, .wrongType: return true
    default: return false
    }
  }

  /// Reads what several members say together.
  mutating func completeLine() {
    let line = usage.line
    if let name = line.metricName, let value = line.metricValue {
      usage.line.isSum = true
      if let row = table.row(forKey: name.span), isTokenCount(row) { set(row, double: value) }
    }
    if let tokens = line.tokens {
      usage.line.isSum = true
      switch usage.tokenType {
      case "input", "prompt": set(tokens, as: .input)
      case "output", "completion": set(tokens, as: .output)
      default: break
      }
    }
    if usage.line.isSum, readings.merged()[.total] != nil {
      // A metric of totals repeats those of input and output.
      readings.remove(.total)
    }
    if !line.units.isZero { usage.line.isSum = true }
  }

  private func isTokenCount(_ row: AttributeRow) -> Bool {
    guard case .count(_, let field, _) = table.meanings[Int(row.index)] else { return false }
    return field != .total
  }

  private mutating func set(_ tokens: Double, as field: CountField) {
    guard let count = Int64(exactly: tokens.rounded()), (0...Self.countMax).contains(count) else {
      return refuse(tokens < 0 ? .negativeCount : .countTooLarge)
    }
    readings.note(.genAI, field, rank: 99, value: count)
  }

  mutating func lineCall() -> CallObservation {
    var call = CallObservation()
    call.model = draft.responseModel.isPresent ? draft.responseModel : draft.requestModel
    call.provider = usage.line.isInvocation ? bedrock() : provider(orElse: nil)
    call.region = draft.region
    call.serviceTier = draft.serviceTier
    call.request = draft.request
    if !readings.isEmpty {
      let counts = readings.merged()
      let row =
        usage.line.isInvocation
        ? Emitter(inclusion: Inclusion(cacheInInput: false), totalIsSum: true) : emitter(of: counts)
      (call.quantities, call.reported, call.findings) = counts.leaves(of: row)
      let isEmbedding = usage.line.isInvocation && counts[.output] == nil
      call.operation = isEmbedding ? .embeddings : .chat
    }
    for unit in CountedUnit.allCases where usage.line.units[unit] != 0 {
      call.quantities[unit] = usage.line.units[unit]
      call.reported |= 1 << UInt16(Quantities.slot(of: unit))
      call.provider = names.id(.provider, Array(Self.runtime.provider.utf8).span) ?? .none
      call.model = names.id(.model, Array(Self.runtime.model.utf8).span) ?? .none
    }
    return call
  }

  mutating func setLine(timeNanoseconds: Int64) { lineTime = timeNanoseconds }

  mutating func setLine(source: LogSource) {
    lineSource =
      source.group.isEmpty && source.stream.isEmpty
      ? .none : digest(Array("\(source.group)\0\(source.stream)".utf8).span, salt: 8)
  }

  // MARK: - Members

  /// Takes a time in whatever unit it is in: nobody means the first days of 1970.
  mutating func setLineTime(_ value: Double) {
    guard owner == .span, draft.span.start <= 0, value > 0, value < 1e20 else { return }
    let units: [(below: Double, nanoseconds: Double)] = [(1e11, 1e9), (1e14, 1e6), (1e17, 1e3)]
    let unit = units.first { value < $0.below }?.nanoseconds ?? 1
    draft.span.start = Int64(exactly: (value * unit).rounded()) ?? 0
  }

  mutating func setLineTime(text: Span<UInt8>) {
    if let instant = parseInstant(text, from: 0, to: text.count) {
      if draft.span.start <= 0 { draft.span.start = Int64(exactly: instant) ?? 0 }
    } else if case .integer(let value) = parseNumber(text, from: 0, to: text.count) {
      setLineTime(integer: value)
    }
  }

  mutating func setLineTime(integer value: Int64) {
    // Nanoseconds are beyond what a double holds.
    if value >= 100_000_000_000_000_000, draft.span.start <= 0 {
      draft.span.start = value
    } else {
      setLineTime(Double(value))
    }
  }

  mutating func setLine(_ field: LineField, _ text: Span<UInt8>) {
    let word = Array(copying: text.extracting(first: min(text.count, 300)))
    switch field {
    case .schema:
      usage.line.isInvocation = word.elementsEqual("ModelInvocationLog".utf8)
    case .role: setTenant(ofRole: String(decoding: word, as: UTF8.self))
    case .metricName: usage.line.metricName = word
    case .metricValue, .tokens:
      switch parseNumber(text, from: 0, to: text.count) {
      case .integer(let value): setLine(field, Double(value))
      case .fraction(let value): setLine(field, value)
      default: break
      }
    case .embeddedMetrics: break
    }
  }

  mutating func setLine(_ field: LineField, _ value: Double) {
    switch field {
    case .metricValue: usage.line.metricValue = value
    case .tokens: usage.line.tokens = value
    default: break
    }
  }

  /// Knowledge bases of a tenant run under a role that is named after it.
  private mutating func setTenant(ofRole arn: String) {
    let mark = "/bedrock-kb-role-"
    guard let start = arn.firstRange(of: mark)?.upperBound else { return }
    let tenant = arn[start...].prefix { $0 != "/" }
    setName(.tenant, rank: IdentityKeys.tenantFallbackRank + 100, Array(tenant.utf8).span)
  }

  mutating func setHours(_ unit: CountedUnit, _ hours: Double) {
    guard owner == .span else { return }
    // No runtime runs a year within one line.
    guard hours >= 0, hours < 9000 else {
      return refuse(hours < 0 ? .negativeCount : .countTooLarge)
    }
    usage.line.units[unit] = Int64((hours * 1e12).rounded(.toNearestOrEven))
  }
}

/// What a line says besides what spans say too.
struct LineDraft: Sendable {
  /// Bedrock's model invocation log.
  var isInvocation = false
  /// Tokens of any number of calls: what a metric line or EMF tells.
  var isSum = false
  var metricName: [UInt8]?
  var metricValue: Double?
  var tokens: Double?
  /// Hours of a runtime.
  var units = Quantities()

  init() {}
}
