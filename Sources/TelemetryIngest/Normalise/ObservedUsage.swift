internal import CostModel

extension SpanFlags {
  /// Those that points and log records are kept with: a byte of them.
  static let ofLabels = SpanFlags(rawValue: 0xFF)
}

/// What every point of a metric stream says, beside its time and value.
///
/// A stream here is a group of OTLP streams that describe the same calls: all that differs is which
/// tokens they count (`gen_ai.token.type`, or the metric's name).
struct UsageStream: Hashable, Sendable {
  /// Resource attributes, scope, family, unit, kind and point attributes, digested.
  var digest: Digest
  /// Whoever exports the stream together with others; absent for cumulative streams.
  var writer: Digest
  var level: SourceLevel
  var isCumulative: Bool
  var modality: Modality
  var inclusion: Inclusion
  var labels: UsageLabels
}

/// Whom usage belongs to, and of which model it is.
struct UsageLabels: Hashable, Sendable {
  var names = IdentityNames()
  var flags: SpanFlags = []
  var agent = NameID.none
  var provider = NameID.none
  var model = NameID.none
  var region = NameID.none
  var serviceTier = NameID.none
  var operation = Operation.unknown

  init() {}
}

/// One value of one stream.
struct UsagePoint: Hashable, Sendable {
  /// Index of the stream in the batch.
  var stream: Int32
  var field: MetricField
  /// Nanoseconds since 1970 UTC; 0 where it was not given.
  var start: Int64
  var time: Int64
  var value: Int64
}

/// A log record that reports the usage of one call, or of any number of them.
struct UsageRecord: Equatable, Sendable {
  /// All that the record says, digested: records have no id of their own.
  var digest: Digest
  var start: Int64
  var end: Int64
  var isFailed: Bool
  /// The tokens are those of a metric, and the record is no call.
  var isSum: Bool
  var labels: UsageLabels
  var quantities: Quantities
}

/// What metrics and log records of one request or stretch of a file report.
struct ObservedUsage: Sendable {
  var streams: [UsageStream] = []
  var points: [UsagePoint] = []
  var records: [UsageRecord] = []
  /// Metrics that say nothing of tokens.
  var ignoredMetrics = 0
  /// Points of token metrics that only repeat a part of others.
  var ignoredPoints = 0
  /// Log records without usage of their own.
  var ignoredRecords = 0

  var isEmpty: Bool {
    points.isEmpty && records.isEmpty && ignoredMetrics == 0 && ignoredRecords == 0
  }
}
