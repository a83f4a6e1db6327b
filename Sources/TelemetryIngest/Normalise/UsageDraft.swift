internal import CostModel

/// One metric point or log record while its pieces come in, and what stands around it.
struct UsageDraft: Sendable {
  /// Digests of the attributes of the resource, the scope, and the point or record itself.
  var resource = Digest.none
  var scope = Digest.none
  var item = Digest.none

  // MARK: Metrics

  var metric: MetricRow?
  /// Family, unit and kind of the metric, digested.
  var metricDigest = Digest.none
  var temporality = Temporality.unspecified
  var tokenType: String?
  var modality = Modality.text
  var value: Int64?
  /// Whether the point says that it has no value.
  var isAbsent = false
  /// Index of each stream of the batch.
  var streams: [Digest: Int32] = [:]

  // MARK: Log records

  var eventNames: [String] = []
  var eventKind: String?
  var line = LineDraft()
  /// The record's body, where it may be a line.
  var body: [UInt8] = []
  var duration: Int64 = 0
  var observedTime: Int64 = 0
  /// How often each content came in this request: equal records are told apart by their number.
  var ordinals: [Digest: UInt64] = [:]

  init() {}

  /// Forgets the point or record before.
  mutating func beginItem() {
    item = .none
    (tokenType, modality, value, isAbsent) = (nil, .text, nil, false)
    eventNames.removeAll(keepingCapacity: true)
    (eventKind, duration, observedTime) = (nil, 0, 0)
    line = LineDraft()
    if !body.isEmpty { body = [] }
  }
}

/// How the values of a metric relate to each other, as on the wire.
enum Temporality: UInt8, Sendable {
  case unspecified = 0
  case delta = 1
  case cumulative = 2
}

extension Digest {
  /// Adds another digest, in any order.
  mutating func add(_ other: Digest) {
    high = high &+ other.high
    low = low &+ other.low
  }

  /// A digest of two, in this order.
  func combined(with other: Digest) -> Digest {
    Digest(
      high: ByteHash.combine(high, other.high &+ 1), low: ByteHash.combine(low, other.low &+ 2))
  }

  func combined(with number: UInt64) -> Digest {
    combined(with: Digest(high: number, low: ~number))
  }
}
