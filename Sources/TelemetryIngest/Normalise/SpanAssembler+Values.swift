internal import CostModel

/// Values of recognised attributes.
extension SpanAssembler {
  /// No call reaches this many tokens; a larger number is a fault of the sender.
  static let countMax: Int64 = 1 << 40
  /// Names longer than this are refused: they are fed by others and kept for ever.
  static let nameBytesMax = 1024

  /// Hands over the value of a recognised attribute of the current resource or span.
  mutating func set(_ row: AttributeRow, text: Span<UInt8>) {
    guard owner != .scope else { return }
    switch table.meanings[Int(row.index)] {
    case .name(let field, let rank): setName(field, rank: rank, text)
    case .count(let family, let field, let rank):
      setCount(family, field, rank: rank, digits: text)
    case .role(let source):
      guard owner == .span, let verdict = roles.verdict(source, text) else { return }
      draft.verdicts[Int(source.rawValue)] = verdict
      lastEffect = .role(source, verdict)
    case .responseID: if text.count > 0 { draft.response = digest(text, salt: 1) }
    case .requestID: if text.count > 0 { draft.request = digest(text, salt: 2) }
    case .errorType: setError(text)
    case .httpStatus: if text.count == 3, text[0] == 0x34, text[2] == 0x39 { setThrottled(text) }
    case .timeToFirstToken: break
    case .jsonText: setMembers(ofJSON: text, of: row)
    case .baggageText: setMembers(ofBaggage: text)
    case .tokenType: usage.tokenType = String(decoding: Array(copying: text), as: UTF8.self)
    case .modality: usage.modality = Modality(text)
    case .event(let field): setEvent(field, text)
    case .duration: setDuration(digits: text)
    case .service(let field): setService(field, text)
    case .time: setLineTime(text: text)
    case .line(let field): setLine(field, text)
    case .resource(let rank): setResource(rank: rank, text)
    case .actor(let rank): setActor(rank: rank, text)
    case .sampleRate(let all): setSampleRate(text, all: all)
    case .hours, .sampled: break
    }
  }

  mutating func set(_ row: AttributeRow, integer: Int64) {
    switch table.meanings[Int(row.index)] {
    case .count(let family, let field, let rank):
      guard owner == .span else { return }
      if integer < 0 { return refuse(.negativeCount) }
      if integer > Self.countMax { return refuse(.countTooLarge) }
      readings.note(family, field, rank: rank, value: integer)
    case .httpStatus: if integer == 429 { draft.span.flags.insert(.throttled) }
    case .timeToFirstToken(let unit): setTimeToFirstToken(Double(integer) * Double(unit))
    case .duration(let unit): setDuration(Double(integer) * Double(unit))
    case .time: setLineTime(integer: integer)
    case .line(let field): setLine(field, Double(integer))
    case .hours(let unit): setHours(unit, Double(integer))
    case .sampleRate(let all): setSampleRate(Double(integer), all: all)
    case .name, .resource, .actor: set(row, text: Array(String(integer).utf8).span)
    default: break
    }
  }

  mutating func set(_ row: AttributeRow, double: Double) {
    switch table.meanings[Int(row.index)] {
    case .count:
      guard owner == .span else { return }
      if double.isNaN { return refuse(.wrongType) }
      if double < 0 { return refuse(.negativeCount) }
      if !double.isFinite || double > Double(Self.countMax) { return refuse(.countTooLarge) }
      guard let count = Int64(exactly: double) else { return refuse(.fractionalCount) }
      set(row, integer: count)
    case .httpStatus: if double == 429 { draft.span.flags.insert(.throttled) }
    case .timeToFirstToken(let unit): setTimeToFirstToken(double * Double(unit))
    case .duration(let unit): setDuration(double * Double(unit))
    case .time: setLineTime(double)
    case .line(let field): setLine(field, double)
    case .hours(let unit): setHours(unit, double)
    case .sampleRate(let all): setSampleRate(double, all: all)
    case .name:
      if let whole = Int64(exactly: double) { set(row, integer: whole) }
    default: break
    }
  }

  /// The value is a list of plain values: EMF writes a metric's numbers so.
  mutating func set(_ row: AttributeRow, listOf count: Int, sum: Double?) {
    guard owner == .span else { return }
    switch table.meanings[Int(row.index)] {
    case .line(.embeddedMetrics): usage.line.isSum = true
    case .service(.deniedTools): draft.hiddenTools = Int64(count)
    case .count, .line: if let sum { set(row, double: sum) }
    default: break
    }
  }

  /// No name is a truth value; a tenant called "true" is none.
  mutating func set(_ row: AttributeRow, boolean: Bool) {
    if table.meanings[Int(row.index)] == .sampled, !boolean { noteSampled() }
  }

  /// The value is written as a number that no 64-bit integer or double holds.
  mutating func setUnreadableNumber(_ row: AttributeRow) {
    if owner == .span, case .count = table.meanings[Int(row.index)] { refuse(.countTooLarge) }
  }

  /// Some instrumentations write counts as text.
  private mutating func setCount(
    _ family: CountFamily, _ field: CountField, rank: UInt8, digits text: Span<UInt8>
  ) {
    guard owner == .span else { return }
    if text.count == 0 { return }
    switch parseNumber(text, from: 0, to: text.count) {
    case .integer(let value) where value < 0: refuse(.negativeCount)
    case .integer(let value) where value <= Self.countMax:
      readings.note(family, field, rank: rank, value: value)
    case .integer, .large, .outOfRange: refuse(.countTooLarge)
    case .fraction(let value): refuse(value < 0 ? .negativeCount : .fractionalCount)
    case .notANumber: refuse(.wrongType)
    }
  }

  private mutating func setTimeToFirstToken(_ nanoseconds: Double) {
    // A day is longer than any call waits; a nonsense value is left out rather than refused.
    guard nanoseconds >= 0, nanoseconds < 86_400e9 else { return }
    draft.timeToFirstToken = Int64(nanoseconds)
  }

  private mutating func setError(_ type: Span<UInt8>) {
    guard owner == .span, type.count > 0 else { return }
    draft.span.flags.insert(.error)
    setThrottled(type)
    if roles.isCancellation(type) { draft.span.flags.insert(.cancelled) }
  }

  /// Notes a rate limit, by the names that error types and status codes give it.
  private mutating func setThrottled(_ type: Span<UInt8>) {
    if roles.isThrottling(type) { draft.span.flags.insert(.throttled) }
  }

  func digest(_ text: Span<UInt8>, salt: UInt64) -> Digest {
    Digest(
      high: ByteHash.hash(text, seed: digestSeed.high &+ salt) ^ verified.mask.digestHigh,
      low: ByteHash.hash(text, seed: digestSeed.low ^ salt) ^ verified.mask.digestLow)
  }

  /// The digest of a session's text where no credential names a tenant.
  static func sessionDigest(_ text: String, _ seed: DigestSeed) -> Digest {
    let bytes = Array(text.utf8)
    return Digest(
      high: ByteHash.hash(bytes.span, seed: seed.high &+ 3),
      low: ByteHash.hash(bytes.span, seed: seed.low ^ 3))
  }
}
